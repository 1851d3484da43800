import type { ConnectorEvent, FinishReason, ModelRequest } from '../../connector.contract.js';
import { asRecord, kindOfStatus, kindOfStreamError, readErrorBody, textOf } from '../provider-fault.js';
import type { ProviderEvent, ProviderHttp } from '../provider-http.js';
import { Citations } from './citations.js';

export const AGENT_PATH = '/v1/responses';

type Json = Readonly<Record<string, unknown>>;

/** What one search may give the model to read, in tokens; forecasts allow for a little more. */
const SEARCH_RESULT_TOKENS = 10_000;

const INCOMPLETE_REASONS: Readonly<Record<string, FinishReason>> = {
  max_output_tokens: 'length',
  content_filter: 'content_filter',
};

/**
 * Body of a run. The interface refuses fields that it does not know, and neither keeps nor searches anything unless it
 * is told to; only presets search by themselves.
 */
export function agentBody(request: ModelRequest, preset: string | null): Json {
  return {
    ...(preset === null ? { model: request.model, ...searchTools(request.webSearches) } : { preset }),
    input: request.messages.map(({ role, content }) => ({ type: 'message', role, content })),
    max_output_tokens: request.maxOutputTokens,
    store: false,
    stream: request.streamed !== false,
  };
}

/** A step is one look at the conversation, with the searches that it leads to; the last one writes the answer. */
function searchTools(webSearches = 0): Json {
  if (webSearches === 0) return {};
  return {
    tools: [{ type: 'web_search', max_tokens: SEARCH_RESULT_TOKENS }],
    max_tool_calls: webSearches,
    max_steps: webSearches + 1,
  };
}

/**
 * Reads a run, streamed or whole. Exactly one closing event arrives; it carries the usage, which is passed on even
 * where the run has failed.
 * @throws ConnectorError
 */
export async function* readAgent(
  http: ProviderHttp,
  events: AsyncIterable<ProviderEvent>,
  signal: AbortSignal,
): AsyncGenerator<ConnectorEvent, void, undefined> {
  const citations = new Citations();
  let searches = 0;
  for await (const event of events) {
    if (event.type === 'done') break;
    const value = asRecord(event.value);
    if (event.type === 'whole') {
      yield* readWhole(citations, value);
      return yield* readEnding(http, citations, value, event.requestId);
    }
    switch (value['type']) {
      case 'response.reasoning.search_results':
        citations.addResults(value['results']);
        yield { type: 'counted', usage: { searchRequests: ++searches } };
        yield { type: 'sources', sources: citations.sources };
        break;
      case 'response.output_text.delta': {
        const text = citations.push(value['delta']);
        if (text) yield { type: 'delta', text };
        break;
      }
      case 'response.completed':
      case 'response.incomplete':
        return yield* readEnding(http, citations, asRecord(value['response']), event.requestId);
      case 'response.failed':
      case 'response.cancelled':
        return yield* readEnding(http, citations, { ...asRecord(value['response']), ...value }, event.requestId);
      case 'error':
        throw runFault(http, value);
      default:
    }
  }
  if (!signal.aborted) throw http.fault({ kind: 'unavailable', message: 'the answer was cut off' });
}

function* readWhole(citations: Citations, response: Json): Generator<ConnectorEvent, void, undefined> {
  readFoundPages(citations, response);
  if (citations.sources.length > 0) yield { type: 'sources', sources: citations.sources };
  for (const part of messageParts(response)) {
    const text = citations.push(part['text']);
    if (text) yield { type: 'delta', text };
  }
}

function* readEnding(
  http: ProviderHttp,
  citations: Citations,
  response: Json,
  requestId: string | null,
): Generator<ConnectorEvent, void, undefined> {
  const rest = citations.end();
  if (rest) yield { type: 'delta', text: rest };
  const known = citations.sources.length;
  readFoundPages(citations, response);
  if (citations.sources.length > known) yield { type: 'sources', sources: citations.sources };
  if (response['usage']) yield { type: 'usage', raw: response['usage'] };
  const reason = finishReason(response);
  if (reason === null) throw runFault(http, response);
  yield { type: 'finish', reason, providerRequestId: requestId ?? textOf(response['id']) };
}

/** Of a streamed run all pages are known already, unless a search had no event of its own. */
function readFoundPages(citations: Citations, response: Json): void {
  for (const item of outputItems(response, 'search_results')) citations.addResults(item['results']);
  for (const part of messageParts(response)) citations.addAnnotations(part['annotations']);
}

function messageParts(response: Json): Json[] {
  return outputItems(response, 'message')
    .flatMap(({ content }) => (Array.isArray(content) ? content : []))
    .map(asRecord)
    .filter(({ type }) => type === 'output_text');
}

function outputItems(response: Json, type: string): Json[] {
  const output = response['output'];
  return (Array.isArray(output) ? output : []).map(asRecord).filter((item) => item['type'] === type);
}

/** Null: the run did not end well. */
function finishReason(response: Json): FinishReason | null {
  switch (response['status']) {
    case 'completed':
      return 'stop';
    case 'incomplete':
      return INCOMPLETE_REASONS[textOf(asRecord(response['incomplete_details'])['reason']) ?? ''] ?? 'other';
    case 'requires_action':
      return 'tool_calls';
    default:
      return null;
  }
}

/** Errors inside a run carry the HTTP status that they would have had as their code. */
function runFault(http: ProviderHttp, body: Json): Error {
  const error = readErrorBody(body);
  const status = asRecord(body['error'] ?? body)['code'];
  const kind = typeof status === 'number' ? kindOfStatus(status, error) : kindOfStreamError(error);
  return http.fault({ kind, message: [error.type, error.message].filter(Boolean).join(': ') || 'the run failed' });
}
