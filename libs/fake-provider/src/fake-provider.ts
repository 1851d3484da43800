import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type AnswerRequest, makeAnswer } from './answer.js';
import { messageError, messageEvents, messageObject, messageRefusal, readMessagesRequest } from './anthropic-api.js';
import { chatCompletion, chatError, chatEvents, readChatRequest } from './chat-api.js';
import { agentError, agentEvents, agentRefusal, agentRun, readAgentRequest } from './perplexity-api.js';
import { readResponsesRequest, responseError, responseEvents, responseObject } from './responses-api.js';
import { type FakeScript, scriptFromPrompt } from './script.js';
import { readSearchQuery, searchAnswer, searchRefusal } from './tavily-api.js';
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
  /** Without `/v1`, e.g. `/responses` or `/perplexity/responses`. */
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

/** Where each provider's own SDK, and its connector's setting, is pointed to: one server is all of them at once. */
export interface FakeBaseUrls {
  /** `http://127.0.0.1:<port>/v1` */
  readonly openai: string;
  /** The same as OpenAI's. */
  readonly local: string;
  /** `http://127.0.0.1:<port>` */
  readonly anthropic: string;
  /** `http://127.0.0.1:<port>/perplexity` */
  readonly perplexity: string;
  /** `http://127.0.0.1:<port>/tavily` */
  readonly tavily: string;
}

/** A provider for tests: a real HTTP server that speaks the wire formats of several providers. */
export interface FakeProvider {
  /** OpenAI's, `http://127.0.0.1:<port>/v1`. */
  readonly baseUrl: string;
  readonly baseUrls: FakeBaseUrls;
  readonly apiKey: string | null;
  readonly requests: readonly FakeRequest[];
  /** How all requests from now on are answered; magic words in a prompt come on top. */
  script(script: FakeScript): void;
  /** How the next request is answered, once; several calls queue up. */
  scriptOnce(script: FakeScript): void;
  /** Forgets requests and scripts. */
  reset(): void;
  /** Breaks every connection that is open now, in the middle of whatever it carries. */
  cutConnections(): void;
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
  /** The body of a refusal; absent: OpenAI's. */
  readonly refusal?: (status: number, code: string | null, message: string) => unknown;
  /** A header that may carry the key in place of a bearer token. */
  readonly keyHeader?: string;
  /** The header that names the request; absent: OpenAI's. */
  readonly requestIdHeader?: string;
}

const DEFAULT_KEY = 'sk-fake-provider-key';
const DEFAULT_MODELS = ['llama-test', 'qwen/test-7b'];
const DEFAULT_REMEMBERED = 10_000;
const VERSION = /\/v1(?=\/)/;

const AGENT: Api = {
  read: readAgentRequest,
  json: ({ id, script, body }, request, answer) => agentRun(id, request, answer, script, body),
  events: ({ id, script, body }, request, answer) => agentEvents(id, request, answer, script, body),
  error: agentError,
  refusal: (status, code, message) => agentRefusal(status, code ?? 'invalid_request', message),
};

const APIS: Readonly<Record<string, Api>> = {
  '/responses': {
    read: readResponsesRequest,
    json: ({ id, script, body }, request, answer) => responseObject(id, request, answer, script, body),
    events: ({ id, script, body }, request, answer) => responseEvents(id, request, answer, script, body),
    error: responseError,
  },
  '/chat/completions': {
    read: readChatRequest,
    json: ({ id, script }, request, answer) => chatCompletion(id, request, answer, script),
    events: ({ id, script, body }, request, answer) =>
      chatEvents(id, request, answer, script, asObject(body['stream_options'])['include_usage'] === true),
    error: chatError,
  },
  '/messages': {
    read: readMessagesRequest,
    json: ({ id, script, body }, request, answer) => messageObject(id, request, answer, script, body),
    events: ({ id, script, body }, request, answer) => messageEvents(id, request, answer, script, body),
    error: messageError,
    refusal: messageRefusal,
    keyHeader: 'x-api-key',
    requestIdHeader: 'request-id',
  },
  '/perplexity/responses': AGENT,
  '/perplexity/agent': AGENT,
  '/tavily/search': {
    read: (body) => ({ model: 'search', messages: [readSearchQuery(body)], maxOutputTokens: Number.MAX_SAFE_INTEGER }),
    json: ({ id, script, body }) => searchAnswer(id, body, script),
    events: () => [],
    error: chatError,
    refusal: (_status, _code, message) => searchRefusal(message),
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
    baseUrls: baseUrlsOf(`http://127.0.0.1:${port}`),
    apiKey: state.apiKey,
    requests: state.requests,
    script: (script) => {
      state.script = script;
    },
    scriptOnce: (script) => {
      state.queue.push(script);
    },
    reset: () => state.reset(),
    cutConnections: () => server.closeAllConnections(),
    close: () => close(server),
  };
}

function baseUrlsOf(origin: string): FakeBaseUrls {
  return {
    openai: `${origin}/v1`,
    local: `${origin}/v1`,
    anthropic: origin,
    perplexity: `${origin}/perplexity`,
    tavily: `${origin}/tavily`,
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
    const path = (request.url ?? '').split('?')[0]?.replace(VERSION, '') ?? '';
    const record = this.remember(request, response, path);
    const text = await readBody(request);
    const api = request.method === 'POST' ? APIS[path] : undefined;
    const key = keyOf(api, request);
    if (this.apiKey !== null && key !== this.apiKey) return refuseKey(response, api, key);
    if (request.method === 'GET' && path === '/models') return this.sendModels(response);
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
    response.setHeader(requestIdHeaderOf(APIS[path]), `req_fake_${this.count}`);
    return record;
  }

  private sendModels(response: ServerResponse): void {
    const data = this.models.map((id) => ({ id, object: 'model', created: 1_780_000_000, owned_by: 'fake' }));
    sendJson(response, 200, { object: 'list', data });
  }

  private async answer(api: Api, body: Exchange['body'], response: ServerResponse): Promise<void> {
    const request = readOrRefuse(api, body, response);
    if (!request) return;
    const script = { ...this.script, ...this.queue.shift(), ...scriptFromPrompt(request.messages.at(-1) ?? '') };
    const exchange: Exchange = { id: `resp_fake${this.count}`, body, script, response };
    if (script.requestId) response.setHeader(requestIdHeaderOf(api), script.requestId);
    if (script.delayMs) await sleep(script.delayMs);
    if (script.hangHeaders) return;
    if (script.status && script.status >= 400) return refuseByScript(response, api, script, script.status);
    const answer = makeAnswer(request, script);
    if (body['stream'] === true) return sendStream(exchange, api, api.events(exchange, request, answer));
    await sendWhole(exchange, answer, JSON.stringify(api.json(exchange, request, answer)));
  }
}

function keyOf(api: Api | undefined, { headers }: IncomingMessage): string | undefined {
  const named = api?.keyHeader === undefined ? undefined : headers[api.keyHeader];
  return typeof named === 'string' ? named : headers.authorization?.replace('Bearer ', '');
}

/** Repeats the key, which real providers do in part: a client must keep it out of its own errors. */
function refuseKey(response: ServerResponse, api: Api | undefined, key = '(none)'): void {
  refuse(response, api, 401, 'invalid_api_key', `Incorrect API key provided: ${key}.`);
}

/** A whole answer takes as long as its words, and breaks before its body (place 0) or in the middle of it. */
async function sendWhole({ response, script }: Exchange, { words }: Answer, body: string): Promise<void> {
  if (script.wordDelayMs) await sleep(script.wordDelayMs * words.length);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const place = script.stallAfter ?? script.cutAfter ?? script.endAfter;
  const isBroken = place !== undefined || script.malformed === true;
  if (place !== 0) response.write(isBroken ? body.slice(0, body.length / 2) : body);
  if (script.stallAfter !== undefined) return;
  if (script.cutAfter !== undefined) return destroyAfterFlush(response);
  if (script.endDelayMs) await sleep(script.endDelayMs);
  response.end();
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

function readOrRefuse(api: Api, body: Exchange['body'], response: ServerResponse): AnswerRequest | null {
  try {
    return api.read(body);
  } catch (error) {
    refuse(response, api, 400, null, error instanceof Error ? error.message : String(error));
    return null;
  }
}

function refuseByScript(response: ServerResponse, api: Api, script: FakeScript, status: number): void {
  if (script.retryAfter !== undefined) response.setHeader('retry-after', String(script.retryAfter));
  refuse(response, api, status, script.errorCode ?? null, `Scripted refusal with status ${status}`);
}

function refuse(
  response: ServerResponse,
  api: Api | undefined,
  status: number,
  code: string | null,
  message: string,
): void {
  const body = api?.refusal ? api.refusal(status, code, message) : openAiRefusal(status, code, message);
  sendJson(response, status, body);
}

function openAiRefusal(status: number, code: string | null, message: string): unknown {
  const isLimit = status === 429;
  const type = isLimit ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error';
  return errorBody(type, code ?? (isLimit ? 'rate_limit_exceeded' : null), message);
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

function requestIdHeaderOf(api: Api | undefined): string {
  return api?.requestIdHeader ?? 'x-request-id';
}
