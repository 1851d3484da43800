import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type AnswerRequest, makeAnswer } from './answer.js';
import { chatCompletion, chatError, chatEvents, readChatRequest } from './chat-api.js';
import { readResponsesRequest, responseError, responseEvents, responseObject } from './responses-api.js';
import { type FakeScript, scriptFromPrompt } from './script.js';
import { asObject, encodeEvent, readBody, type SseEvent } from './wire.js';

export interface FakeProviderOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** The bearer key that is let in; null lets everybody in. */
  readonly apiKey?: string | null;
  /** What `GET /models` lists. */
  readonly models?: readonly string[];
  /** How many requests are remembered, the newest. */
  readonly rememberedRequests?: number;
}

/** What a client sent, and how the connection ended. */
export interface FakeRequest {
  readonly method: string;
  /** Without `/v1`, e.g. `/responses`. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The client's port: the same for requests that share a connection. */
  readonly clientPort: number;
  /** The parsed JSON body; null where there was none. */
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly startedAtMs: number;
  /** The client closed the connection before the answer was complete. */
  readonly aborted: boolean;
  /** When the answer was complete or the connection closed; null while it is under way. */
  readonly closedAtMs: number | null;
}

/** A provider for tests: a real HTTP server that speaks the wire format of OpenAI's interfaces. */
export interface FakeProvider {
  /** As an SDK wants it, `http://127.0.0.1:<port>/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string | null;
  readonly requests: readonly FakeRequest[];
  /** How all requests from now on are answered; magic words in a prompt come on top. */
  script(script: FakeScript): void;
  /** How the next request is answered, once; several calls queue up. */
  scriptOnce(script: FakeScript): void;
  /** Forgets requests and scripts. */
  reset(): void;
  close(): Promise<void>;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Exchange {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly script: FakeScript;
  readonly response: ServerResponse;
}

/** One interface: how its requests are read and its answers written. */
interface Api {
  readonly read: (body: Readonly<Record<string, unknown>>) => AnswerRequest;
  readonly json: (exchange: Exchange, request: AnswerRequest, answer: Answer) => unknown;
  readonly events: (exchange: Exchange, request: AnswerRequest, answer: Answer) => SseEvent[];
  readonly error: (code: string) => SseEvent;
}

const DEFAULT_KEY = 'sk-fake-provider-key';
const DEFAULT_MODELS = ['llama-test', 'qwen/test-7b'];
const DEFAULT_REMEMBERED = 10_000;
const PREFIX = /^\/v1(?=\/)/;

const APIS: Readonly<Record<string, Api>> = {
  '/responses': {
    read: readResponsesRequest,
    json: ({ id, script }, request, answer) => responseObject(id, request, answer, script),
    events: ({ id, script }, request, answer) => responseEvents(id, request, answer, script),
    error: responseError,
  },
  '/chat/completions': {
    read: readChatRequest,
    json: ({ id, script }, request, answer) => chatCompletion(id, request, answer, script),
    events: ({ id, script, body }, request, answer) =>
      chatEvents(id, request, answer, script, asObject(body['stream_options'])['include_usage'] === true),
    error: chatError,
  },
};

/** Starts a provider on the loopback interface. */
export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const state = new FakeState(options);
  const server = createServer((request, response) => {
    state.handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 400, errorBody('invalid_request_error', null, String(error)));
    });
  });
  const port = await listen(server, options.port ?? 0);
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    apiKey: state.apiKey,
    requests: state.requests,
    script: (script) => {
      state.script = script;
    },
    scriptOnce: (script) => {
      state.queue.push(script);
    },
    reset: () => state.reset(),
    close: () => close(server),
  };
}

class FakeState {
  readonly apiKey: string | null;
  readonly requests: Mutable<FakeRequest>[] = [];
  readonly queue: FakeScript[] = [];
  script: FakeScript = {};
  private readonly models: readonly string[];
  private readonly remembered: number;
  private count = 0;

  constructor(options: FakeProviderOptions) {
    this.apiKey = options.apiKey === undefined ? DEFAULT_KEY : options.apiKey;
    this.models = options.models ?? DEFAULT_MODELS;
    this.remembered = options.rememberedRequests ?? DEFAULT_REMEMBERED;
  }

  reset(): void {
    this.requests.length = 0;
    this.queue.length = 0;
    this.script = {};
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0]?.replace(PREFIX, '') ?? '';
    const record = this.remember(request, response, path);
    const text = await readBody(request);
    if (!this.isLetIn(request)) return this.refuseKey(request, response);
    if (request.method === 'GET' && path === '/models') return this.sendModels(response);
    const api = request.method === 'POST' ? APIS[path] : undefined;
    if (!api) return sendJson(response, 404, errorBody('invalid_request_error', null, `Unknown request URL: ${path}`));
    record.body = asObject(JSON.parse(text));
    await this.answer(api, record.body, response);
  }

  private remember(request: IncomingMessage, response: ServerResponse, path: string): Mutable<FakeRequest> {
    const record: Mutable<FakeRequest> = {
      method: request.method ?? '',
      path,
      headers: request.headers,
      clientPort: request.socket.remotePort ?? 0,
      body: null,
      startedAtMs: Date.now(),
      aborted: false,
      closedAtMs: null,
    };
    this.requests.push(record);
    if (this.requests.length > this.remembered) this.requests.shift();
    response.once('close', () => {
      record.aborted = !response.writableFinished;
      record.closedAtMs = Date.now();
    });
    this.count += 1;
    response.setHeader('x-request-id', `req_fake_${this.count}`);
    return record;
  }

  private isLetIn(request: IncomingMessage): boolean {
    return this.apiKey === null || request.headers.authorization === `Bearer ${this.apiKey}`;
  }

  /** Repeats the key, which real providers do in part: a client must keep it out of its own errors. */
  private refuseKey(request: IncomingMessage, response: ServerResponse): void {
    const key = request.headers.authorization?.replace('Bearer ', '') ?? '(none)';
    sendJson(
      response,
      401,
      errorBody('invalid_request_error', 'invalid_api_key', `Incorrect API key provided: ${key}.`),
    );
  }

  private sendModels(response: ServerResponse): void {
    const data = this.models.map((id) => ({ id, object: 'model', created: 1_780_000_000, owned_by: 'fake' }));
    sendJson(response, 200, { object: 'list', data });
  }

  private async answer(api: Api, body: Exchange['body'], response: ServerResponse): Promise<void> {
    const request = api.read(body);
    const script = { ...this.script, ...this.queue.shift(), ...scriptFromPrompt(request.messages.at(-1) ?? '') };
    const exchange: Exchange = { id: `resp_fake${this.count}`, body, script, response };
    if (script.delayMs) await sleep(script.delayMs);
    if (script.hangHeaders) return;
    if (script.status && script.status >= 400) return refuse(response, script, script.status);
    const answer = makeAnswer(request, script);
    if (body['stream'] === true) return sendStream(exchange, api, api.events(exchange, request, answer));
    if (script.malformed) return void response.setHeader('content-type', 'application/json').end('{"id": "resp_');
    sendJson(response, 200, api.json(exchange, request, answer));
  }
}

async function sendStream({ response, script }: Exchange, api: Api, events: readonly SseEvent[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  response.flushHeaders();
  for (const [index, event] of events.entries()) {
    if (index === script.stallAfter) return;
    if (index === script.endAfter) break;
    if (index === script.cutAfter) return destroyAfterFlush(response);
    if (index === script.errorAfter) {
      response.write(encodeEvent(api.error(script.errorCode ?? 'server_error')));
      break;
    }
    if (event.isWord && script.wordDelayMs) await sleep(script.wordDelayMs);
    if (response.destroyed) return;
    const isBroken = script.malformed && event.isWord;
    const flushed = response.write(isBroken ? 'data: {"type": "respon\n\n' : encodeEvent(event));
    if (!flushed) await drained(response);
  }
  if (script.endDelayMs) await sleep(script.endDelayMs);
  response.end();
}

function refuse(response: ServerResponse, script: FakeScript, status: number): void {
  if (script.retryAfter !== undefined) response.setHeader('retry-after', String(script.retryAfter));
  const isLimit = status === 429;
  const type = isLimit ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error';
  const code = script.errorCode ?? (isLimit ? 'rate_limit_exceeded' : null);
  sendJson(response, status, errorBody(type, code, `Scripted refusal with status ${status}`));
}

/** What was written before still arrives; then the socket breaks without the end of the answer. */
function destroyAfterFlush(response: ServerResponse): void {
  setImmediate(() => response.destroy());
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function errorBody(type: string, code: string | null, message: string): unknown {
  return { error: { message, type, param: null, code } };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
