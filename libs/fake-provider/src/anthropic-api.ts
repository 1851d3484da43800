import type { Answer, AnswerRequest } from './answer.js';
import type { FakeScript } from './script.js';
import { type FakeSearch, searchesOf } from './web-search.js';
import { asObject, type SseEvent, textOfContent } from './wire.js';

type Json = Readonly<Record<string, unknown>>;

/** The interface refuses everything else. */
const FIELDS = new Set([
  'cache_control',
  'container',
  'inference_geo',
  'max_tokens',
  'messages',
  'metadata',
  'model',
  'output_config',
  'service_tier',
  'speed',
  'stop_sequences',
  'stream',
  'system',
  'temperature',
  'thinking',
  'tool_choice',
  'tools',
  'top_k',
  'top_p',
]);
/** Models from before the field `inference_geo` refuse it. */
const WITHOUT_GEO = /-4-5\b|-3-/;
const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};
const THOUGHT = 'Eins und eins zusammenzählen.';
const SIGNATURE = 'c2lnbmF0dXJl';
/** Told at the end only. */
const FINAL_FIELDS = ['output_tokens_details', 'server_tool_use'];
/** Told at the beginning only. */
const FIRST_FIELDS = ['cache_creation', 'inference_geo', 'service_tier', 'speed'];

/** The block as it begins, and what is added to it. */
type Block = readonly [Json, ...Json[]];

/** Reads the body of `POST /v1/messages`. @throws SyntaxError where the real interface refuses it, too. */
export function readMessagesRequest(body: Json): AnswerRequest {
  for (const field of Object.keys(body)) {
    if (!FIELDS.has(field)) throw new SyntaxError(`${field}: Extra inputs are not permitted`);
  }
  const { model, messages, system, max_tokens: maxOutputTokens, inference_geo: geo } = body;
  if (typeof maxOutputTokens !== 'number') throw new SyntaxError('max_tokens: Field required');
  if (geo !== undefined && WITHOUT_GEO.test(String(model))) throw new SyntaxError('inference_geo: not supported');
  const turns = (Array.isArray(messages) ? messages : []).map(asObject);
  const texts = turns.map(({ content }) => textOfContent(content));
  if (turns.length === 0) throw new SyntaxError('messages: at least one message is required');
  if (texts.some((text) => text.trim() === '')) {
    throw new SyntaxError('messages: text content blocks must contain non-whitespace text');
  }
  const instructions = system === undefined ? [] : [textOfContent(system)];
  return { model: String(model), messages: [...instructions, ...texts], maxOutputTokens };
}

/** The answer of a request that is not streamed. */
export function messageObject(
  id: string,
  request: AnswerRequest,
  answer: Answer,
  script: FakeScript,
  body: Json,
): Json {
  const searches = allowedSearches(script, body);
  const citations = searches.map(citationOf);
  return {
    ...frame(id, request),
    content: [
      ...(script.thinking ? [{ type: 'thinking', thinking: THOUGHT, signature: SIGNATURE }] : []),
      ...searches.flatMap((search, index) => [searchUse(index, { query: search.query }), searchResult(index, search)]),
      { type: 'text', text: answer.words.join(''), citations: citations.length > 0 ? citations : null },
    ],
    stop_reason: stopReason(answer),
    ...(script.noUsage ? {} : { usage: usageObject(answer, script, searches, body) }),
  };
}

/** All events of a streamed message, in the order of the real interface. */
export function messageEvents(
  id: string,
  request: AnswerRequest,
  answer: Answer,
  script: FakeScript,
  body: Json,
): SseEvent[] {
  const searches = allowedSearches(script, body);
  const usage = usageObject(answer, script, searches, body);
  const first = { ...without(usage, FINAL_FIELDS), output_tokens: 1 };
  const final = without(usage, FIRST_FIELDS);
  const blocks: Block[] = [
    ...(script.thinking ? [thinkingBlock()] : []),
    ...searches.flatMap((search, index): Block[] => [searchUseBlock(index, search), [searchResult(index, search)]]),
    textBlock(answer, searches),
  ];
  const events: Json[] = [
    {
      type: 'message_start',
      message: { ...frame(id, request), content: [], stop_reason: null, ...(script.noUsage ? {} : { usage: first }) },
    },
    ...blocks.flatMap(blockEvents),
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason(answer), stop_sequence: null },
      ...(script.noUsage ? {} : { usage: final }),
    },
    { type: 'message_stop' },
  ];
  return events.map((event) => ({
    event: String(event['type']),
    data: JSON.stringify(event),
    isWord: asObject(event['delta'])['type'] === 'text_delta',
  }));
}

/** The event that ends a stream which fails in the middle. */
export function messageError(type: string): SseEvent {
  return { event: 'error', data: JSON.stringify(errorObject(type, 'The stream failed')), isWord: false };
}

/** The body of a refusal. */
export function messageRefusal(status: number, type: string | null, message: string): Json {
  const usual = ERROR_TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return errorObject(status === 401 ? usual : (type ?? usual), message);
}

function errorObject(type: string, message: string): Json {
  return { type: 'error', error: { type, message, details: null }, request_id: 'req_fake' };
}

/** A ping comes where the real interface sends its first one. */
function blockEvents([block, ...deltas]: Block, index: number): Json[] {
  return [
    { type: 'content_block_start', index, content_block: block },
    ...(index === 0 ? [{ type: 'ping' }] : []),
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

function thinkingBlock(): Block {
  return [
    { type: 'thinking', thinking: '', signature: '' },
    { type: 'thinking_delta', thinking: THOUGHT },
    { type: 'signature_delta', signature: SIGNATURE },
  ];
}

function textBlock(answer: Answer, searches: readonly FakeSearch[]): Block {
  return [
    { type: 'text', text: '', ...(searches.length > 0 ? { citations: [] } : { citations: null }) },
    ...answer.words.map((text) => ({ type: 'text_delta', text })),
    ...searches.map((search) => ({ type: 'citations_delta', citation: citationOf(search) })),
  ];
}

function searchUseBlock(index: number, { query }: FakeSearch): Block {
  return [searchUse(index, {}), { type: 'input_json_delta', partial_json: JSON.stringify({ query }) }];
}

function searchUse(index: number, input: Json): Json {
  return { type: 'server_tool_use', id: toolId(index), name: 'web_search', input, caller: { type: 'direct' } };
}

function searchResult(index: number, { pages }: FakeSearch): Json {
  return {
    type: 'web_search_tool_result',
    tool_use_id: toolId(index),
    caller: { type: 'direct' },
    content: pages.map(({ url, title }) => ({
      type: 'web_search_result',
      url,
      title,
      encrypted_content: 'ZW5jcnlwdGVk',
      page_age: 'November 1, 2026',
    })),
  };
}

/** The answer cites the last page of each search. */
function citationOf({ pages }: FakeSearch): Json {
  const page = pages.at(-1);
  return {
    type: 'web_search_result_location',
    url: page?.url,
    title: page?.title,
    encrypted_index: 'aW5kZXg',
    cited_text: `What ${page?.title} says.`,
  };
}

function allowedSearches(script: FakeScript, { tools }: Json): FakeSearch[] {
  const tool = (Array.isArray(tools) ? tools : []).map(asObject).find(({ name }) => name === 'web_search');
  return searchesOf(script, tool?.['max_uses']);
}

function usageObject(answer: Answer, script: FakeScript, searches: readonly FakeSearch[], body: Json): Json {
  return {
    input_tokens: answer.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: answer.outputTokens,
    output_tokens_details: { thinking_tokens: 0 },
    server_tool_use: searches.length > 0 ? { web_search_requests: searches.length, web_fetch_requests: 0 } : null,
    service_tier: 'standard',
    inference_geo: body['inference_geo'] ?? 'not_available',
    speed: 'standard',
    ...script.usage,
  };
}

function frame(id: string, { model }: AnswerRequest): Json {
  return {
    id: id.replace('resp_', 'msg_'),
    type: 'message',
    role: 'assistant',
    model,
    container: null,
    stop_details: null,
    stop_sequence: null,
  };
}

function stopReason({ truncated }: Answer): string {
  return truncated ? 'max_tokens' : 'end_turn';
}

function toolId(index: number): string {
  return `srvtoolu_fake${index + 1}`;
}

function without(object: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
