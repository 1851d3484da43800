import type { ConnectorType } from '@nyla/contracts';
import { ConnectorError, type ConnectorErrorKind } from '../connector.contract.js';

const MAX_MESSAGE_LENGTH = 500;
const KEY_LIKE = /\b(?:sk|pk|pplx|tvly|key)-[\w*.-]{4,}|\bBearer\s+[^\s"']+/gi;
const HIDDEN = '[key]';
/** The operator's account with the provider is empty, limited or blocked, whatever status the provider gives to that. */
const ACCOUNT_FAULT =
  /insufficient_quota|billing_error|spend_limit_reached|organization_on_hold|credit balance is too low/i;
const REFUSAL_CODE = /^invalid_|_policy|context_length_exceeded|unsupported_/;
const REFUSAL_TYPES = new Set(['invalid_request_error', 'not_found_error', 'request_too_large']);
/** Wrong or blocked keys and empty accounts; the last two are Tavily's, for a plan and for a budget that is used up. */
const OPERATOR_STATUSES: ReadonlySet<number> = new Set([401, 402, 403, 432, 433]);

/** The error object of a provider, as far as it can be trusted: every field may be missing. */
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
  // A model that a provider no longer has says nothing against the request: another model may answer it.
  const options = { retryable: kind !== 'invalid_request' || fault.status === 404, ...details };
  return new ConnectorError(kind, connectorType, redact(message, secret), options);
}

export function redact(message: string, secret: string | null): string {
  const named = secret ? message.replaceAll(secret, HIDDEN) : message;
  return named.replace(KEY_LIKE, HIDDEN).slice(0, MAX_MESSAGE_LENGTH);
}

/**
 * The kind of a refusal by HTTP status. 401 and 403 are the operator's fault (a wrong key), as is an account with the
 * provider that nobody has paid for: waiting does not help, another provider does.
 */
export function kindOfStatus(status: number, error: ProviderErrorBody): ConnectorErrorKind {
  if (isAccountFault(error)) return 'unavailable';
  if (status === 429) return 'rate_limited';
  if (status === 408 || status === 504) return 'timeout';
  if (OPERATOR_STATUSES.has(status)) return 'unavailable';
  return status >= 400 && status < 500 ? 'invalid_request' : 'unavailable';
}

/** The kind of an error that arrives inside a stream, where no HTTP status tells it. */
export function kindOfStreamError(error: ProviderErrorBody): ConnectorErrorKind {
  const { code, type } = error;
  if (isAccountFault(error)) return 'unavailable';
  if (code === 'rate_limit_exceeded' || type === 'rate_limit_error') return 'rate_limited';
  if (type === 'timeout_error') return 'timeout';
  return REFUSAL_CODE.test(code ?? '') || REFUSAL_TYPES.has(type ?? '') ? 'invalid_request' : 'unavailable';
}

function isAccountFault({ type, code, message }: ProviderErrorBody): boolean {
  return [type, code, message].some((text) => text !== null && ACCOUNT_FAULT.test(text));
}

/** Reads `{ error: { message, type, code } }` or a bare error object; anything else has no fields. */
export function readErrorBody(body: unknown): ProviderErrorBody {
  const outer = asRecord(body);
  const inner = asRecord(outer['error']);
  const source = Object.keys(inner).length > 0 ? inner : outer;
  const code = textOf(source['code']) ?? textOf(asRecord(source['details'])['error_code']);
  return { message: textOf(source['message']), type: textOf(source['type']), code };
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
