import { SOURCE_SNIPPET_MAX_LENGTH } from '@nyla/contracts/constants';
import { collect, silentHttp, streamed, whole } from '../../../../test/support/provider-events.js';
import type { ConnectorEvent, ModelRequest } from '../../connector.contract.js';
import { messagesBody, readMessage } from './messages-protocol.js';

const http = silentHttp('anthropic');
const never = new AbortController().signal;
const START = { type: 'message_start', message: { id: 'msg_1', usage: { input_tokens: 5, output_tokens: 1 } } };
const text = (part: string): unknown => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: part },
});
const end = (stopReason: string, usage: unknown = { output_tokens: 9 }): unknown => ({
  type: 'message_delta',
  delta: { stop_reason: stopReason, stop_sequence: null },
  usage,
});
const STOP = { type: 'message_stop' };

const read = (...values: unknown[]): ReturnType<typeof collect> =>
  collect(readMessage(http, streamed(...values), never));

function only<Type extends ConnectorEvent['type']>(
  { events }: { readonly events: readonly ConnectorEvent[] },
  type: Type,
): Extract<ConnectorEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<ConnectorEvent, { type: Type }> => event.type === type);
}

describe('the body of a message', () => {
  const request: ModelRequest = {
    model: 'claude-haiku-5-5',
    messages: [
      { role: 'system', content: 'Antworte kurz.' },
      { role: 'user', content: 'Hallo' },
      { role: 'assistant', content: ' \n' },
      { role: 'system', content: 'Zitiere.' },
      { role: 'user', content: 'Und nun?' },
    ],
    maxOutputTokens: 60,
  };

  it('has instructions in their own place, and no turn without text', () => {
    expect(messagesBody(request, { cached: false, inferenceGeo: null })).toEqual({
      model: 'claude-haiku-5-5',
      max_tokens: 60,
      system: 'Antworte kurz.\n\nZitiere.',
      messages: [
        { role: 'user', content: 'Hallo' },
        { role: 'user', content: 'Und nun?' },
      ],
      service_tier: 'standard_only',
      stream: true,
    });
  });

  it('has what the request and the model call for, and nothing else', () => {
    const plain = { ...request, messages: request.messages.slice(1, 2), streamed: false, webSearches: 2 };
    expect(messagesBody(plain, { cached: true, inferenceGeo: 'us' })).toEqual({
      model: 'claude-haiku-5-5',
      max_tokens: 60,
      messages: [{ role: 'user', content: 'Hallo' }],
      service_tier: 'standard_only',
      stream: false,
      cache_control: { type: 'ephemeral' },
      inference_geo: 'us',
      tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 2 }],
    });
  });
});

describe('the reader of a message', () => {
  it('merges both parts of the usage: the last value that is not null wins', async () => {
    const first = { input_tokens: 5, output_tokens: 1, cache_creation: { ephemeral_1h_input_tokens: 3 } };
    const last = { input_tokens: null, output_tokens: 9, server_tool_use: { web_search_requests: 1 } };
    const start = { type: 'message_start', message: { usage: first } };
    const outcome = await read(start, { type: 'ping' }, text('Ja'), end('end_turn', last), STOP);
    expect(only(outcome, 'usage')).toEqual([{ type: 'usage', raw: { ...first, ...last, input_tokens: 5 } }]);
    expect(outcome.events.at(-1)).toEqual({ type: 'finish', reason: 'stop', providerRequestId: 'req_1' });
  });

  it('tells no usage before the end: the first part alone is no bill', async () => {
    const outcome = await read(START, text('Ja'));
    // What is counted by then goes into the estimate.
    const [counted, delta, ...more] = outcome.events;
    expect(counted).toMatchObject({ type: 'counted', usage: { input: expect.any(Number) } });
    expect(counted).not.toHaveProperty('usage.output');
    expect([delta, more]).toEqual([{ type: 'delta', text: 'Ja' }, []]);
    expect(outcome.fault).toMatchObject({ kind: 'unavailable' });
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'content_filter'],
    ['tool_use', 'tool_calls'],
    ['pause_turn', 'other'],
    ['something_new', 'other'],
  ])('takes the stop reason %s as %s', async (stopReason, reason) => {
    expect(only(await read(START, end(stopReason), STOP), 'finish')).toMatchObject([{ reason }]);
  });

  it('keeps thinking out of the answer', async () => {
    const outcome = await read(
      START,
      { type: 'content_block_start', content_block: { type: 'thinking', thinking: 'hm', text: 'hm' } },
      { type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: 'hm' } },
      { type: 'content_block_delta', delta: { type: 'signature_delta', signature: 'x' } },
      { type: 'content_block_start', content_block: { type: 'text', text: 'J' } },
      text('a'),
      end('end_turn'),
      STOP,
    );
    expect(only(outcome, 'delta').map((event) => event.text)).toEqual(['J', 'a']);
  });

  it.each([
    ['overloaded_error', 'unavailable'],
    ['rate_limit_error', 'rate_limited'],
    ['invalid_request_error', 'invalid_request'],
    ['authentication_error', 'unavailable'],
    ['permission_error', 'unavailable'],
    ['not_found_error', 'invalid_request'],
    ['request_too_large', 'invalid_request'],
    ['api_error', 'unavailable'],
    ['timeout_error', 'timeout'],
    ['billing_error', 'unavailable'],
  ])('takes %s in the stream as %s', async (type, kind) => {
    const error = { type: 'error', error: { type, message: 'no' } };
    for (const outcome of [await read(START, error), await collect(readMessage(http, whole(error), never))]) {
      expect(outcome.fault).toMatchObject({ kind, message: `${type}: no` });
      expect(only(outcome, 'finish')).toEqual([]);
    }
  });

  const results = {
    type: 'web_search_tool_result',
    content: [
      { type: 'web_search_result', url: 'https://a.example/', title: 'A', page_age: 'May 1, 2026' },
      { type: 'web_search_result', url: 'https://b.example/', title: 'B', page_age: null },
      { type: 'web_search_result', url: 'javascript:alert(1)', title: 'C', page_age: null },
    ],
  };
  const citation = (url: string, cited: string): unknown => ({
    type: 'web_search_result_location',
    url,
    title: null,
    cited_text: cited,
  });

  it('names cited pages first, each once, and only pages of the web', async () => {
    const cited = (url: string, snippet: string): unknown => ({
      type: 'content_block_delta',
      delta: { type: 'citations_delta', citation: citation(url, snippet) },
    });
    const outcome = await read(
      START,
      { type: 'content_block_start', content_block: results },
      { type: 'content_block_start', content_block: { type: 'web_search_tool_result', content: { type: 'error' } } },
      cited('https://b.example/', 'x'.repeat(2_000)),
      cited('https://a.example/', 'Das'),
      cited('https://b.example/', 'noch einmal'),
      end('end_turn'),
      STOP,
    );
    const [event] = only(outcome, 'sources');
    expect(event?.sources).toMatchObject([
      { url: 'https://b.example/', title: 'B', publishedDate: null },
      { url: 'https://a.example/', title: 'A', publishedDate: 'May 1, 2026', snippet: 'Das' },
    ]);
    expect(event?.sources[0]?.snippet).toHaveLength(SOURCE_SNIPPET_MAX_LENGTH);
  });

  it('reads a whole message as it reads a streamed one', async () => {
    const message = {
      type: 'message',
      id: 'msg_1',
      content: [
        results,
        { type: 'text', text: 'Ja, ', citations: [citation('https://a.example/', 'Das')] },
        { type: 'text', text: 'gewiss.' },
      ],
      stop_reason: 'end_turn',
      usage: { input_tokens: 5, output_tokens: 9 },
    };
    const { events, fault } = await collect(readMessage(http, whole(message), never));
    expect(fault).toBeNull();
    expect(events).toMatchObject([
      { type: 'counted', usage: { input: 5 } },
      { type: 'counted', usage: { searchRequests: 1 } },
      { type: 'delta', text: 'Ja, ' },
      { type: 'delta', text: 'gewiss.' },
      { type: 'sources', sources: [{ title: 'A', snippet: 'Das' }, { title: 'B' }] },
      { type: 'usage', raw: { input_tokens: 5, output_tokens: 9 } },
      { type: 'finish', reason: 'stop', providerRequestId: 'req_1' },
    ]);
  });

  it.each([[{}], [[]], ['text'], [null], [{ type: 'message' }]])('finds no answer in %j', async (value) => {
    expect((await collect(readMessage(http, whole(value), never))).fault).toMatchObject({ kind: 'unavailable' });
  });
});
