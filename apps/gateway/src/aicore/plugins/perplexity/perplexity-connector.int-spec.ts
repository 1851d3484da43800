import { type FakeProvider, startFakeProvider } from '@nyla/fake-provider';
import { formatDecimal, parseDecimal } from '@nyla/money';
import { type Outcome, runCall } from '../../../../test/support/connector-conformance.js';
import { modelOf, pricingOf } from '../../../../test/support/shipped-pricing.js';
import type { ConnectorErrorKind, ModelRequest } from '../../connector.contract.js';
import { usageOf } from '../../usage.js';
import { PerplexityConnector } from './perplexity-connector.js';

const KEY = 'pplx-test-0123456789abcdef';
const SONAR = modelOf('perplexity', 'perplexity/sonar');
const FAST = modelOf('perplexity', 'preset/fast');

const ask = (model: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  model,
  messages: [{ role: 'user', content: 'Was kostet ein Zug?' }],
  maxOutputTokens: 60,
  ...more,
});

function never(): AbortSignal {
  return new AbortController().signal;
}

describe('PerplexityConnector', () => {
  let fake: FakeProvider;
  let connector: PerplexityConnector;

  beforeAll(async () => {
    fake = await startFakeProvider({ apiKey: KEY });
    connector = new PerplexityConnector({ apiKey: KEY, baseUrl: fake.baseUrls.perplexity });
  });
  afterEach(() => fake.reset());
  afterAll(() => fake.close());

  it.each(['', '/', '/v1', '/v1/'])('finds the interface behind an address that ends in %j', async (end) => {
    const other = new PerplexityConnector({ apiKey: KEY, baseUrl: `${fake.baseUrls.perplexity}${end}` });
    expect(await runCall(other, ask(SONAR.model), SONAR, never())).toMatchObject({ finish: 'stop' });
  });

  it('lets a model search only where it is asked to, within bounds; a preset decides itself', async () => {
    for (const [model, webSearches] of [
      [SONAR, 0],
      [SONAR, 3],
      [FAST, 3],
    ] as const) {
      await runCall(connector, ask(model.model, { webSearches }), model, never());
    }
    const common = { input: expect.anything(), max_output_tokens: 60, store: false, stream: true };
    expect(fake.requests.map(({ body }) => body)).toEqual([
      { ...common, model: 'perplexity/sonar' },
      {
        ...common,
        model: 'perplexity/sonar',
        tools: [{ type: 'web_search', max_tokens: 10_000 }],
        max_tool_calls: 3,
        max_steps: 4,
      },
      { ...common, preset: 'fast' },
    ]);
  });

  it.each([
    ['streamed', true],
    ['in one piece', false],
  ])('shows what was found and cites it, %s', async (_, streamed) => {
    fake.script({ searches: 2, results: 2, text: 'Eins [web:1], vier [web:4], nichts [web:9].' });
    const request = ask(SONAR.model, { webSearches: 2, streamed });
    const { text, sources, finish, rawUsage } = await runCall(connector, request, SONAR, never());
    expect([text, finish]).toEqual(['Eins [1], vier [4], nichts [web:9].', 'stop']);
    expect(sources.map(({ url }) => new URL(url).pathname)).toEqual([
      '/search-1/page-1',
      '/search-1/page-2',
      '/search-2/page-1',
      '/search-2/page-2',
    ]);
    expect(sources[0]).toEqual({
      url: 'https://example.com/search-1/page-1',
      title: 'Page 1 of search 1',
      snippet: 'What page 1 says.',
      publishedDate: '2026-11-01',
      content: null,
    });
    expect(connector.normaliseUsage(rawUsage)).toMatchObject({ searchRequests: 2 });
  });

  describe.each([
    ['streamed', true],
    ['in one piece', false],
  ])('the bill of an answer %s', (_, streamed) => {
    const run = (model = FAST): Promise<Outcome> => runCall(connector, ask(model.model, { streamed }), model, never());

    it.each(['0.00408', '1.2e-05', '0.10000000000000000001', '4.1999999999999996e-06', '0', '12'])(
      'is taken digit for digit: %s',
      async (cost) => {
        fake.script({ cost });
        const usage = connector.normaliseUsage((await run()).rawUsage)!;
        const { amount, receipt } = connector.calculatePriceCHF(usage, pricingOf('perplexity', FAST.model));
        const exact = cost === '1.2e-05' ? '0.000012' : cost.startsWith('4.1') ? '0.0000041999999999999996' : cost;
        expect(formatDecimal(usage.providerCostUsd!)).toBe(exact);
        expect(receipt.lines).toHaveLength(1);
        expect(receipt.lines[0]).toMatchObject({ kind: 'provider_cost', quantity: 1, usd: exact, usdAmount: exact });
        expect(amount === 0n).toBe(cost === '0');
      },
    );

    it('takes the place of the tokens where a model has prices, too', async () => {
      fake.script({ cost: '0.5', searches: 1 });
      const usage = connector.normaliseUsage((await run(SONAR)).rawUsage)!;
      const { receipt } = connector.calculatePriceCHF(usage, pricingOf('perplexity', SONAR.model));
      expect([receipt.lines.length, receipt.usdTotal]).toEqual([1, '0.5']);
    });

    it.each([
      ['of another currency', { cost: '0.5', currency: 'EUR' }],
      ['below zero', { cost: '-0.5' }],
      ['beyond reason', { cost: '1e30' }],
    ])('%s is none: tokens and searches are priced', async (_name, script) => {
      fake.script({ ...script, searches: 1 });
      const usage = connector.normaliseUsage((await run(SONAR)).rawUsage)!;
      expect(usage.providerCostUsd).toBeNull();
      const { receipt } = connector.calculatePriceCHF(usage, pricingOf('perplexity', SONAR.model));
      expect(receipt.lines.map(({ kind }) => kind)).toEqual(['input', 'output', 'search_request']);
    });
  });

  it('charges what is written to the cache as other input, unless the list has a price for it', () => {
    const pricing = pricingOf('perplexity', SONAR.model);
    const usage = usageOf({ input: 9, cacheRead: 5_182, cacheWrite: 6_149, output: 190 });
    const { receipt } = connector.calculatePriceCHF(usage, pricing);
    expect(receipt.lines.map(({ kind, quantity }) => [kind, quantity])).toEqual([
      ['input', 6_158],
      ['cache_read', 5_182],
      ['output', 190],
    ]);
    const base = { ...pricing.price.base!, cacheWrite: parseDecimal('0.3') };
    const dearer = connector.calculatePriceCHF(usage, { ...pricing, price: { ...pricing.price, base } });
    expect(dearer.receipt.lines.map(({ kind, usd }) => [kind, usd])).toContainEqual(['cache_write', '0.3']);
    const { maximum } = connector.forecast(ask(SONAR.model), SONAR, { ...pricing.price, base });
    expect([maximum.input, maximum.cacheWrite > 2_000]).toEqual([0, true]);
  });

  it('keeps keys of the provider out of its errors, whoever they belong to', async () => {
    const wrong = new PerplexityConnector({ apiKey: 'pplx-wrong-9876543210', baseUrl: fake.baseUrls.perplexity });
    const errors = [(await runCall(wrong, ask(SONAR.model), SONAR, never())).error];
    const response = Response.json(
      { error: { message: 'the key pplx-other-0123456789 is blocked', code: 403 } },
      { status: 403 },
    );
    const blocked = new PerplexityConnector({ apiKey: KEY, baseUrl: 'https://pplx.test', fetch: async () => response });
    errors.push((await runCall(blocked, ask(SONAR.model), SONAR, never())).error);
    for (const error of errors) {
      expect(error).toMatchObject({ kind: 'unavailable', options: { retryable: true } });
      expect(error?.message).toContain('[key]');
      expect(JSON.stringify([error, error?.message, error?.stack])).not.toMatch(/pplx-\w/);
    }
  });

  it('expects of a preset what the operator expects of it', () => {
    const { price } = pricingOf('perplexity', FAST.model);
    const { likely, maximum } = connector.forecast(ask(FAST.model), FAST, price);
    expect([likely.providerCostUsd, maximum.providerCostUsd]).toEqual([
      price.metered?.likelyUsd,
      price.metered?.maximumUsd,
    ]);
    expect(connector.estimateUsage(ask(FAST.model), 'Hallo', FAST, price).providerCostUsd).toEqual(
      price.metered?.likelyUsd,
    );
  });
});

describe('what the Agent API answers', () => {
  const USAGE = { input_tokens: 5, output_tokens: 2, cost: { currency: 'USD', total_cost: 0.25 } };
  const MESSAGE = { type: 'message', content: [{ type: 'output_text', text: 'Hallo', annotations: [] }] };

  const answer = (response: Response): Promise<Outcome> => {
    const connector = new PerplexityConnector({
      apiKey: KEY,
      baseUrl: 'https://pplx.test',
      fetch: async () => response,
    });
    return runCall(connector, ask(SONAR.model), SONAR, never());
  };
  const stream = (...events: unknown[]): Promise<Outcome> => {
    const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    return answer(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  };

  it.each([
    ['response.completed', { status: 'completed' }, 'stop'],
    ['response.incomplete', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    ['response.completed', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    [
      'response.incomplete',
      { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
      'content_filter',
    ],
    ['response.incomplete', { status: 'incomplete', incomplete_details: null }, 'other'],
    ['response.completed', { status: 'requires_action' }, 'tool_calls'],
  ])('ends with %s and %j: %s', async (type, state, finish) => {
    const response = { id: 'resp_1', usage: USAGE, output: [MESSAGE], ...state };
    const expected = { finish, error: null, providerRequestId: 'resp_1' };
    const delta = { type: 'response.output_text.delta', delta: 'Hallo' };
    const whole = await answer(Response.json(response));
    const streamed = await stream(delta, { type: 'response.unknown' }, { type, response });
    for (const outcome of [whole, streamed]) {
      expect(outcome).toMatchObject({ ...expected, text: 'Hallo' });
      expect(outcome.rawUsage).toEqual({ ...USAGE, cost: { currency: 'USD', total_cost: '0.25' } });
    }
  });

  it.each<[string, unknown, ConnectorErrorKind]>([
    ['failed', { message: 'no', type: 'internal_error', code: 500 }, 'unavailable'],
    ['failed', { message: 'no', type: 'request_rate_limit_exceeded', code: 429 }, 'rate_limited'],
    ['failed', { message: 'no', type: 'invalid_request', code: 400 }, 'invalid_request'],
    ['cancelled', null, 'unavailable'],
  ])('a run that has %s with %j is a fault, however it is told; its cost is passed on', async (status, error, kind) => {
    const type = `response.${status}`;
    const response = { id: 'resp_1', status, error, usage: USAGE, output: [] };
    const outcomes = [
      await answer(Response.json(response)),
      await stream({ type, response }),
      await stream({ type, error, response: { usage: USAGE } }),
    ];
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ finish: null, error: { kind }, rawUsage: { output_tokens: 2 } });
    }
    expect(await stream({ type, error })).toMatchObject({ finish: null, rawUsage: null, error: { kind } });
  });

  it.each([{ status: 'queued' }, { status: 'in_progress', output: [MESSAGE] }, {}, [], null])(
    'that is %j is no answer',
    async (body) =>
      expect(await answer(Response.json(body))).toMatchObject({ finish: null, error: { kind: 'unavailable' } }),
  );

  it('may break off with an error of its own', async () => {
    const error = { message: 'gone', code: 'server_error' };
    for (const event of [
      { type: 'error', ...error },
      { type: 'error', error },
    ]) {
      expect(await stream(event)).toMatchObject({
        error: { kind: 'unavailable', message: expect.stringContaining('gone') },
      });
    }
  });

  it('names pages in notes, too; none is shown twice', async () => {
    const result = { url: 'https://example.com/a', title: 'A', snippet: 'says A' };
    const annotations = [
      { type: 'url_citation', url: 'https://example.com/a#b', title: 'A again' },
      { type: 'url_citation', url: 'https://example.com/c', title: 'C' },
      { type: 'citation', url: 'javascript:alert(1)' },
    ];
    const output = [
      { type: 'search_results', results: [result, result] },
      { type: 'message', content: [{ type: 'output_text', text: 'A [2]', annotations }] },
    ];
    const response = { id: 'resp_1', status: 'completed', output };
    const streamed = await stream(
      { type: 'response.reasoning.search_results', results: [result, result] },
      { type: 'response.output_text.delta', delta: 'A [2]' },
      { type: 'response.completed', response },
    );
    for (const outcome of [streamed, await answer(Response.json(response))]) {
      expect(outcome.sources.map(({ title }) => title)).toEqual(['A', 'C']);
      expect(outcome.text).toBe('A [1]');
    }
  });
});
