/** How the provider behaves for one request. Everything left out behaves as a healthy provider does. */
export interface FakeScript {
  /** HTTP status of a refusal. */
  readonly status?: number;
  /** `code` of the error object of a refusal. */
  readonly errorCode?: string;
  /** Seconds, in the header `Retry-After` of a refusal. */
  readonly retryAfter?: number;
  /** Pause before the answer begins. */
  readonly delayMs?: number;
  /** Pause before each word. */
  readonly wordDelayMs?: number;
  /** Pause between the last event of a stream and the end of the body. */
  readonly endDelayMs?: number;
  /** The answer itself; otherwise made-up words. */
  readonly text?: string;
  /** Length of a made-up answer. */
  readonly words?: number;
  /** The connection breaks after so many events of the stream; a whole answer breaks before its body (0), or in it. */
  readonly cutAfter?: number;
  /** The stream ends in good order after so many events, as if the rest had been forgotten. */
  readonly endAfter?: number;
  /** The stream stands still after so many events. */
  readonly stallAfter?: number;
  /** After so many events an error event, with `errorCode`, ends the stream. */
  readonly errorAfter?: number;
  /** Fields that replace those of the made-up usage object. */
  readonly usage?: Readonly<Record<string, unknown>>;
  /** The provider's id of the request; otherwise another one each time. */
  readonly requestId?: string;
  /** How often the provider searches the web for the answer. */
  readonly searches?: number;
  /** How many pages a search finds. */
  readonly results?: number;
  /** What a search costs, in credits. */
  readonly credits?: number;
  /** The provider's own bill, in the very digits that it writes, e.g. `1.2e-05`. */
  readonly cost?: string;
  /** Currency of that bill. */
  readonly currency?: string;
  /** The run fails in the provider's own words, with its usage; OpenAI's responses only. */
  readonly failed?: boolean;
  /** The model thinks aloud before it answers. */
  readonly thinking?: boolean;
  /** No usage is reported. */
  readonly noUsage?: boolean;
  /** No header is ever sent. */
  readonly hangHeaders?: boolean;
  /** The answer holds JSON that cannot be read. */
  readonly malformed?: boolean;
}

const MAGIC = /\[\[fake:(.*?)\]\]/gs;
const NUMBERS = [
  'status',
  'retryAfter',
  'delayMs',
  'wordDelayMs',
  'endDelayMs',
  'words',
  'cutAfter',
  'endAfter',
  'stallAfter',
  'errorAfter',
  'searches',
  'results',
  'credits',
] as const;
const FLAGS = ['noUsage', 'failed', 'thinking', 'hangHeaders', 'malformed'] as const;
const TEXTS = ['errorCode', 'text', 'cost', 'currency'] as const;

/**
 * Reads magic words such as `[[fake:status=429;retryAfter=3]]` or `[[fake:usage={"input_tokens":7}]]` from a prompt,
 * so that a test in another process can script its own requests. `error` is short for `status`.
 * @throws SyntaxError on a magic word that means nothing: a test with a typing error must not pass.
 */
export function scriptFromPrompt(prompt: string): FakeScript {
  let script: FakeScript = {};
  for (const [, content = ''] of prompt.matchAll(MAGIC)) {
    for (const part of content.split(';')) script = { ...script, ...readPart(part.trim()) };
  }
  return script;
}

/** The prompt without its magic words. */
export function withoutMagic(prompt: string): string {
  return prompt.replace(MAGIC, '').trim();
}

function readPart(part: string): FakeScript {
  const at = part.indexOf('=');
  const name = at < 0 ? part : part.slice(0, at);
  const value = at < 0 ? '' : part.slice(at + 1);
  const key = name === 'error' ? 'status' : name;
  if (key === 'usage') return { usage: JSON.parse(value) as Record<string, unknown> };
  if (FLAGS.some((flag) => flag === key)) return { [key]: true };
  if (TEXTS.some((text) => text === key)) return { [key]: value };
  if (NUMBERS.some((number) => number === key) && /^\d+$/.test(value)) return { [key]: Number(value) };
  throw new SyntaxError(`unknown magic word: ${part}`);
}
