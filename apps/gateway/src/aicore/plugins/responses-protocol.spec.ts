import { collect, silentHttp, streamed, whole } from '../../../test/support/provider-events.js';
import { readResponse, responsesBody } from './responses-protocol.js';

const http = silentHttp('openai');
const never = new AbortController().signal;
const usage = { input_tokens: 5, output_tokens: 2 };

const search = (status: string, action?: unknown): unknown => ({ type: 'web_search_call', status, action });
const message = (text: string, ...urls: string[]): unknown => ({
  type: 'message',
  content: [
    {
      type: 'output_text',
      text,
      annotations: [
        ...urls.map((url) => ({ type: 'url_citation', url, title: `Titel von ${url}` })),
        { type: 'file_citation', file_id: 'f', url: 'https://file.example/' },
      ],
    },
  ],
});

describe('the reader of a response', () => {
  it('counts searches that were made, and no look at a page', async () => {
    const response = {
      id: 'resp_1',
      status: 'completed',
      usage,
      output: [
        search('completed', { type: 'search', query: 'a' }),
        search('completed'),
        search('failed', { type: 'search', query: 'b' }),
        search('completed', { type: 'open_page', url: 'https://a.example/' }),
        search('completed', { type: 'find_in_page', pattern: 'x' }),
        message('Ja.', 'https://a.example/', 'https://b.example/', 'https://a.example/', 'file:///etc/passwd'),
      ],
    };
    const ending = [
      { type: 'sources', sources: [{ url: 'https://a.example/' }, { url: 'https://b.example/' }] },
      { type: 'usage', raw: { ...usage, web_search_calls: 2 } },
      { type: 'finish', reason: 'stop', providerRequestId: 'req_1' },
    ];
    const inOnePiece = await collect(readResponse(http, whole(response), never));
    expect(inOnePiece.events).toMatchObject([{ type: 'delta', text: 'Ja.' }, ...ending]);
    const delta = { type: 'response.output_text.delta', delta: 'Ja.' };
    const closing = { type: 'response.completed', response };
    const inPieces = await collect(readResponse(http, streamed(delta, closing), never));
    expect(inPieces.events).toEqual(inOnePiece.events);
    expect(inPieces.events).toHaveLength(4);
  });

  it.each([
    [{ status: 'failed', error: { code: 'server_error', message: 'no' } }, 'unavailable'],
    [{ status: 'failed', error: { code: 'rate_limit_exceeded', message: 'no' } }, 'rate_limited'],
    [{ status: 'cancelled' }, 'unavailable'],
    [{ error: { code: 'invalid_prompt', message: 'no' } }, 'invalid_request'],
    [{}, 'unavailable'],
    [[], 'unavailable'],
  ])('finds no answer in the whole response %j', async (response, kind) => {
    const { events, fault } = await collect(readResponse(http, whole(response), never));
    expect(fault).toMatchObject({ kind });
    expect(events).toEqual([]);
  });

  it('passes on what a failed response cost', async () => {
    const { events } = await collect(readResponse(http, whole({ status: 'failed', usage }), never));
    expect(events).toEqual([{ type: 'usage', raw: { ...usage, web_search_calls: 0 } }]);
  });

  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content_filter'],
    [undefined, 'other'],
  ])('takes an answer that is incomplete because of %s as %s', async (cause, reason) => {
    const response = { status: 'incomplete', incomplete_details: { reason: cause }, output: [] };
    const { events } = await collect(readResponse(http, whole(response), never));
    expect(events).toMatchObject([{ type: 'finish', reason }]);
  });
});

describe('the body of a response', () => {
  it('bounds the searches that it allows', () => {
    const request = { model: 'gpt-6-luna', messages: [], maxOutputTokens: 60 };
    expect(responsesBody({ ...request, webSearches: 3 })).toMatchObject({
      tools: [{ type: 'web_search' }],
      max_tool_calls: 3,
    });
    expect(responsesBody({ ...request, webSearches: 0 })).not.toHaveProperty('tools');
  });
});
