import type { Answer, AnswerRequest } from './answer.js';
import type { FakeScript } from './script.js';
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
export function responseObject(id: string, request: AnswerRequest, answer: Answer, script: FakeScript): Json {
  const text = answer.words.join('');
  const status = answer.truncated ? 'incomplete' : 'completed';
  return {
    ...frame(id, request, status),
    incomplete_details: answer.truncated ? { reason: 'max_output_tokens' } : null,
    output: [message(id, status, [part(text)])],
    usage: script.noUsage ? null : usageObject(answer, script),
  };
}

/** All events of a streamed response, in the order of the real interface. */
export function responseEvents(id: string, request: AnswerRequest, answer: Answer, script: FakeScript): SseEvent[] {
  const text = answer.words.join('');
  const status = answer.truncated ? 'incomplete' : 'completed';
  const place = { item_id: messageId(id), output_index: 0, content_index: 0 };
  const bodies: Json[] = [
    { type: 'response.created', response: frame(id, request, 'in_progress') },
    { type: 'response.in_progress', response: frame(id, request, 'in_progress') },
    { type: 'response.output_item.added', output_index: 0, item: message(id, 'in_progress', []) },
    { type: 'response.content_part.added', ...place, part: part('') },
    ...answer.words.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: part(text) },
    { type: 'response.output_item.done', output_index: 0, item: message(id, status, [part(text)]) },
    { type: `response.${status}`, response: responseObject(id, request, answer, script) },
  ];
  return bodies.map((body, index) => ({
    event: String(body['type']),
    data: JSON.stringify({ ...body, sequence_number: index }),
    isWord: body['type'] === 'response.output_text.delta',
  }));
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

function part(text: string): Json {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function messageId(id: string): string {
  return id.replace('resp_', 'msg_');
}
