import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { HttpHeaderDto } from '@nyla/contracts';
import { HttpRefusal } from './http-refusal.js';

/** Headers that belong to the connection, or that would let a request pass for another. */
const RESERVED = new Set([
  'host',
  'content-length',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'cookie',
  'accept-encoding',
  'forwarded',
  'via',
]);
const RESERVED_PREFIXES = ['proxy-', 'sec-', 'x-forwarded-'];
/** What another origin is still told after a redirect; a key in any other header must not reach it. */
const SENT_EVERYWHERE = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);

/** The headers of a request: the automation's own and ours, none of which tells anything about whoever runs it. */
export function requestHeaders(headers: readonly HttpHeaderDto[]): Record<string, string> {
  const result: Record<string, string> = { 'user-agent': 'Nyla-Automation/1', accept: '*/*' };
  for (const { name, value } of headers) {
    const key = name.toLowerCase();
    if (RESERVED.has(key) || RESERVED_PREFIXES.some((prefix) => key.startsWith(prefix)) || !isValid(key, value)) {
      throw new HttpRefusal('header', name);
    }
    result[key] = value;
  }
  return { ...result, 'accept-encoding': 'gzip, deflate, br', connection: 'close' };
}

/** The headers that may follow a redirect to another origin. */
export function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ([name]: [string, string]) =>
    SENT_EVERYWHERE.has(name) || name === 'accept-encoding' || name === 'connection';
  return Object.fromEntries(Object.entries(headers).filter(kept));
}

/** The headers of a request that lost its body on the way. */
export function withoutBody(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
}

/** A line break in a value would begin another header, or another request. */
function isValid(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
