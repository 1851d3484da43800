import type { BilledUsage, ConnectorEvent, FinishReason, ModelRequest } from '../../connector.contract.js';
import { asRecord, kindOfStreamError, readErrorBody, textOf } from '../provider-fault.js';
import type { ProviderEvent, ProviderHttp } from '../provider-http.js';
import { normaliseAnthropicUsage } from './anthropic-usage.js';
import { FoundPages } from './found-pages.js';

export const MESSAGES_PATH = '/v1/messages';

export interface MessagesOptions {
  /** The provider keeps the conversation for the next question, which then pays a fraction for it. */
  readonly cached: boolean;
  /** Null: the model does not know the field. */
  readonly inferenceGeo: string | null;
}

type Json = Readonly<Record<string, unknown>>;

interface MessageEvent {
  readonly value: Json;
  readonly requestId: string | null;
}

// Later versions of the tool may filter pages by running code, which older models cannot do.
const WEB_SEARCH_TOOL = 'web_search_20250305';

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content_filter',
  tool_use: 'tool_calls',
};

/** Body of a message. Instructions have a place of their own, and a turn without text is refused. */
export function messagesBody(request: ModelRequest, { cached, inferenceGeo }: MessagesOptions): Json {
  const turns = request.messages.filter(({ content }) => content.trim() !== '');
  const system = turns.filter(({ role }) => role === 'system').map(({ content }) => content);
  return {
    model: request.model,
    max_tokens: request.maxOutputTokens,
    ...(system.length > 0 ? { system: system.join('\n\n') } : {}),
    messages: turns.filter(({ role }) => role !== 'system').map(({ role, content }) => ({ role, content })),
    // Priority capacity has prices that no quote knows.
    service_tier: 'standard_only',
    stream: request.streamed !== false,
    ...(cached ? { cache_control: { type: 'ephemeral' } } : {}),
    ...(inferenceGeo === null ? {} : { inference_geo: inferenceGeo }),
    ...(request.webSearches
      ? { tools: [{ type: WEB_SEARCH_TOOL, name: 'web_search', max_uses: request.webSearches }] }
      : {}),
  };
}

/**
 * Reads a message, streamed or whole. Usage is told in two parts, at the beginning and, cumulatively, with the stop
 * reason; it is passed on once both are there, because the first part alone would be taken for the bill of a call
 * that broke off. Once the reason has arrived the answer is complete, however the connection ends.
 * @throws ConnectorError
 */
export async function* readMessage(
  http: ProviderHttp,
  events: AsyncIterable<ProviderEvent>,
  signal: AbortSignal,
): AsyncGenerator<ConnectorEvent, void, undefined> {
  const pages = new FoundPages();
  let usage: Json = {};
  let searches = 0;
  let reason: FinishReason | null = null;
  let requestId: string | null = null;
  try {
    for await (const event of unfold(events)) {
      const { value } = event;
      requestId ??= event.requestId ?? textOf(asRecord(value['message'])['id']);
      if (value['type'] === 'error') throw messageFault(http, value);
      if (value['type'] === 'message_stop') break;
      if (value['type'] === 'message_start') {
        usage = asRecord(asRecord(value['message'])['usage']);
        const counted = countedInput(usage);
        if (counted) yield { type: 'counted', usage: counted };
      }
      pages.read(value);
      if (isSearch(value)) yield { type: 'counted', usage: { searchRequests: ++searches } };
      const text = textOfEvent(value);
      if (text) yield { type: 'delta', text };
      if (value['type'] !== 'message_delta') continue;
      usage = mergeUsage(usage, asRecord(value['usage']));
      reason = finishReason(asRecord(value['delta'])['stop_reason']) ?? reason;
      if (pages.sources.length > 0) yield { type: 'sources', sources: pages.sources };
      if (Object.keys(usage).length > 0) yield { type: 'usage', raw: usage };
    }
  } catch (error) {
    if (reason === null) throw error;
  }
  if (signal.aborted) return;
  if (reason === null) throw http.fault({ kind: 'unavailable', message: 'the answer was cut off' });
  yield { type: 'finish', reason, providerRequestId: requestId };
}

/** A whole message as the events that a stream would have told it by. */
async function* unfold(events: AsyncIterable<ProviderEvent>): AsyncGenerator<MessageEvent, void, undefined> {
  for await (const event of events) {
    if (event.type === 'done') return;
    const { requestId } = event;
    const value = asRecord(event.value);
    if (value['type'] !== 'message') {
      yield { value, requestId };
      continue;
    }
    const { content, stop_reason: reason, usage } = value;
    yield { value: { type: 'message_start', message: value }, requestId };
    for (const block of Array.isArray(content) ? content : []) {
      yield { value: { type: 'content_block_start', content_block: asRecord(block) }, requestId };
    }
    yield { value: { type: 'message_delta', delta: { stop_reason: reason }, usage }, requestId };
  }
}

/** Input is counted before the first word; of a call that breaks off this is all that is ever told. */
function countedInput(usage: Json): Partial<BilledUsage> | null {
  const counted = normaliseAnthropicUsage({ ...usage, output_tokens: 0 });
  if (!counted) return null;
  const { input, cacheRead, cacheWrite, cacheWriteLong } = counted;
  return { input, cacheRead, cacheWrite, cacheWriteLong };
}

/** In place of its pages a search that failed has an error. */
function isSearch({ type, content_block: block }: Json): boolean {
  const { type: blockType, content } = asRecord(block);
  return type === 'content_block_start' && blockType === 'web_search_tool_result' && Array.isArray(content);
}

/** Thinking is no part of the answer. */
function textOfEvent({ type, content_block: block, delta }: Json): string | null {
  const part = asRecord(type === 'content_block_start' ? block : type === 'content_block_delta' ? delta : null);
  return part['type'] === 'text' || part['type'] === 'text_delta' ? textOf(part['text']) : null;
}

/** The last value that is not null wins, field by field. */
function mergeUsage(earlier: Json, later: Json): Json {
  return { ...earlier, ...Object.fromEntries(Object.entries(later).filter(([, value]) => value !== null)) };
}

function finishReason(value: unknown): FinishReason | null {
  const reason = textOf(value);
  return reason === null ? null : (FINISH_REASONS[reason] ?? 'other');
}

function messageFault(http: ProviderHttp, body: unknown): Error {
  const error = readErrorBody(body);
  const message = [error.type, error.message].filter(Boolean).join(': ') || 'the provider reports an error';
  return http.fault({ kind: kindOfStreamError(error), message });
}
