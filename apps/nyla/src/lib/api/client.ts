import { IDEMPOTENCY_KEY_HEADER, MANDATE_HEADER } from '@nyla/contracts/constants';
import { getActiveMandateId } from '@/lib/active-mandate';
import { noteAnswer, noteNoAnswer } from '@/lib/connection';
import { ApiError, networkError, responseToError } from './api-error';

const API_ROOT = '/api/v1';
const SESSION_PATH = '/session';

export type QueryValue = string | number | boolean | readonly string[] | null | undefined;
export type Query = Readonly<Record<string, QueryValue>>;

export interface RequestOptions {
  /** Makes a repeat of a write harmless; one key per intent, kept when the same intent is tried again. */
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface SendOptions extends RequestOptions {
  readonly method: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly accept?: string;
}

let onSignedOut: () => void = () => undefined;

/** Tells the app that the session has ended; the app decides where to go. */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler;
}

let onSuspended: () => void = () => undefined;

/** Tells the app that the mandate was found suspended, by whichever request. */
export function setSuspendedHandler(handler: () => void): void {
  onSuspended = handler;
}

let onMembershipEnded: () => void = () => undefined;

/** Tells the app that the reader was deactivated in the mandate they work in; the app decides what to say. */
export function setMembershipEndedHandler(handler: () => void): void {
  onMembershipEnded = handler;
}

/** The address of an API path, for links that the browser opens itself, such as downloads. */
export function apiUrl(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === '') continue;
    params.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const search = params.toString();
  return `${API_ROOT}${path}${search ? `?${search}` : ''}`;
}

/**
 * Sends one request in the active mandate and gives the successful response, body unread.
 * @throws ApiError for every failure except an abort, which keeps the platform's `AbortError`.
 */
export async function apiFetch(path: string, options: SendOptions): Promise<Response> {
  const headers = new Headers({ accept: options.accept ?? 'application/json' });
  const mandateId = getActiveMandateId();
  if (mandateId) headers.set(MANDATE_HEADER, mandateId);
  if (options.idempotencyKey) headers.set(IDEMPOTENCY_KEY_HEADER, options.idempotencyKey);
  const init: RequestInit = { method: options.method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    headers.set('content-type', 'application/json');
    init.body = JSON.stringify(options.body);
  }
  const response = await fetch(apiUrl(path, options.query), init).catch((cause: unknown) => {
    if (options.signal?.aborted) throw cause;
    noteNoAnswer();
    throw networkError(cause);
  });
  if (isOfGateway(response)) noteAnswer();
  else noteNoAnswer();
  if (response.ok) return response;
  const error = await responseToError(response);
  // Asking for the session is how the app finds out that there is none; every other 401 means that it has ended.
  if (error.code === 'auth.required' && path !== SESSION_PATH) onSignedOut();
  if (error.code === 'mandate.suspended') onSuspended();
  if (error.code === 'mandate.membership_deactivated' && path !== SESSION_PATH) onMembershipEnded();
  throw error;
}

/** A proxy answers for a gateway that it does not reach, in words of its own. */
function isOfGateway({ status, headers }: Response): boolean {
  const isProxyStatus = status >= 502 && status <= 504;
  return !isProxyStatus || (headers.get('content-type') ?? '').startsWith('application/problem+json');
}

async function request<T>(path: string, options: SendOptions): Promise<T> {
  const response = await apiFetch(path, options);
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    // A connection that breaks in the middle of the body is a TypeError, a body that is not JSON a SyntaxError.
    const unreadable = (cause as Error).name === 'SyntaxError';
    throw unreadable
      ? new ApiError({ status: response.status, code: 'common.internal' }, { cause })
      : networkError(cause);
  }
}

export function apiGet<T>(path: string, query?: Query, options: Pick<RequestOptions, 'signal'> = {}): Promise<T> {
  return request<T>(path, { ...options, method: 'GET', query });
}

export function apiPost<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
  return request<T>(path, { ...options, method: 'POST', body });
}

export function apiPut<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
  return request<T>(path, { ...options, method: 'PUT', body });
}

export function apiPatch<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
  return request<T>(path, { ...options, method: 'PATCH', body });
}

export function apiDelete<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
  return request<T>(path, { ...options, method: 'DELETE', body });
}
