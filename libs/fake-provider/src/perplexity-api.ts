import type { Answer, AnswerRequest } from './answer.js';
import type { FakeScript } from './script.js';
import { asObject, type SseEvent, textOfContent } from './wire.js';

type Json = Readonly<Record<string, unknown>>;

/** What a run did apart from answering. */
interface Search {
  readonly queries: readonly string[];
  readonly results: readonly Json[];
}

/** The interface refuses everything else. */
const FIELDS = new Set([
  'input',
  'instructions',
  'language_preference',
  'max_output_tokens',
  'max_steps',
  'max_tool_calls',
  'metadata',
  'model',
  'models',
  'preset',
  'previous_response_id',
  'reasoning',
  'response_format',
  'store',
  'stream',
  'stream_options',
  'temperature',
  'tool_choice',
  'tools',
  'top_p',
]);
const DEFAULT_RESULTS = 3;
/** Prices in units of 1e-8 USD: USD 0.25 and 2.50 for 1'000'000 tokens, 0.0025 for a search. */
const INPUT_TOKEN = 25;
const OUTPUT_TOKEN = 250;
const SEARCH = 250_000;
const COST_DECIMALS = 8;

/** Numbers in the very digits that are wanted; part of ECMAScript 2026, and not yet of TypeScript's library. */
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };

/** Reads the body of `POST /v1/responses`. @throws SyntaxError where the real interface refuses it, too. */
export function readAgentRequest(body: Json): AnswerRequest {
  for (const field of Object.keys(body)) {
    if (!FIELDS.has(field)) throw new SyntaxError(`invalid request body: json: unknown field "${field}"`);
  }
  const { model, preset, input, max_output_tokens: limit } = body;
  if (!model && !preset) throw new SyntaxError('validation failed: model, models or preset is required');
  const items = Array.isArray(input) ? input : [{ content: input }];
  return {
    model: String(model ?? preset),
    messages: items.map((item) => textOfContent(asObject(item)['content'])),
    maxOutputTokens: typeof limit === 'number' ? Math.max(16, limit) : Number.MAX_SAFE_INTEGER,
  };
}

/** The whole run; also the last event of one that is streamed. */
export function agentRun(id: string, request: AnswerRequest, answer: Answer, script: FakeScript, body: Json): Json {
  const status = answer.truncated ? 'incomplete' : 'completed';
  const searches = searchesOf(request, script, body);
  return {
    ...frame(id, request, status),
    incomplete_details: answer.truncated ? { reason: 'max_output_tokens' } : null,
    output: [
      ...searches.map((search) => ({ type: 'search_results', ...search })),
      message(id, status, answer.words.join('')),
    ],
    ...(script.noUsage ? {} : { usage: usageObject(answer, searches.length, script) }),
  };
}

/** All events of a streamed run, in the order of the real interface. They have no name, and nothing follows the last. */
export function agentEvents(
  id: string,
  request: AnswerRequest,
  answer: Answer,
  script: FakeScript,
  body: Json,
): SseEvent[] {
  const text = answer.words.join('');
  const status = answer.truncated ? 'incomplete' : 'completed';
  const searches = searchesOf(request, script, body);
  const index = searches.length;
  const place = { item_id: messageId(id), output_index: index, content_index: 0 };
  const events: Json[] = [
    { type: 'response.created', response: frame(id, request, 'in_progress') },
    { type: 'response.in_progress', response: frame(id, request, 'in_progress') },
    ...reasoningEvents(searches),
    { type: 'response.output_item.added', output_index: index, item: message(id, 'in_progress', null) },
    ...answer.words.map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.output_item.done', output_index: index, item: message(id, status, text) },
    { type: `response.${status}`, response: agentRun(id, request, answer, script, body) },
  ];
  return events.map((event, number) => ({
    data: JSON.stringify({ ...event, sequence_number: number }),
    isWord: event['type'] === 'response.output_text.delta',
  }));
}

/** The event that ends a run which fails in the middle. */
export function agentError(code: string): SseEvent {
  const body = {
    type: 'response.failed',
    ...agentRefusal(statusOf(code), code, 'The run failed'),
    sequence_number: 999,
  };
  return { data: JSON.stringify(body), isWord: false };
}

/** The body of a refusal: its code is the HTTP status once more. */
export function agentRefusal(status: number, type: string, message: string): Json {
  return { error: { message, type, code: status } };
}

function statusOf(type: string): number {
  if (type.includes('rate_limit')) return 429;
  if (type.startsWith('invalid_')) return 400;
  return type === 'forbidden' ? 403 : 500;
}

function reasoningEvents(searches: readonly Search[]): Json[] {
  if (searches.length === 0) return [];
  return [
    { type: 'response.reasoning.started', thought: 'Searching the web' },
    ...searches.flatMap(({ queries, results }) => [
      { type: 'response.reasoning.search_queries', queries },
      { type: 'response.reasoning.search_results', results },
    ]),
    { type: 'response.reasoning.stopped' },
  ];
}

/** Whoever is given the tool uses it once; a preset may search by itself, which a script decides. */
function searchesOf({ messages }: AnswerRequest, script: FakeScript, body: Json): Search[] {
  const hasTool = Array.isArray(body['tools']) && body['tools'].some((tool) => asObject(tool)['type'] === 'web_search');
  const count = script.searches ?? (hasTool ? 1 : 0);
  return Array.from({ length: count }, (_, search) => ({
    queries: [(messages.at(-1) ?? '').slice(0, 80)],
    results: Array.from({ length: script.results ?? DEFAULT_RESULTS }, (_result, index) => page(search, index + 1)),
  }));
}

function page(search: number, id: number): Json {
  return {
    id,
    url: `https://example.com/search-${search + 1}/page-${id}`,
    title: `Page ${id} of search ${search + 1}`,
    snippet: `What page ${id} says.`,
    date: '2026-11-01',
    last_updated: '2026-11-20',
    source: 'web',
  };
}

function usageObject(answer: Answer, searches: number, script: FakeScript): Json {
  const { inputTokens, outputTokens } = answer;
  const input = inputTokens * INPUT_TOKEN;
  const output = outputTokens * OUTPUT_TOKEN;
  const tools = searches * SEARCH;
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cache_creation_input_tokens: 0, cache_read_input_tokens: 0, cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + outputTokens,
    ...(searches > 0 && { tool_calls_details: { search_web: { invocation: searches, cost_usd: usd(tools) } } }),
    cost: {
      currency: script.currency ?? 'USD',
      input_cost: usd(input),
      output_cost: usd(output),
      tool_calls_cost: usd(tools),
      total_cost: script.cost === undefined ? usd(input + output + tools) : rawJSON(script.cost),
    },
    ...script.usage,
  };
}

/** A number of US dollars with exactly the digits that it has. */
function usd(units: number): unknown {
  const digits = String(units).padStart(COST_DECIMALS + 1, '0');
  return rawJSON(`${digits.slice(0, -COST_DECIMALS)}.${digits.slice(-COST_DECIMALS)}`);
}

function frame(id: string, request: AnswerRequest, status: string): Json {
  return {
    id,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status,
    error: null,
    incomplete_details: null,
    model: request.model,
    output: [],
    previous_response_id: null,
    store: false,
  };
}

function message(id: string, status: string, text: string | null): Json {
  const content = text === null ? [] : [{ type: 'output_text', text, annotations: [], logprobs: [] }];
  return { id: messageId(id), type: 'message', role: 'assistant', status, content };
}

function messageId(id: string): string {
  return id.replace('resp_', 'msg_');
}
