import type { ConnectorEvent, FinishReason, ModelRequest } from '../connector.contract.js';
import { asRecord, kindOfStreamError, readErrorBody, textOf } from './provider-fault.js';
import type { ProviderEvent, ProviderHttp } from './provider-http.js';

export const CHAT_PATH = '/chat/completions';

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content_filter',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
};

/** Body of a chat completion. `limitField` differs: OpenAI has retired the name that others know. */
export function chatBody(
  request: ModelRequest,
  limitField: 'max_completion_tokens' | 'max_tokens',
): Record<string, unknown> {
  return {
    model: request.model,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    [limitField]: request.maxOutputTokens,
    ...(request.streamed === false ? { stream: false } : { stream: true, stream_options: { include_usage: true } }),
  };
}

/**
 * Reads a chat completion: the chunks of a streamed one, or a whole one, which looks like a single chunk that holds
 * everything. The usage follows the finish reason in a chunk of its own. Once the reason has arrived the answer is
 * complete, however the connection ends: some servers never send `[DONE]`.
 * @throws ConnectorError
 */
export async function* readChat(
  http: ProviderHttp,
  events: AsyncIterable<ProviderEvent>,
  signal: AbortSignal,
): AsyncGenerator<ConnectorEvent, void, undefined> {
  let reason: FinishReason | null = null;
  let requestId: string | null = null;
  try {
    for await (const event of events) {
      requestId ??= event.requestId;
      if (event.type === 'done') break;
      const chunk = asRecord(event.value);
      requestId ??= textOf(chunk['id']);
      if (chunk['error']) throw streamFault(http, chunk);
      const choice = firstChoice(chunk);
      const text = textOfChoice(choice);
      if (text) yield { type: 'delta', text };
      const finish = textOf(choice['finish_reason']);
      if (finish) reason = FINISH_REASONS[finish] ?? 'other';
      if (chunk['usage']) yield { type: 'usage', raw: chunk['usage'] };
    }
  } catch (error) {
    if (reason === null) throw error;
  }
  if (signal.aborted) return;
  if (reason === null) throw http.fault({ kind: 'unavailable', message: 'the answer was cut off' });
  yield { type: 'finish', reason, providerRequestId: requestId };
}

function firstChoice(chunk: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const choices = chunk['choices'];
  return asRecord(Array.isArray(choices) ? choices[0] : null);
}

function textOfChoice(choice: Readonly<Record<string, unknown>>): string | null {
  const message = asRecord(choice['delta'] ?? choice['message']);
  return textOf(message['content']) || textOf(message['refusal']);
}

function streamFault(http: ProviderHttp, chunk: unknown): Error {
  const error = readErrorBody(chunk);
  return http.fault({ kind: kindOfStreamError(error), message: error.message ?? 'the provider reports an error' });
}
