import type { Answer, AnswerRequest } from './answer.js';
import type { FakeScript } from './script.js';
import { type FakeSearch, searchesOf } from './web-search.js';
import { asObject, type SseEvent, textOfContent } from './wire.js';

type Json = Readonly<Record<string, unknown>>;

/** Reads the body of `POST /responses`. */
export function readResponsesRequest(body: Json): AnswerRequest {
  const input = body['input'];
  const items = Array.isArray(input) ? input : [{ content: input }];
  const limit = body['max_output_tokens'];
  return {
    model: String(body['model']),
    messages: items.map((item) => textOfContent(asObject(item)['content'])),
    maxOutputTokens: typeof limit === 'number' ? limit : Number.MAX_SAFE_INTEGER,
  };
}

/** The answer of a request that is not streamed; also the last event of one that is. */
export function responseObject(
  id: string,
  request: AnswerRequest,
  answer: Answer,
  script: FakeScript,
  body: Json,
): Json {
  const searches = allowedSearches(script, body);
  const status = statusOf(answer, script);
  return {
    ...frame(id, request, status),
    error: script.failed ? { code: 'server_error', message: 'The run failed' } : null,
    incomplete_details: answer.truncated ? { reason: 'max_output_tokens' } : null,
    output: [...searchItems(id, searches), message(id, status, [textPart(answer, searches)])],
    usage: script.noUsage ? null : usageObject(answer, script),
  };
}

/** All events of a streamed response, in the order of the real interface. */
export function responseEvents(
  id: string,
  request: AnswerRequest,
  answer: Answer,
  script: FakeScript,
  body: Json,
): SseEvent[] {
  const searches = allowedSearches(script, body);
  const items = searchItems(id, searches);
  const whole = textPart(answer, searches);
  const status = statusOf(answer, script);
  const index = items.length;
  const place = { item_id: messageId(id), output_index: index, content_index: 0 };
  const bodies: Json[] = [
    { type: 'response.created', response: frame(id, request, 'in_progress') },
    { type: 'response.in_progress', response: frame(id, request, 'in_progress') },
    ...items.flatMap(searchEvents),
    { type: 'response.output_item.added', output_index: index, item: message(id, 'in_progress', []) },
    { type: 'response.content_part.added', ...place, part: part('', []) },
    ...answer.words.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
    ...annotationsOf(searches).map((annotation, number) => ({
      type: 'response.output_text.annotation.added',
      ...place,
      annotation_index: number,
      annotation,
    })),
    { type: 'response.output_text.done', ...place, text: whole['text'], logprobs: [] },
    { type: 'response.content_part.done', ...place, part: whole },
    { type: 'response.output_item.done', output_index: index, item: message(id, status, [whole]) },
    { type: `response.${status}`, response: responseObject(id, request, answer, script, body) },
  ];
  return bodies.map((body, index) => ({
    event: String(body['type']),
    data: JSON.stringify({ ...body, sequence_number: index }),
    isWord: body['type'] === 'response.output_text.delta',
  }));
}

function statusOf({ truncated }: Answer, { failed }: FakeScript): 'completed' | 'incomplete' | 'failed' {
  if (failed) return 'failed';
  return truncated ? 'incomplete' : 'completed';
}

/** The event that ends a stream which fails in the middle. */
export function responseError(code: string): SseEvent {
  const body = { type: 'error', code, message: 'The server had an error', param: null, sequence_number: 999 };
  return { event: 'error', data: JSON.stringify(body), isWord: false };
}

function usageObject(answer: Answer, script: FakeScript): Json {
  return {
    input_tokens: answer.inputTokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: answer.outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: answer.inputTokens + answer.outputTokens,
    ...script.usage,
  };
}

function frame(id: string, request: AnswerRequest, status: string): Json {
  return {
    id,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: request.model,
    output: [],
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    max_output_tokens: request.maxOutputTokens === Number.MAX_SAFE_INTEGER ? null : request.maxOutputTokens,
    usage: null,
  };
}

function message(id: string, status: string, content: readonly Json[]): Json {
  return { id: messageId(id), type: 'message', role: 'assistant', status, content };
}

function textPart(answer: Answer, searches: readonly FakeSearch[]): Json {
  return part(answer.words.join(''), annotationsOf(searches));
}

function part(text: string, annotations: readonly Json[]): Json {
  return { type: 'output_text', text, annotations, logprobs: [] };
}

/** The answer cites the last page of each search. */
function annotationsOf(searches: readonly FakeSearch[]): Json[] {
  return searches.map(({ pages }) => ({ type: 'url_citation', start_index: 0, end_index: 1, ...pages.at(-1) }));
}

/** Whoever searches also looks at a page, for which no fee is due. */
function searchItems(id: string, searches: readonly FakeSearch[]): Json[] {
  const actions = searches.flatMap(({ query, pages }) => [
    { type: 'search', query, queries: [query] },
    { type: 'open_page', url: pages[0]?.url ?? null },
  ]);
  return actions.map((action, index) => ({
    id: `${id.replace('resp_', 'ws_')}_${index}`,
    type: 'web_search_call',
    status: 'completed',
    action,
  }));
}

function searchEvents(item: Json, index: number): Json[] {
  const place = { item_id: item['id'], output_index: index };
  return [
    { type: 'response.output_item.added', output_index: index, item: { ...item, status: 'in_progress' } },
    { type: 'response.web_search_call.in_progress', ...place },
    { type: 'response.web_search_call.searching', ...place },
    { type: 'response.web_search_call.completed', ...place },
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

function allowedSearches(script: FakeScript, { tools, max_tool_calls: limit }: Json): FakeSearch[] {
  const hasTool = (Array.isArray(tools) ? tools : []).some((tool) => asObject(tool)['type'] === 'web_search');
  return searchesOf(script, hasTool ? (limit ?? Number.MAX_SAFE_INTEGER) : 0);
}

function messageId(id: string): string {
  return id.replace('resp_', 'msg_');
}
