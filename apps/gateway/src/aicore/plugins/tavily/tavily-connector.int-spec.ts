import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FakeProvider, type FakeScript, startFakeProvider } from '@nyla/fake-provider';
import { type Outcome, runCall } from '../../../../test/support/connector-conformance.js';
import { listedModels, pricingOf } from '../../../../test/support/shipped-pricing.js';
import type { Connector, ConnectorErrorKind, ModelInfo, ModelRequest } from '../../connector.contract.js';
import { usageOf } from '../../usage.js';
import { TavilyConnector } from './tavily-connector.js';

const KEY = 'tvly-test-0123456789abcdef';
const WRONG_KEY = 'tvly-wrong-9876543210fedcba';
// Only where silence is the fault may a busy machine look like it.
const TIMEOUTS = { headersMs: 20_000, idleMs: 20_000 };
const SHORT_TIMEOUTS = { headersMs: 250, idleMs: 250 };
const ABORT_LIMIT_MS = 1_000;

const MODELS: readonly [string, string, number][] = [
  ['search-basic', 'basic', 1],
  ['search-advanced', 'advanced', 2],
];

describe('TavilyConnector', () => {
  let fake: FakeProvider;
  let connector: Connector;
  let basic: ModelInfo;

  const create = (apiKey = KEY, timeouts = TIMEOUTS): Connector =>
    new TavilyConnector({ apiKey, baseUrl: fake.baseUrls.tavily, timeouts });
  const ask = (content: string, model = 'search-basic'): ModelRequest => ({
    model,
    messages: [
      { role: 'system', content: 'Antworte kurz.' },
      { role: 'user', content: 'Frühere Frage' },
      { role: 'assistant', content: 'Frühere Antwort' },
      { role: 'user', content },
    ],
    maxOutputTokens: 16,
  });
  const search = (script: FakeScript, content = 'Was kostet ein Zug?', signal = never(), by = connector) => {
    fake.script(script);
    return runCall(by, ask(content), basic, signal);
  };

  beforeAll(async () => {
    fake = await startFakeProvider({ apiKey: KEY });
    connector = create();
    basic = (await connector.models(listedModels('tavily'))).find(({ model }) => model === 'search-basic')!;
  });
  afterEach(() => fake.reset());
  afterAll(() => fake.close());

  it('knows its models, and no other that a price list may name', async () => {
    const models = await connector.models([...listedModels('tavily'), { ...basic, model: 'search-unheard-of' }]);
    expect(models.map(({ model }) => model).toSorted()).toEqual(['search-advanced', 'search-basic']);
    expect(models.every(({ capabilities }) => capabilities.includes('search'))).toBe(true);
    expect(connector.isConfigured()).toBe(true);
    expect(new TavilyConnector({ apiKey: null, baseUrl: 'https://api.tavily.com' }).isConfigured()).toBe(false);
  });

  it.each(MODELS)(
    '%s searches for the last question, once, for what it is documented to cost',
    async (name, depth, credits) => {
      const { price } = pricingOf('tavily', name);
      const model = { ...basic, model: name };
      const { finish, error, sources, rawUsage, text, providerRequestId } = await runCall(
        connector,
        ask('  Was \n kostet  ein Zug? ', name),
        model,
        never(),
      );
      expect([finish, error, text]).toEqual(['stop', null, '']);
      expect(providerRequestId).toMatch(/^search_fake/);
      expect(fake.requests).toHaveLength(1);
      expect(fake.requests[0]).toMatchObject({ method: 'POST', path: '/tavily/search' });
      expect(fake.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
      expect(fake.requests[0]?.body).toEqual({
        query: 'Was kostet ein Zug?',
        search_depth: depth,
        max_results: 8,
        include_answer: false,
        include_usage: true,
      });
      expect(sources).toHaveLength(5);
      expect(sources[0]).toEqual({
        url: 'https://example.com/result-1',
        title: 'Result 1 for Was kostet ein Zug?',
        snippet: 'What result 1 says about it, as plain text.',
        content: 'What result 1 says about it, as plain text.',
        publishedDate: null,
      });
      const usage = usageOf({ searchCredits: credits, searchRequests: 1 });
      expect(rawUsage).toEqual({ credits });
      expect(connector.normaliseUsage(rawUsage)).toEqual(usage);
      expect(connector.forecast(ask('?'), model, price)).toEqual({ likely: usage, maximum: usage });
      expect(connector.typicalUsage(model, price)).toEqual(usage);
      expect(connector.estimateUsage(ask('?'), '', model, price)).toEqual(usage);
    },
  );

  it('cuts a question to what the provider takes, between characters', async () => {
    const { error } = await search({}, '👍'.repeat(2_000));
    expect(error).toBeNull();
    expect(fake.requests[0]?.body?.['query']).toBe('👍'.repeat(400));
  });

  it('finds nothing without a fault', async () => {
    expect(await search({ results: 0 })).toMatchObject({ finish: 'stop', sources: [], rawUsage: { credits: 1 } });
  });

  describe('usage', () => {
    it.each([
      [{ credits: 1 }, { searchCredits: 1, searchRequests: 1 }],
      [{ credits: 2 }, { searchCredits: 2, searchRequests: 1 }],
      [{ credits: 250 }, { searchCredits: 250, searchRequests: 1 }],
    ])('%j', async (script, expected) => {
      const { rawUsage } = await search(script);
      expect(connector.normaliseUsage(rawUsage)).toEqual(usageOf(expected));
    });

    it('of an explicit zero stays zero, and costs nothing', async () => {
      const usage = connector.normaliseUsage((await search({ credits: 0 })).rawUsage)!;
      expect(usage).toEqual(usageOf({}));
      expect(connector.calculatePriceCHF(usage, pricingOf('tavily', 'search-basic')).amount).toBe(0n);
    });

    it('that is not reported is none', async () => {
      const outcome = await search({ noUsage: true });
      expect(outcome).toMatchObject({ finish: 'stop', rawUsage: null });
      expect(connector.normaliseUsage(outcome.rawUsage)).toBeNull();
    });

    it.each([[null], [{}], [[]], ['1'], [{ credits: '1' }], [{ credits: -1 }], [{ credits: 1.5 }]])(
      '%j is none',
      (raw) => {
        expect(connector.normaliseUsage(raw)).toBeNull();
      },
    );
  });

  describe('fault', () => {
    it.each<[number, ConnectorErrorKind, boolean]>([
      [400, 'invalid_request', false],
      [401, 'unavailable', true],
      [403, 'unavailable', true],
      [422, 'invalid_request', false],
      [429, 'rate_limited', true],
      [432, 'unavailable', true],
      [433, 'unavailable', true],
      [500, 'unavailable', true],
      [503, 'unavailable', true],
    ])('%i', async (status, kind, retryable) => {
      const { error, finish, rawUsage, sources } = await search({ status, retryAfter: 7 });
      expect([finish, rawUsage, sources]).toEqual([null, null, []]);
      expect(error).toMatchObject({ kind, connectorType: 'tavily' });
      expect(error?.options).toEqual({ retryable, status, retryAfterSeconds: 7 });
      expect(error?.message).toContain(`Scripted refusal with status ${status}`);
    });

    it.each<[string, FakeScript, ConnectorErrorKind]>([
      ['malformed JSON', { malformed: true }, 'unavailable'],
      ['a connection that breaks before the body', { cutAfter: 0 }, 'unavailable'],
      ['a connection that breaks in the body', { cutAfter: 2 }, 'unavailable'],
      ['a body that ends too early', { endAfter: 2 }, 'unavailable'],
      ['headers that never come', { hangHeaders: true }, 'timeout'],
      ['a body that never begins', { stallAfter: 0 }, 'timeout'],
      ['a body that stands still', { stallAfter: 2 }, 'timeout'],
    ])('%s', async (_, script, kind) => {
      const by = kind === 'timeout' ? create(KEY, SHORT_TIMEOUTS) : connector;
      const { error, finish } = await search(script, 'Frage', never(), by);
      expect(finish).toBeNull();
      expect(error).toMatchObject({ kind, options: { retryable: true } });
    });

    it('a wrong key, which is never repeated', async () => {
      const { error } = await search({}, 'Frage', never(), create(WRONG_KEY));
      expect(error).toMatchObject({ kind: 'unavailable', options: { retryable: true, status: 401 } });
      expect(error?.message).toContain('Incorrect API key');
      expect(JSON.stringify([error, error?.message, error?.stack])).not.toContain(WRONG_KEY);
    });

    it('no question', async () => {
      const { error } = await search({}, ' \n ');
      expect(error).toMatchObject({ kind: 'invalid_request', options: { status: 400 } });
    });

    it('a model that it does not have', async () => {
      const { error } = await runCall(connector, ask('?'), { ...basic, model: 'research' }, never());
      expect(error).toMatchObject({ kind: 'invalid_request', options: { status: 404 } });
      expect(fake.requests).toHaveLength(0);
    });

    it('nobody listening', async () => {
      const gone = await startFakeProvider();
      await gone.close();
      const lonely = new TavilyConnector({ apiKey: KEY, baseUrl: gone.baseUrls.tavily, timeouts: TIMEOUTS });
      expect((await search({}, 'Frage', never(), lonely)).error).toMatchObject({ kind: 'unavailable' });
    });
  });

  describe('abort', () => {
    it.each([
      ['before the headers', { hangHeaders: true }],
      ['while nothing comes', { stallAfter: 1 }],
    ])('%s closes the connection and ends without an error', async (_, script) => {
      const controller = new AbortController();
      const since = Date.now();
      setTimeout(() => controller.abort(), 60);
      const outcome = await search(script, 'Frage', controller.signal);
      expect(outcome).toMatchObject({ error: null, finish: null, rawUsage: null });
      while (fake.requests[0]?.closedAtMs === null) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(fake.requests[0]?.aborted).toBe(true);
      expect(Date.now() - since).toBeLessThan(ABORT_LIMIT_MS);
    });

    it('before the call sends nothing', async () => {
      expect(await search({}, 'Frage', AbortSignal.abort())).toMatchObject({ error: null, finish: null });
      expect(fake.requests).toHaveLength(0);
    });
  });
});

describe('what Tavily answers', () => {
  const basic = listedModels('tavily').find(({ model }) => model === 'search-basic')!;
  const request: ModelRequest = { model: basic.model, messages: [{ role: 'user', content: '?' }], maxOutputTokens: 16 };
  const answer = (response: Response): Promise<Outcome> => {
    const connector = new TavilyConnector({
      apiKey: KEY,
      baseUrl: 'https://tavily.test/',
      fetch: async () => response,
    });
    return runCall(connector, request, basic, never());
  };

  it('is read as what strangers wrote', async () => {
    const results = [
      { url: 'javascript:alert(1)', title: 'bad' },
      {
        url: 'https://example.com/a',
        title: ' A\u0000\u202E ',
        content: 'x'.repeat(10_000),
        published_date: '2026-11-01',
      },
      { url: 'https://example.com/a#b', title: 'again' },
      null,
      'text',
      ...Array.from({ length: 60 }, (_, index) => ({ url: `https://example.com/${index}`, title: index })),
    ];
    const { sources } = await answer(Response.json({ results, usage: { credits: 1 } }));
    expect(sources).toHaveLength(40);
    expect(sources[0]).toMatchObject({ url: 'https://example.com/a', title: 'A', publishedDate: '2026-11-01' });
    expect([sources[0]?.snippet?.length, sources[0]?.content?.length]).toEqual([600, 4_000]);
    expect(sources[1]).toMatchObject({ url: 'https://example.com/0', title: 'example.com', content: null });
  });

  it('without results is a fault, whose cost is passed on', async () => {
    const outcome = await answer(Response.json({ usage: { credits: 1 } }));
    expect(outcome).toMatchObject({ finish: null, rawUsage: { credits: 1 }, error: { kind: 'unavailable' } });
  });

  it('as a stream is a fault', async () => {
    const body = new Response('data: {"results":[]}\n\n', { headers: { 'content-type': 'text/event-stream' } });
    expect(await answer(body)).toMatchObject({ finish: null, error: { kind: 'unavailable' } });
  });

  it('from another address is refused: nobody but the operator says who gets to read the questions', async () => {
    const elsewhere = await startFakeProvider({ apiKey: KEY });
    const location = `${elsewhere.baseUrls.tavily}/search`;
    const server = createServer((_request, response) => response.writeHead(307, { location }).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const connector = new TavilyConnector({ apiKey: KEY, baseUrl: `http://127.0.0.1:${port}` });
    const outcome = await runCall(connector, request, basic, never());
    const asked = elsewhere.requests.length;
    server.close();
    await elsewhere.close();
    expect(outcome).toMatchObject({ finish: null, error: { kind: 'unavailable' } });
    expect(asked).toBe(0);
  });
});

function never(): AbortSignal {
  return new AbortController().signal;
}
