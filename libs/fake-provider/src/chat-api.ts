import type { Answer, AnswerRequest } from './answer.js';
import type { FakeScript } from './script.js';
import { asObject, type SseEvent, textOfContent } from './wire.js';

type Json = Readonly<Record<string, unknown>>;

/** Reads the body of `POST /chat/completions`. */
export function readChatRequest(body: Json): AnswerRequest {
  const messages = body['messages'];
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  return {
    model: String(body['model']),
    messages: (Array.isArray(messages) ? messages : []).map((message) => textOfContent(asObject(message)['content'])),
    maxOutputTokens: typeof limit === 'number' ? limit : Number.MAX_SAFE_INTEGER,
  };
}

/** The answer of a request that is not streamed. */
export function chatCompletion(id: string, request: AnswerRequest, answer: Answer, script: FakeScript): Json {
  const message = { role: 'assistant', content: answer.words.join(''), refusal: null, annotations: [] };
  return {
    ...frame(id, 'chat.completion', request),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(answer) }],
    ...(script.noUsage ? {} : { usage: usageObject(answer, script) }),
  };
}

/** All chunks of a streamed completion; the usage comes last and only where the request asks for it. */
export function chatEvents(
  id: string,
  request: AnswerRequest,
  answer: Answer,
  script: FakeScript,
  includeUsage: boolean,
): SseEvent[] {
  const reports = includeUsage && !script.noUsage;
  const chunk = (choices: readonly Json[], usage: Json | null = null): string =>
    JSON.stringify({ ...frame(id, 'chat.completion.chunk', request), choices, ...(reports ? { usage } : {}) });
  const choice = (delta: Json, reason: string | null = null): Json[] => [
    { index: 0, delta, logprobs: null, finish_reason: reason },
  ];
  return [
    { data: chunk(choice({ role: 'assistant', content: '', refusal: null })), isWord: false },
    ...answer.words.map((content) => ({ data: chunk(choice({ content })), isWord: true })),
    { data: chunk(choice({}, finishReason(answer))), isWord: false },
    ...(reports ? [{ data: chunk([], usageObject(answer, script)), isWord: false }] : []),
    { data: '[DONE]', isWord: false },
  ];
}

/** The chunk that ends a stream which fails in the middle. */
export function chatError(code: string): SseEvent {
  const error = { message: 'The server had an error', type: 'server_error', param: null, code };
  return { data: JSON.stringify({ error }), isWord: false };
}

function usageObject(answer: Answer, script: FakeScript): Json {
  return {
    prompt_tokens: answer.inputTokens,
    completion_tokens: answer.outputTokens,
    total_tokens: answer.inputTokens + answer.outputTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
    ...script.usage,
  };
}

function frame(id: string, object: string, request: AnswerRequest): Json {
  return {
    id: id.replace('resp_', 'chatcmpl-'),
    object,
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    service_tier: 'default',
    system_fingerprint: 'fp_fake',
  };
}

function finishReason(answer: Answer): string {
  return answer.truncated ? 'length' : 'stop';
}
