import { all } from '../../../test/support/provider-events.js';
import { ConnectorError } from '../connector.contract.js';
import { type ProviderEvent, ProviderHttp, type ProviderHttpSettings } from './provider-http.js';

const never = new AbortController().signal;

function httpThat(answers: typeof fetch, settings: Partial<ProviderHttpSettings> = {}): ProviderHttp {
  const common = { connectorType: 'openai', baseUrl: 'https://provider.example/v1/', apiKey: 'sk-own-key' } as const;
  return new ProviderHttp({ ...common, fetch: answers, ...settings });
}

function eventsOf(response: Response, body: Record<string, unknown>): Promise<ProviderEvent[]> {
  return all(httpThat(async () => response).stream('/x', body, never));
}

describe('ProviderHttp', () => {
  const sse = { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_1' };
  const json = { 'content-type': 'Application/JSON; charset=utf-8', 'request-id': 'req_2' };

  it('reads what the server sends, whatever it was asked for', async () => {
    const whole = { type: 'whole', value: { a: 1 }, requestId: 'req_2' };
    const pieces = [
      { type: 'json', value: { a: 1 }, requestId: 'req_1' },
      { type: 'done', requestId: 'req_1' },
    ];
    for (const stream of [true, false]) {
      expect(await eventsOf(new Response('{"a":1}', { headers: json }), { stream })).toEqual([whole]);
      const streamed = new Response('data: {"a":1}\n\ndata: [DONE]\n\n', { headers: sse });
      expect(await eventsOf(streamed, { stream })).toEqual(pieces);
    }
  });

  it('sends the key as a bearer token, or the headers that a provider wants instead', async () => {
    const sent: Headers[] = [];
    const answers: typeof fetch = async (_url, init) => {
      sent.push(new Headers(init?.headers));
      return Response.json({});
    };
    await all(httpThat(answers).stream('/x', {}, never));
    await all(httpThat(answers, { headers: { 'x-api-key': 'own' } }).stream('/x', {}, never));
    expect(sent.map((headers) => [headers.get('authorization'), headers.get('x-api-key')])).toEqual([
      ['Bearer sk-own-key', null],
      [null, 'own'],
    ]);
  });

  it('waits longer for the beginning of an answer in one piece', async () => {
    const slow: typeof fetch = (_url, init) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => resolve(Response.json({})), 60);
        init?.signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(new Error('aborted'));
        });
      });
    const http = httpThat(slow, { timeouts: { headersMs: 20, idleMs: 5_000 } });
    expect(await all(http.stream('/x', { stream: false }, never))).toHaveLength(1);
    const impatient = all(http.stream('/x', { stream: true }, never));
    await expect(impatient).rejects.toThrow(ConnectorError);
    await expect(impatient).rejects.toMatchObject({ kind: 'timeout' });
  });
});
