import type { ConnectorType } from '@nyla/contracts';
import { ConnectorError } from '../connector.contract.js';
import { parseExactJson } from './exact-json.js';
import { connectorError, type Fault, kindOfStatus, readErrorBody, retryAfterSeconds } from './provider-fault.js';
import { SseParser } from './sse-parser.js';

export interface ProviderTimeouts {
  /** From sending a request to the first byte of its answer. */
  readonly headersMs: number;
  /** Between two pieces of a streamed answer; a reasoning model may be silent for minutes. */
  readonly idleMs: number;
}

export interface ProviderHttpSettings {
  readonly connectorType: ConnectorType;
  /** As the official SDKs have it, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string | null;
  /** The headers that every request carries, the key among them; absent: the key as a bearer token. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly timeouts?: Partial<ProviderTimeouts> | undefined;
  /** Names of JSON fields whose numbers are kept as the text that the provider wrote: amounts of money. */
  readonly exactNumbers?: readonly string[] | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/**
 * One event of a streamed answer; `done` is the closing `[DONE]` of chat completions. An answer in one piece is the
 * only event of its call, `whole`.
 */
export type ProviderEvent =
  | { readonly type: 'json' | 'whole'; readonly value: unknown; readonly requestId: string | null }
  | { readonly type: 'done'; readonly requestId: string | null };

const DEFAULT_TIMEOUTS: ProviderTimeouts = { headersMs: 120_000, idleMs: 240_000 };
/** OpenAI and its kin have the first name, Anthropic the second. */
const REQUEST_ID_HEADERS = ['x-request-id', 'request-id'];
/** How long the last bytes behind a complete answer may take. */
const LINGER_MS = 100;
const MAX_ERROR_BODY_BYTES = 64 * 1024;
const MAX_JSON_BODY_BYTES = 4 * 1024 * 1024;

/**
 * The way to a provider: one request, its time-outs, its abort, and its faults as `ConnectorError`.
 * Whenever the reader stops, for whatever reason, the provider's connection is closed or free for the next call.
 */
export class ProviderHttp {
  private readonly timeouts: ProviderTimeouts;

  constructor(private readonly settings: ProviderHttpSettings) {
    this.timeouts = { ...DEFAULT_TIMEOUTS, ...settings.timeouts };
  }

  /**
   * Posts a request and streams the events of its answer. Ends without throwing once `signal` is aborted.
   * How the answer is read depends on what the server sends, not on what it was asked for: some know one form only.
   * @throws ConnectorError
   */
  async *stream(
    path: string,
    body: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): AsyncGenerator<ProviderEvent, void, undefined> {
    if (signal.aborted) return;
    const call = new Call(signal);
    try {
      const init = {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { accept: 'text/event-stream, application/json' },
      };
      const { headersMs, idleMs } = this.timeouts;
      // Before an answer in one piece there is silence until all of it is made.
      const limitMs = body['stream'] === false ? Math.max(headersMs, idleMs) : headersMs;
      const response = await this.send(path, init, call, limitMs);
      const requestId = this.requestIdOf(response);
      if (isJson(response)) {
        const text = await readText(response, MAX_JSON_BODY_BYTES, call, idleMs);
        yield { type: 'whole', value: this.parse(text), requestId };
        return;
      }
      for await (const data of this.events(response, call)) {
        if (signal.aborted) return;
        yield data === '[DONE]' ? { type: 'done', requestId } : { type: 'json', value: this.parse(data), requestId };
      }
    } catch (error) {
      if (signal.aborted) return;
      throw this.asConnectorError(error, call);
    } finally {
      call.end();
    }
  }

  /** @throws ConnectorError */
  async getJson(path: string): Promise<unknown> {
    const call = new Call();
    try {
      const response = await this.send(path, { method: 'GET', headers: { accept: 'application/json' } }, call);
      return this.parse(await readText(response, MAX_JSON_BODY_BYTES, call, this.timeouts.idleMs));
    } catch (error) {
      throw this.asConnectorError(error, call);
    } finally {
      call.end();
    }
  }

  /** A server that sends our own key back must not get it stored. */
  private requestIdOf(response: Response): string | null {
    const { apiKey } = this.settings;
    const id = REQUEST_ID_HEADERS.map((name) => response.headers.get(name)).find((value) => value !== null) ?? null;
    return id !== null && apiKey !== null && id.includes(apiKey) ? null : id;
  }

  fault(fault: Fault): ConnectorError {
    return connectorError(this.settings.connectorType, this.settings.apiKey, fault);
  }

  private async send(
    path: string,
    { headers, ...init }: { method: string; body?: string; headers: Record<string, string> },
    call: Call,
    limitMs = this.timeouts.headersMs,
  ): Promise<Response> {
    const { apiKey, baseUrl, fetch: send = fetch } = this.settings;
    const authorization: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
    const response = await call.within(limitMs, () =>
      send(`${baseUrl.replace(/\/+$/, '')}${path}`, {
        ...init,
        headers: {
          ...headers,
          'content-type': 'application/json',
          ...(this.settings.headers ?? authorization),
        },
        // A redirect would carry prompts to an address that the operator has not named.
        redirect: 'error',
        signal: call.signal,
      }),
    );
    if (!response.ok) throw await this.refusal(response, call);
    return response;
  }

  private async *events(response: Response, call: Call): AsyncGenerator<string, void, undefined> {
    const reader = response.body?.getReader();
    if (!reader) return;
    call.reader = reader;
    const parser = new SseParser();
    for (;;) {
      const { done, value } = await call.within(this.timeouts.idleMs, () => reader.read());
      if (done) return;
      yield* parser.push(value);
    }
  }

  private async refusal(response: Response, call: Call): Promise<ConnectorError> {
    const text = await readText(response, MAX_ERROR_BODY_BYTES, call, this.timeouts.idleMs).catch(() => '');
    const error = readErrorBody(parseOrNull(text));
    const retryAfter = retryAfterSeconds(response.headers.get('retry-after'), Date.now());
    return this.fault({
      kind: kindOfStatus(response.status, error),
      message: `HTTP ${response.status}: ${[error.type, error.code, error.message ?? text].filter(Boolean).join(': ')}`,
      status: response.status,
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    });
  }

  private parse(text: string): unknown {
    try {
      return parseExactJson(text, this.settings.exactNumbers ?? []);
    } catch {
      throw this.fault({ kind: 'unavailable', message: 'the answer is not valid JSON' });
    }
  }

  private asConnectorError(error: unknown, call: Call): ConnectorError {
    if (error instanceof ConnectorError) return error;
    if (call.timedOutAfterMs !== null) {
      return this.fault({
        kind: 'timeout',
        message: `no answer within ${call.timedOutAfterMs} ms`,
      });
    }
    return this.fault({ kind: 'unavailable', message: describe(error) });
  }
}

/** The life of one request: closed by its caller, by a time-out, or at its end. */
class Call {
  timedOutAfterMs: number | null = null;
  reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  private readonly controller = new AbortController();
  private readonly stop = (): void => this.controller.abort();

  constructor(private readonly caller?: AbortSignal) {
    caller?.addEventListener('abort', this.stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Runs one step; when it takes too long, the connection is closed, which makes the step fail. */
  async within<T>(limitMs: number, step: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.timedOutAfterMs = limitMs;
      this.stop();
    }, limitMs);
    try {
      return await step();
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Closes the connection; only the few bytes behind the last event of an answer are read first, because a connection
   * that was read to its end serves the next call, and a new one costs a TLS handshake.
   */
  end(): void {
    this.caller?.removeEventListener('abort', this.stop);
    if (!this.reader || this.signal.aborted) return this.stop();
    const timer = setTimeout(this.stop, LINGER_MS);
    void drain(this.reader).then(() => clearTimeout(timer));
  }
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The connection broke, or the time was up: the answer is complete without what is lost here.
  }
}

async function readText(response: Response, maxBytes: number, call: Call, idleMs: number): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  while (bytes < maxBytes) {
    const { done, value } = await call.within(idleMs, () => reader.read());
    if (done) break;
    bytes += value.length;
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

function isJson(response: Response): boolean {
  return /^application\/json\b/i.test(response.headers.get('content-type') ?? '');
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `fetch` hides the reason of a network fault in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown fault';
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.name}: ${error.message}${cause}`;
}
