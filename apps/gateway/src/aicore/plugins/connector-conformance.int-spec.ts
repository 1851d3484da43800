import { type FakeProvider, startFakeProvider } from '@nyla/fake-provider';
import { parseDecimal } from '@nyla/money';
import {
  ANSWER_CASES,
  FAULT_CASES,
  type ReportedTokens,
  runCall,
  UNUSABLE_USAGE,
  USAGE_CASES,
} from '../../../test/support/connector-conformance.js';
import type { Connector, ModelInfo, ModelRequest, Pricing } from '../connector.contract.js';
import { SHIPPED_PRICES } from '../price-list.data.js';
import { totalInput, usageOf } from '../usage.js';
import { DemoConnector } from './demo/demo-connector.js';
import { LocalConnector } from './local/local-connector.js';
import { OpenAiConnector } from './openai/openai-connector.js';

const KEY = 'sk-test-0123456789abcdef';
const TIMEOUTS = { headersMs: 250, idleMs: 250 };
// An abort must not be mistaken for a time-out.
const LONG_TIMEOUTS = { headersMs: 20_000, idleMs: 20_000 };
const MAX_OUTPUT_TOKENS = 60;
const ABORT_LIMIT_MS = 1_000;

interface Settings {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly timeouts?: typeof TIMEOUTS;
}

interface Target {
  readonly name: string;
  readonly model: string;
  readonly path: string;
  /** Events of a streamed answer without its words: before the first word, and after the last. */
  readonly frame: { readonly before: number; readonly after: number };
  /** How many of the last events may be lost without the answer being incomplete. */
  readonly spare: number;
  readonly limitField: string;
  create(settings: Settings): Connector;
  rawUsage(tokens: ReportedTokens): Record<string, unknown>;
}

const chatUsage = (tokens: ReportedTokens): Record<string, unknown> => ({
  prompt_tokens: tokens.input,
  completion_tokens: tokens.output,
  prompt_tokens_details: { cached_tokens: tokens.cached ?? 0, cache_write_tokens: tokens.written ?? 0 },
  completion_tokens_details: { reasoning_tokens: tokens.reasoning ?? 0 },
});

const TARGETS: readonly Target[] = [
  {
    name: 'openai, responses',
    model: 'gpt-6-luna',
    path: '/responses',
    frame: { before: 4, after: 4 },
    spare: 0,
    limitField: 'max_output_tokens',
    create: (settings) => new OpenAiConnector({ timeouts: TIMEOUTS, ...settings }),
    rawUsage: (tokens) => ({
      input_tokens: tokens.input,
      output_tokens: tokens.output,
      input_tokens_details: { cached_tokens: tokens.cached ?? 0, cache_write_tokens: tokens.written ?? 0 },
      output_tokens_details: { reasoning_tokens: tokens.reasoning ?? 0 },
    }),
  },
  {
    name: 'openai, chat completions',
    model: 'gpt-4o-mini',
    path: '/chat/completions',
    frame: { before: 1, after: 3 },
    spare: 2,
    limitField: 'max_completion_tokens',
    create: (settings) => new OpenAiConnector({ timeouts: TIMEOUTS, ...settings }),
    rawUsage: chatUsage,
  },
  {
    name: 'local',
    model: 'qwen/test-7b',
    path: '/chat/completions',
    frame: { before: 1, after: 3 },
    spare: 2,
    limitField: 'max_tokens',
    create: (settings) => new LocalConnector({ timeouts: TIMEOUTS, ...settings }),
    rawUsage: chatUsage,
  },
];

let fake: FakeProvider;

beforeAll(async () => {
  fake = await startFakeProvider({ apiKey: KEY });
});
afterEach(() => fake.reset());
afterAll(() => fake.close());

describe.each(TARGETS)('$name', (target) => {
  let connector: Connector;
  let model: ModelInfo;
  const request: ModelRequest = {
    model: target.model,
    messages: [
      { role: 'system', content: 'Antworte kurz.' },
      { role: 'user', content: 'Wie viel ist eins und eins?' },
    ],
    maxOutputTokens: MAX_OUTPUT_TOKENS,
  };
  const call = (signal = new AbortController().signal, onDelta?: (text: string) => void) =>
    runCall(connector, request, signal, onDelta);

  beforeAll(async () => {
    connector = target.create({ apiKey: KEY, baseUrl: fake.baseUrl });
    model = (await connector.models()).find((info) => info.model === target.model)!;
  });

  it('knows its models', () => {
    expect(connector.isConfigured()).toBe(true);
    expect(model).toMatchObject({ connectorType: connector.connectorType, status: expect.any(String) });
    expect(model.defaultOutputTokens).toBeLessThanOrEqual(model.maxOutputTokens);
  });

  it('sends the conversation, the limit and the key', async () => {
    await call();
    const [sent] = fake.requests;
    expect(sent).toMatchObject({ method: 'POST', path: target.path, aborted: false });
    expect(sent?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(sent?.body).toMatchObject({ model: target.model, stream: true, [target.limitField]: MAX_OUTPUT_TOKENS });
    expect(sent?.body?.['messages'] ?? sent?.body?.['input']).toEqual(request.messages);
  });

  it.each(ANSWER_CASES)('$name', async ({ provider, expected }) => {
    fake.script(provider);
    const outcome = await call();
    expect(outcome.error).toBeNull();
    expect(outcome.finish).toBe(expected.finish);
    expect(outcome.providerRequestId).toMatch(/^req_fake_\d+$/);
    const words = Math.min(provider.words ?? 0, MAX_OUTPUT_TOKENS);
    expect(outcome.text.split(' ').filter(Boolean)).toHaveLength(words);
    expect(connector.normaliseUsage(outcome.rawUsage)).toMatchObject({ output: words });
  });

  it('keeps characters whole that are cut in two on the way', async () => {
    fake.script({ text: `Grüezi 👨‍👩‍👧‍👦 ${'Zürich '.repeat(40)}— fertig` });
    expect((await call()).text).toBe(`Grüezi 👨‍👩‍👧‍👦 ${'Zürich '.repeat(40)}— fertig`);
  });

  it('uses the connection again after a complete answer', async () => {
    const server = await startFakeProvider({ apiKey: KEY });
    server.script({ endDelayMs: 10 });
    const fresh = target.create({ apiKey: KEY, baseUrl: server.baseUrl });
    for (let index = 0; index < 3; index += 1) {
      await runCall(fresh, request, new AbortController().signal);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    const ports = new Set(server.requests.map(({ clientPort }) => clientPort));
    const aborted = server.requests.filter((sent) => sent.aborted);
    await server.close();
    expect([ports.size, aborted.length]).toEqual([1, 0]);
  });

  describe('usage', () => {
    it.each(USAGE_CASES)('$name', async ({ reported, expected }) => {
      const usage = target.rawUsage(reported);
      fake.script({ usage });
      const { rawUsage } = await call();
      expect(rawUsage).toMatchObject(usage);
      expect(connector.normaliseUsage(rawUsage)).toEqual(usageOf(expected));
    });

    it('that is missing stays missing, and an estimate stays below the forecast', async () => {
      fake.script({ noUsage: true });
      const { rawUsage, text, finish } = await call();
      expect([rawUsage, finish]).toEqual([null, 'stop']);
      const { maximum } = connector.forecast(request, model);
      const estimate = connector.estimateUsage(request, text, model);
      expect(totalInput(estimate)).toBeLessThanOrEqual(totalInput(maximum));
      expect(estimate.output).toBeGreaterThan(0);
      expect(connector.estimateUsage(request, 'Wort '.repeat(1_000), model).output).toBe(MAX_OUTPUT_TOKENS);
    });

    it.each(UNUSABLE_USAGE.map((raw) => [raw]))('%j is none', (raw) => {
      expect(connector.normaliseUsage(raw)).toBeNull();
    });

    it('never costs more than the forecast', async () => {
      const pricing = pricingOf(target.model, connector);
      const { likely, maximum } = connector.forecast(request, model);
      const highest = connector.calculatePriceCHF(maximum, pricing).amount;
      expect(connector.calculatePriceCHF(likely, pricing).amount).toBeLessThanOrEqual(highest);
      const usage = connector.normaliseUsage((await call()).rawUsage);
      expect(connector.calculatePriceCHF(usage ?? maximum, pricing).amount).toBeLessThanOrEqual(highest);
    });
  });

  describe('faults', () => {
    it.each(FAULT_CASES)('$name', async ({ provider, expected }) => {
      fake.script(provider);
      const { error, finish } = await call();
      expect(finish).toBeNull();
      expect(error).toMatchObject({ kind: expected.error?.kind, connectorType: connector.connectorType });
      const { kind: _kind, ...options } = expected.error!;
      expect(error?.options).toEqual(options);
    });

    it('a wrong key, which is never repeated', async () => {
      const wrong = 'sk-wrong-9876543210fedcba';
      const stranger = target.create({ apiKey: wrong, baseUrl: fake.baseUrl });
      const { error } = await runCall(stranger, request, new AbortController().signal);
      expect(error).toMatchObject({ kind: 'unavailable', options: { retryable: true, status: 401 } });
      expect(error?.message).toContain('Incorrect API key');
      expect(JSON.stringify([error, error?.message, error?.stack])).not.toContain(wrong);
    });

    it('nobody listening', async () => {
      const gone = await startFakeProvider({ apiKey: KEY });
      await gone.close();
      const lonely = target.create({ apiKey: KEY, baseUrl: gone.baseUrl });
      const { error } = await runCall(lonely, request, new AbortController().signal);
      expect(error).toMatchObject({ kind: 'unavailable', options: { retryable: true } });
    });

    const words = 3;
    const events = target.frame.before + words + target.frame.after;
    const places = Array.from({ length: events }, (_, index) => index);

    it.each(places)(`a stream of ${events} events that is cut or forgotten after %i`, async (place) => {
      for (const provider of [
        { words, cutAfter: place },
        { words, endAfter: place },
      ]) {
        fake.script(provider);
        const { error, finish } = await call();
        const isComplete = place >= events - target.spare;
        expect([place, finish, error?.kind ?? null]).toEqual(
          isComplete ? [place, 'stop', null] : [place, null, 'unavailable'],
        );
      }
    });
  });

  describe('abort', () => {
    const patient = (): Connector => target.create({ apiKey: KEY, baseUrl: fake.baseUrl, timeouts: LONG_TIMEOUTS });
    const closesSoon = async (since: number): Promise<void> => {
      while (fake.requests[0]?.closedAtMs === null) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(fake.requests[0]?.aborted).toBe(true);
      expect((fake.requests[0]?.closedAtMs ?? Number.POSITIVE_INFINITY) - since).toBeLessThan(ABORT_LIMIT_MS);
    };

    it('in the middle closes the connection and ends without an error', async () => {
      fake.script({ words: 50, wordDelayMs: 20 });
      const controller = new AbortController();
      let words = 0;
      const since = Date.now();
      const outcome = await runCall(patient(), request, controller.signal, () => {
        words += 1;
        if (words === 2) controller.abort();
      });
      expect(outcome).toMatchObject({ error: null, finish: null, rawUsage: null });
      expect(words).toBe(2);
      await closesSoon(since);
    });

    it.each([
      ['before the headers', { hangHeaders: true }],
      ['while nothing comes', { stallAfter: 1 }],
    ])('%s', async (_, script) => {
      fake.script(script);
      const controller = new AbortController();
      const since = Date.now();
      setTimeout(() => controller.abort(), 60);
      expect(await runCall(patient(), request, controller.signal)).toMatchObject({ error: null, finish: null });
      await closesSoon(since);
    });

    it('before the call sends nothing', async () => {
      expect(await call(AbortSignal.abort())).toMatchObject({ error: null, finish: null });
      expect(fake.requests).toHaveLength(0);
    });

    it('by a reader who simply stops reading closes the connection', async () => {
      fake.script({ words: 50, wordDelayMs: 20 });
      for await (const event of patient().stream(request, new AbortController().signal)) {
        if (event.type === 'delta') break;
      }
      await closesSoon(Date.now());
    });
  });
});

describe('demo', () => {
  const connector = new DemoConnector({ wordDelayMs: 0, firstWordDelayMs: 0 });
  const ask = (model: string, content: string, maxOutputTokens = 1_000): ModelRequest => ({
    model,
    messages: [{ role: 'user', content }],
    maxOutputTokens,
  });
  const signal = new AbortController().signal;

  it.each(['swift', 'sage'])('%s answers the same question alike, within its forecast', async (name) => {
    const request = ask(name, 'Wie plane ich ein Projekt?');
    const model = (await connector.models()).find((info) => info.model === name)!;
    const first = await runCall(connector, request, signal);
    expect(await runCall(connector, request, signal)).toEqual(first);
    expect(first).toMatchObject({ finish: 'stop', error: null });
    expect(first.text).toContain('simulierte Antwort');
    const usage = connector.normaliseUsage(first.rawUsage)!;
    const { maximum } = connector.forecast(request, model);
    expect(totalInput(usage)).toBeLessThanOrEqual(totalInput(maximum));
    expect(usage.output).toBeGreaterThan(usage.reasoning);
    expect(connector.calculatePriceCHF(usage, pricingOf(name, connector)).amount).toBeGreaterThan(0n);
  });

  it.each([16, 40, 60])('never exceeds a limit of %i tokens', async (limit) => {
    for (const model of ['swift', 'sage']) {
      const outcome = await runCall(connector, ask(model, 'Erkläre mir die Buchhaltung.', limit), signal);
      expect(connector.normaliseUsage(outcome.rawUsage)?.output).toBeLessThanOrEqual(limit);
      expect(outcome.finish).toBe('length');
    }
  });

  it.each([
    ['How do I plan a project?', 'simulated answer'],
    ['Comment est-ce que je planifie un projet?', 'réponse simulée'],
    ['42', 'simulierte Antwort'],
    ['', 'simulierte Antwort'],
  ])('answers %j in its language', async (content, notice) => {
    expect((await runCall(connector, ask('swift', content), signal)).text).toContain(notice);
  });

  it('counts the beginning of a long conversation as cached', async () => {
    const long = 'Ein längerer Text über Rechnungen. '.repeat(300);
    const request: ModelRequest = {
      model: 'swift',
      messages: [
        { role: 'user', content: long },
        { role: 'assistant', content: 'Gut.' },
        { role: 'user', content: 'Und nun?' },
      ],
      maxOutputTokens: 500,
    };
    const { rawUsage } = await runCall(connector, request, signal);
    const usage = connector.normaliseUsage(rawUsage)!;
    expect(usage.cacheRead).toBeGreaterThan(1_024);
    expect(usage.input).toBeGreaterThan(0);
  });

  it('stops at once, without an error and without a finish', async () => {
    const slow = new DemoConnector({ wordDelayMs: 10_000, firstWordDelayMs: 0 });
    const controller = new AbortController();
    const start = Date.now();
    const outcome = await runCall(slow, ask('swift', 'Hallo'), controller.signal, () => controller.abort());
    expect(outcome).toMatchObject({ error: null, finish: null, rawUsage: null });
    expect(Date.now() - start).toBeLessThan(ABORT_LIMIT_MS);
  });

  it('refuses a model that it does not have', async () => {
    const { error } = await runCall(connector, ask('unknown', 'Hallo'), signal);
    expect(error).toMatchObject({ kind: 'invalid_request', options: { retryable: false } });
  });
});

describe('local, discovery', () => {
  it('asks the server for its models, and keeps the list while the server is away', async () => {
    const server = await startFakeProvider({ apiKey: null, models: ['a', 'org/b', 'a'] });
    const connector = new LocalConnector({ apiKey: null, baseUrl: server.baseUrl });
    expect((await connector.models()).map(({ model }) => model)).toEqual(['a', 'org/b']);
    await Promise.all([connector.models(), connector.models()]);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    await server.close();
    expect(await connector.models()).toHaveLength(2);
  });

  it('lists nothing where no server answers or none is set', async () => {
    const gone = await startFakeProvider();
    await gone.close();
    expect(await new LocalConnector({ apiKey: null, baseUrl: gone.baseUrl }).models()).toEqual([]);
    const off = new LocalConnector({ apiKey: null, baseUrl: null });
    expect(off.isConfigured()).toBe(false);
    expect(await off.models()).toEqual([]);
  });
});

function pricingOf(model: string, { connectorType }: Connector): Pricing {
  const rows = SHIPPED_PRICES.filter((row) => row.connectorType === connectorType);
  const row = rows.findLast((candidate) => candidate.model === model || candidate.model === '*')!;
  return {
    price: { ...row, id: '018f3c1e-0000-7000-8000-000000000001' },
    fx: { rate: parseDecimal('0.8'), date: '2026-11-20', source: 'test' },
    markupPercent: parseDecimal('50'),
  };
}
