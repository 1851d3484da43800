import type { SourceDto } from '@nyla/contracts';

/** What a step was given or gave, made ready to be read. */
export interface ReadableValue {
  readonly kind: 'text' | 'json';
  readonly text: string;
  /** Pages that a web search found. */
  readonly sources: readonly SourceDto[];
}

/** JSON is indented, and text and sources of a search stand apart; everything else is shown as it is. */
export function readableValue(value: string): ReadableValue {
  const json = readJson(value);
  if (json === undefined) return { kind: 'text', text: value, sources: [] };
  const sources = sourcesIn(json);
  if (sources.length > 0 && isRecord(json)) {
    const { sources: _, ...rest } = json;
    const text = rest['text'] ?? rest['answer'];
    return typeof text === 'string'
      ? { kind: 'text', text, sources }
      : { kind: 'json', text: Object.keys(rest).length > 0 ? JSON.stringify(rest, null, 2) : '', sources };
  }
  if (isRecord(json) && Object.keys(json).length === 1 && typeof json['text'] === 'string') {
    return { kind: 'text', text: json['text'], sources: [] };
  }
  return { kind: 'json', text: JSON.stringify(json, null, 2), sources };
}

/** Only objects and lists: a bare word or number is text. */
function readJson(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function sourcesIn(value: unknown): SourceDto[] {
  const list = Array.isArray(value) ? value : isRecord(value) ? value['sources'] : null;
  if (!Array.isArray(list) || list.length === 0 || !list.every(isSource)) return [];
  // An address may be found twice, and the list is keyed by it.
  const byUrl = new Map(list.map((source) => [source.url, source]));
  return [...byUrl.values()].map(({ url, title, snippet, publishedDate }) => ({
    url,
    title,
    snippet: snippet ?? null,
    publishedDate: publishedDate ?? null,
  }));
}

function isSource(value: unknown): value is SourceDto {
  return isRecord(value) && typeof value['url'] === 'string' && typeof value['title'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
