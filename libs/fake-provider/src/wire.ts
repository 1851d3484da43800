import type { IncomingMessage } from 'node:http';

export interface SseEvent {
  /** Name of the event, where the interface names its events. */
  readonly event?: string;
  readonly data: string;
  readonly isWord: boolean;
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;

export function encodeEvent({ event, data }: SseEvent): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RangeError('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The value as an object to look into; an empty one where it is none. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The text of a message, whose content is a string or a list of parts. */
export function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => textOf(asObject(part)['text'])).join('');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
