import { type FakeProvider, type FakeScript, startFakeProvider } from '@nyla/fake-provider';
import {
  ANSWER_CASES,
  faultCases,
  type Outcome,
  runCall,
  streamFaultCases,
  UNUSABLE_USAGE,
  USAGE_CASES,
} from '../../../test/support/connector-conformance.js';
import { CONNECTOR_TARGETS } from '../../../test/support/connector-targets/connector-targets.js';
import type { ConnectorTarget } from '../../../test/support/connector-targets/target.js';
import { listedModels, pricingOf } from '../../../test/support/shipped-pricing.js';
import type { Connector, ModelInfo, ModelRequest, Pricing } from '../connector.contract.js';
import { totalInput, usageOf } from '../usage.js';

const KEY = 'sk-test-0123456789abcdef';
const WRONG_KEY = 'sk-wrong-9876543210fedcba';
// Only where silence is the fault may a busy machine look like it.
const TIMEOUTS = { headersMs: 20_000, idleMs: 20_000 };
const SHORT_TIMEOUTS = { headersMs: 250, idleMs: 250 };
const MAX_OUTPUT_TOKENS = 60;
const ABORT_LIMIT_MS = 1_000;

let fake: FakeProvider;

beforeAll(async () => {
  fake = await startFakeProvider({ apiKey: KEY });
});
afterEach(() => fake.reset());
afterAll(() => fake.close());

function create(target: ConnectorTarget, { server = fake, apiKey = KEY, timeouts = TIMEOUTS } = {}): Connector {
  return target.create({ apiKey, baseUrl: target.baseUrl(server), timeouts });
}

function never(): AbortSignal {
  return new AbortController().signal;
}

describe.each(CONNECTOR_TARGETS)('$name', (target) => {
  let connector: Connector;
  let model: ModelInfo;
  let pricing: Pricing;

  beforeAll(async () => {
    connector = create(target);
    pricing = pricingOf(target.connectorType, target.model);
    const models = await connector.models(listedModels(target.connectorType));
    model = models.find((info) => info.model === target.model)!;
  });

  it('knows its models', () => {
    expect(connector.isConfigured()).toBe(true);
    expect(connector.connectorType).toBe(target.connectorType);
    expect(model).toMatchObject({ connectorType: target.connectorType, status: expect.any(String) });
    expect(model.defaultOutputTokens).toBeLessThanOrEqual(model.maxOutputTokens);
  });

  it.each(UNUSABLE_USAGE.map((raw) => [raw]))('finds no usage in %j', (raw) => {
    expect(connector.normaliseUsage(raw)).toBeNull();
  });

  describe.each([
    ['streamed', true],
    ['in one piece', false],
  ])('%s', (_mode, streamed) => {
    const request: ModelRequest = {
      model: target.model,
      messages: [
        { role: 'system', content: 'Antworte kurz.' },
        { role: 'user', content: 'Wie viel ist eins und eins?' },
      ],
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      ...(streamed ? {} : { streamed }),
    };
    const call = (script: FakeScript = {}, signal = never(), by = connector): Promise<Outcome> => {
      fake.script(script);
      return runCall(by, request, model, signal);
    };

    it('sends the conversation, the limit and the key', async () => {
      await call();
      const [sent] = fake.requests;
      expect(sent).toMatchObject({ method: 'POST', path: target.path, aborted: false });
      expect(sent?.headers).toMatchObject(target.keyHeader(KEY));
      expect(sent?.body).toMatchObject(target.body(request));
      expect(sent?.body?.['stream'] ?? false).toBe(streamed);
    });

    it.each(ANSWER_CASES)('$name', async ({ provider, finish }) => {
      const outcome = await call(provider);
      expect(outcome).toMatchObject({ error: null, finish, sources: [] });
      expect(outcome.providerRequestId).toMatch(/^req_fake_\d+$/);
      const words = Math.min(provider.words ?? 0, MAX_OUTPUT_TOKENS);
      expect(outcome.text.split(' ').filter(Boolean)).toHaveLength(words);
      expect(connector.normaliseUsage(outcome.rawUsage)).toMatchObject({ output: words });
    });

    it('characters that are cut in two on the way', async () => {
      const text = `Grüezi 👨‍👩‍👧‍👦 ${'Zürich '.repeat(40)}— fertig`;
      expect((await call({ text })).text).toBe(text);
    });

    it('one connection for answers that follow each other', async () => {
      const server = await startFakeProvider({ apiKey: KEY });
      server.script({ endDelayMs: 10 });
      const fresh = create(target, { server });
      for (let index = 0; index < 3; index += 1) {
        await runCall(fresh, request, model, never());
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
      const ports = new Set(server.requests.map(({ clientPort }) => clientPort));
      const aborted = server.requests.filter((sent) => sent.aborted);
      await server.close();
      expect([ports.size, aborted.length]).toEqual([1, 0]);
    });

    describe('usage', () => {
      const cases = USAGE_CASES.filter(({ needs }) => needs === undefined || target.reports.includes(needs));

      it.each(cases)('$name', async ({ reported, expected }) => {
        const usage = target.rawUsage(reported);
        const { rawUsage } = await call({ usage });
        expect(rawUsage).toMatchObject(usage);
        expect(connector.normaliseUsage(rawUsage)).toMatchObject(usageOf(expected));
      });

      it('that is missing stays missing, and an estimate stays below the forecast', async () => {
        const { rawUsage, text, finish } = await call({ noUsage: true });
        expect([rawUsage, finish]).toEqual([null, 'stop']);
        const { maximum } = connector.forecast(request, model, pricing.price);
        const estimate = connector.estimateUsage(request, text, model, pricing.price);
        expect(totalInput(estimate)).toBeLessThanOrEqual(totalInput(maximum));
        expect(estimate.output).toBeGreaterThan(0);
        const longer = connector.estimateUsage(request, 'Wort '.repeat(1_000), model, pricing.price);
        expect(longer.output).toBe(MAX_OUTPUT_TOKENS);
      });

      it('never costs more than the forecast', async () => {
        const { likely, maximum } = connector.forecast(request, model, pricing.price);
        const highest = connector.calculatePriceCHF(maximum, pricing).amount;
        expect(connector.calculatePriceCHF(likely, pricing).amount).toBeLessThanOrEqual(highest);
        const usage = connector.normaliseUsage((await call()).rawUsage)!;
        expect(connector.calculatePriceCHF(usage, pricing).amount).toBeLessThanOrEqual(highest);
      });
    });

    const { webSearchBody } = target;
    if (webSearchBody) {
      describe('web search', () => {
        const searching: ModelRequest = { ...request, webSearches: 3 };
        const search = (script: FakeScript): Promise<Outcome> => {
          fake.script(script);
          return runCall(connector, searching, model, never());
        };

        it('is allowed as often as the request says, and not at all by default', async () => {
          await call({ searches: 5 });
          await search({ searches: 5 });
          expect(fake.requests[0]?.body).not.toHaveProperty('tools');
          expect(fake.requests[1]?.body).toMatchObject(webSearchBody(3));
        });

        it('is counted where it happened, and the pages are named that the answer cites', async () => {
          const outcome = await search({ searches: 2 });
          expect(outcome).toMatchObject({ error: null, finish: 'stop' });
          expect(connector.normaliseUsage(outcome.rawUsage)).toMatchObject({ searchRequests: 2 });
          const urls = outcome.sources.map(({ url }) => url);
          expect(new Set(urls).size).toBe(urls.length);
          const cited = ['https://example.com/search-1/page-2', 'https://example.com/search-2/page-2'];
          expect(urls.slice(0, 2)).toEqual(cited);
          expect(outcome.sources[0]?.title).toBe('Page 2 of search 1');
        });

        it('that did not happen costs nothing', async () => {
          const usage = connector.normaliseUsage((await search({ searches: 0 })).rawUsage)!;
          const { receipt } = connector.calculatePriceCHF(usage, pricing);
          expect(receipt.lines.map(({ kind }) => kind)).toEqual(['input', 'output']);
        });
      });
    }

    describe('fault', () => {
      const faults = [...faultCases(target.errors), ...(streamed ? streamFaultCases(target.errors) : [])];

      it.each(faults)('$name', async ({ provider, error: { kind, ...options } }) => {
        const timeouts = kind === 'timeout' ? SHORT_TIMEOUTS : TIMEOUTS;
        const { error, finish } = await call(provider, undefined, create(target, { timeouts }));
        expect(finish).toBeNull();
        expect(error).toMatchObject({ kind, connectorType: target.connectorType });
        expect(error?.options).toEqual(options);
      });

      it('a wrong key, which is never repeated', async () => {
        const { error } = await call({}, never(), create(target, { apiKey: WRONG_KEY }));
        expect(error).toMatchObject({ kind: 'unavailable', options: { retryable: true, status: 401 } });
        expect(error?.message).toMatch(/api.key/i);
        expect(JSON.stringify([error, error?.message, error?.stack])).not.toContain(WRONG_KEY);
      });

      it('nobody listening', async () => {
        const server = await startFakeProvider({ apiKey: KEY });
        await server.close();
        const { error } = await call({}, never(), create(target, { server }));
        expect(error).toMatchObject({ kind: 'unavailable', options: { retryable: true } });
      });
    });

    describe('abort', () => {
      it.each([
        ['before the headers', { hangHeaders: true }],
        ['while nothing comes', { stallAfter: 1 }],
      ])('%s', async (_, script) => {
        const controller = new AbortController();
        const since = Date.now();
        setTimeout(() => controller.abort(), 60);
        const outcome = await call(script, controller.signal);
        expect(outcome).toMatchObject({ error: null, finish: null });
        await expectClosedSoon(since);
      });

      it('before the call sends nothing', async () => {
        expect(await call({}, AbortSignal.abort())).toMatchObject({ error: null, finish: null });
        expect(fake.requests).toHaveLength(0);
      });
    });
  });

  describe('a stream', () => {
    const request: ModelRequest = {
      model: target.model,
      messages: [{ role: 'user', content: 'Wie viel ist eins und eins?' }],
      maxOutputTokens: MAX_OUTPUT_TOKENS,
    };
    const words = 3;
    const events = target.frame.before + words + target.frame.after;
    const places = Array.from({ length: events }, (_, index) => index);

    it.each(places)(`of ${events} events that is cut or forgotten after %i`, async (place) => {
      for (const script of [
        { words, cutAfter: place },
        { words, endAfter: place },
      ]) {
        fake.script(script);
        const { error, finish } = await runCall(connector, request, model, never());
        const isComplete = place >= events - target.spare;
        expect([place, finish, error?.kind ?? null]).toEqual(
          isComplete ? [place, 'stop', null] : [place, null, 'unavailable'],
        );
      }
    });

    it('that is aborted in the middle is closed and ends without an error [lesson: silent-abort]', async () => {
      fake.script({ words: 50, wordDelayMs: 20 });
      const controller = new AbortController();
      let words = 0;
      const since = Date.now();
      const outcome = await runCall(connector, request, model, controller.signal, () => {
        words += 1;
        if (words === 2) controller.abort();
      });
      expect(outcome).toMatchObject({ error: null, finish: null, rawUsage: null });
      expect(words).toBe(2);
      await expectClosedSoon(since);
    });

    it('whose reader simply stops is closed', async () => {
      fake.script({ words: 50, wordDelayMs: 20 });
      for await (const event of connector.stream(request, model, never())) {
        if (event.type === 'delta') break;
      }
      await expectClosedSoon(Date.now());
    });
  });
});

/** The provider sees that the connection of the first request was closed before its answer was complete. */
async function expectClosedSoon(since: number): Promise<void> {
  while (fake.requests[0]?.closedAtMs === null) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(fake.requests[0]?.aborted).toBe(true);
  expect((fake.requests[0]?.closedAtMs ?? Number.POSITIVE_INFINITY) - since).toBeLessThan(ABORT_LIMIT_MS);
}
