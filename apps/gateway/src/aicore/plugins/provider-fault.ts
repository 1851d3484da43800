import type { ConnectorType } from '@nyla/contracts';
import { ConnectorError, type ConnectorErrorKind } from '../connector.contract.js';

const MAX_MESSAGE_LENGTH = 500;
const KEY_LIKE = /\b(?:sk|pk|pplx|tvly|key)-[\w*.-]{4,}|\bBearer\s+[^\s"']+/gi;
const HIDDEN = '[key]';

/** The error object of OpenAI-compatible interfaces, as far as it can be trusted: every field may be missing. */
export interface ProviderErrorBody {
  readonly message: string | null;
  readonly type: string | null;
  readonly code: string | null;
}

/** What is known of a fault; `secrets` must never be seen in its message. */
export interface Fault {
  readonly kind: ConnectorErrorKind;
  readonly message: string;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}

/** A `ConnectorError` whose message is short and free of keys, whatever the provider wrote into its answer. */
export function connectorError(connectorType: ConnectorType, secret: string | null, fault: Fault): ConnectorError {
  const { kind, message, ...details } = fault;
  const options = { retryable: kind !== 'invalid_request', ...details };
  return new ConnectorError(kind, connectorType, redact(message, secret), options);
}

export function redact(message: string, secret: string | null): string {
  const named = secret ? message.replaceAll(secret, HIDDEN) : message;
  return named.replace(KEY_LIKE, HIDDEN).slice(0, MAX_MESSAGE_LENGTH);
}

/**
 * The kind of a refusal by HTTP status. 401 and 403 are the operator's fault (a wrong key), as is an empty account with
 * the provider: waiting does not help, another provider does.
 */
export function kindOfStatus(status: number, error: ProviderErrorBody): ConnectorErrorKind {
  if (status === 429) return error.code === 'insufficient_quota' ? 'unavailable' : 'rate_limited';
  if (status === 408) return 'timeout';
  if (status === 401 || status === 402 || status === 403) return 'unavailable';
  return status >= 400 && status < 500 ? 'invalid_request' : 'unavailable';
}

/** The kind of an error that arrives inside a stream, where no HTTP status tells it. */
export function kindOfStreamError({ code, type }: ProviderErrorBody): ConnectorErrorKind {
  if (code === 'rate_limit_exceeded' || type === 'rate_limit_error') return 'rate_limited';
  const isRefusal = /^invalid_|_policy|context_length_exceeded|unsupported_/.test(code ?? '');
  return isRefusal || type === 'invalid_request_error' ? 'invalid_request' : 'unavailable';
}

/** Reads `{ error: { message, type, code } }` or a bare error object; anything else has no fields. */
export function readErrorBody(body: unknown): ProviderErrorBody {
  const outer = asRecord(body);
  const inner = asRecord(outer['error']);
  const source = Object.keys(inner).length > 0 ? inner : outer;
  return { message: textOf(source['message']), type: textOf(source['type']), code: textOf(source['code']) };
}

/** Seconds of a `Retry-After` header: a number or an HTTP date. */
export function retryAfterSeconds(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,6}(\.\d+)?$/.test(header.trim())) return Math.ceil(Number(header));
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : Math.max(0, Math.ceil((time - now) / 1000));
}

/** The value as an object to look into; an empty one where it is none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
