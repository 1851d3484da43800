import type { ConnectorEvent, FinishReason, ModelRequest } from '../../connector.contract.js';
import { asRecord, kindOfStreamError, readErrorBody, textOf } from '../provider-fault.js';
import type { ProviderEvent, ProviderHttp } from '../provider-http.js';

export const RESPONSES_PATH = '/responses';

const INCOMPLETE_REASONS: Readonly<Record<string, FinishReason>> = {
  max_output_tokens: 'length',
  content_filter: 'content_filter',
};

/** Body of a streamed response. Nothing is kept by the provider: the conversation is the gateway's. */
export function responsesBody(request: ModelRequest): Record<string, unknown> {
  return {
    model: request.model,
    input: request.messages.map(({ role, content }) => ({ role, content })),
    max_output_tokens: request.maxOutputTokens,
    store: false,
    stream: true,
  };
}

/**
 * Reads the events of a streamed response. Usage arrives with the closing event; a failed response may carry one too,
 * which is passed on before the fault is thrown.
 * @throws ConnectorError
 */
export async function* readResponse(
  http: ProviderHttp,
  events: AsyncIterable<ProviderEvent>,
  signal: AbortSignal,
): AsyncGenerator<ConnectorEvent, void, undefined> {
  for await (const event of events) {
    if (event.type === 'done') break;
    const value = asRecord(event.value);
    switch (value['type']) {
      case 'response.output_text.delta':
      case 'response.refusal.delta': {
        const text = textOf(value['delta']);
        if (text) yield { type: 'delta', text };
        break;
      }
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed': {
        const response = asRecord(value['response']);
        if (response['usage']) yield { type: 'usage', raw: response['usage'] };
        if (value['type'] === 'response.failed') throw streamFault(http, response);
        yield {
          type: 'finish',
          reason: finishReason(response),
          providerRequestId: event.requestId ?? textOf(response['id']),
        };
        return;
      }
      case 'error':
        throw streamFault(http, value);
      default:
    }
  }
  if (!signal.aborted) throw http.fault({ kind: 'unavailable', message: 'the answer was cut off' });
}

function finishReason(response: Readonly<Record<string, unknown>>): FinishReason {
  if (response['status'] !== 'incomplete') return 'stop';
  const reason = textOf(asRecord(response['incomplete_details'])['reason']);
  return INCOMPLETE_REASONS[reason ?? ''] ?? 'other';
}

function streamFault(http: ProviderHttp, body: unknown): Error {
  const error = readErrorBody(body);
  const kind = kindOfStreamError(error);
  return http.fault({ kind, message: [error.code, error.message].filter(Boolean).join(': ') || 'the response failed' });
}
