import type { ConnectorEvent, FinishReason, ModelRequest } from '../connector.contract.js';
import { asRecord, kindOfStreamError, readErrorBody, textOf } from './provider-fault.js';
import type { ProviderEvent, ProviderHttp } from './provider-http.js';
import { SourceList } from './source-list.js';

export const RESPONSES_PATH = '/responses';
/** Where the reader puts the number of web searches: the interface lists them outside of its usage object. */
export const WEB_SEARCH_CALLS = 'web_search_calls';

type Json = Readonly<Record<string, unknown>>;

const INCOMPLETE_REASONS: Readonly<Record<string, FinishReason>> = {
  max_output_tokens: 'length',
  content_filter: 'content_filter',
};

/** Body of a response. Nothing is kept by the provider: the conversation is the gateway's. */
export function responsesBody(request: ModelRequest): Json {
  return {
    model: request.model,
    input: request.messages.map(({ role, content }) => ({ role, content })),
    max_output_tokens: request.maxOutputTokens,
    store: false,
    stream: request.streamed !== false,
    ...(request.webSearches ? { tools: [{ type: 'web_search' }], max_tool_calls: request.webSearches } : {}),
  };
}

/**
 * Reads a response, streamed or whole. Usage arrives with the closing event; a failed response may carry one too,
 * which is passed on before the fault is thrown.
 * @throws ConnectorError
 */
export async function* readResponse(
  http: ProviderHttp,
  events: AsyncIterable<ProviderEvent>,
  signal: AbortSignal,
): AsyncGenerator<ConnectorEvent, void, undefined> {
  let searches = 0;
  for await (const event of events) {
    if (event.type === 'done') break;
    const value = asRecord(event.value);
    if (event.type === 'whole') {
      const text = textParts(value).map(textOfPart).join('');
      if (text) yield { type: 'delta', text };
      return yield* readEnding(http, value, event.requestId);
    }
    switch (value['type']) {
      case 'response.output_text.delta':
      case 'response.refusal.delta': {
        const text = textOf(value['delta']);
        if (text) yield { type: 'delta', text };
        break;
      }
      case 'response.output_item.done':
        if (isSearch(asRecord(value['item']))) yield { type: 'counted', usage: { searchRequests: ++searches } };
        break;
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        return yield* readEnding(http, asRecord(value['response']), event.requestId);
      case 'error':
        throw responseFault(http, value);
      default:
    }
  }
  if (!signal.aborted) throw http.fault({ kind: 'unavailable', message: 'the answer was cut off' });
}

function* readEnding(
  http: ProviderHttp,
  response: Json,
  requestId: string | null,
): Generator<ConnectorEvent, void, undefined> {
  const { sources } = citedPages(response);
  if (sources.length > 0) yield { type: 'sources', sources };
  const { usage } = response;
  if (usage) yield { type: 'usage', raw: { ...asRecord(usage), [WEB_SEARCH_CALLS]: countSearches(response) } };
  const reason = finishReason(response);
  if (reason === null) throw responseFault(http, response);
  yield { type: 'finish', reason, providerRequestId: requestId ?? textOf(response['id']) };
}

/** Null: the response did not end well. */
function finishReason(response: Json): FinishReason | null {
  switch (response['status']) {
    case 'completed':
      return 'stop';
    case 'incomplete':
      return INCOMPLETE_REASONS[textOf(asRecord(response['incomplete_details'])['reason']) ?? ''] ?? 'other';
    default:
      return null;
  }
}

/** A fee is due for every search that was made; looking at a page that a search has found costs nothing more. */
function countSearches(response: Json): number {
  return outputItems(response, 'web_search_call').filter(isSearch).length;
}

function isSearch({ type, status, action }: Json): boolean {
  const kind = asRecord(action)['type'] ?? 'search';
  return type === 'web_search_call' && status === 'completed' && kind === 'search';
}

function citedPages(response: Json): SourceList {
  const list = new SourceList();
  for (const { annotations } of textParts(response)) {
    for (const annotation of Array.isArray(annotations) ? annotations : []) {
      const { type, url, title } = asRecord(annotation);
      if (type === 'url_citation') list.add({ url, title });
    }
  }
  return list;
}

function textParts(response: Json): Json[] {
  return outputItems(response, 'message')
    .flatMap(({ content }) => (Array.isArray(content) ? content : []))
    .map(asRecord);
}

function textOfPart(part: Json): string {
  return textOf(part['text']) ?? textOf(part['refusal']) ?? '';
}

function outputItems(response: Json, type: string): Json[] {
  const { output } = response;
  return (Array.isArray(output) ? output : []).map(asRecord).filter((item) => item['type'] === type);
}

function responseFault(http: ProviderHttp, body: unknown): Error {
  const error = readErrorBody(body);
  const kind = kindOfStreamError(error);
  return http.fault({ kind, message: [error.code, error.message].filter(Boolean).join(': ') || 'the response failed' });
}
