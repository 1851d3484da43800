import { type Outcome, runCall } from '../../../../test/support/connector-conformance.js';
import { pricingOf } from '../../../../test/support/shipped-pricing.js';
import type { ModelInfo, ModelRequest } from '../../connector.contract.js';
import { totalInput, usageOf } from '../../usage.js';
import { DemoConnector } from './demo-connector.js';

const ABORT_LIMIT_MS = 1_000;

describe('DemoConnector', () => {
  const connector = new DemoConnector({ wordDelayMs: 0, firstWordDelayMs: 0 });
  const ask = (model: string, content: string, maxOutputTokens = 1_000): ModelRequest => ({
    model,
    messages: [{ role: 'user', content }],
    maxOutputTokens,
  });
  const signal = new AbortController().signal;
  const modelOf = async (name: string): Promise<ModelInfo> =>
    (await connector.models()).find((info) => info.model === name)!;
  const run = async (request: ModelRequest): Promise<Outcome> =>
    runCall(connector, request, await modelOf(request.model), signal);

  it.each(['swift', 'sage'])('%s answers the same question alike, within its forecast', async (name) => {
    const request = ask(name, 'Wie plane ich ein Projekt?');
    const model = await modelOf(name);
    const first = await run(request);
    expect(await run(request)).toEqual(first);
    expect(first).toMatchObject({ finish: 'stop', error: null });
    expect(first.text).toContain('simulierte Antwort');
    const usage = connector.normaliseUsage(first.rawUsage)!;
    const { maximum } = connector.forecast(request, model, pricingOf('demo', name).price);
    expect(totalInput(usage)).toBeLessThanOrEqual(totalInput(maximum));
    expect(usage.output).toBeGreaterThan(usage.reasoning);
    expect(connector.calculatePriceCHF(usage, pricingOf('demo', name)).amount).toBeGreaterThan(0n);
  });

  it.each([16, 40, 60])('never exceeds a limit of %i tokens', async (limit) => {
    for (const model of ['swift', 'sage']) {
      const outcome = await run(ask(model, 'Erkläre mir die Buchhaltung.', limit));
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
    expect((await run(ask('swift', content))).text).toContain(notice);
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
    const { rawUsage } = await run(request);
    const usage = connector.normaliseUsage(rawUsage)!;
    expect(usage.cacheRead).toBeGreaterThan(1_024);
    expect(usage.input).toBeGreaterThan(0);
  });

  it('stops at once, without an error and without a finish', async () => {
    const slow = new DemoConnector({ wordDelayMs: 10_000, firstWordDelayMs: 0 });
    const swift = await modelOf('swift');
    const controller = new AbortController();
    const start = Date.now();
    const outcome = await runCall(slow, ask('swift', 'Hallo'), swift, controller.signal, () => controller.abort());
    expect(outcome).toMatchObject({ error: null, finish: null, rawUsage: null });
    expect(Date.now() - start).toBeLessThan(ABORT_LIMIT_MS);
  });

  it.each([
    ['Wie plane ich ein Projekt?', /^Demo · .*Wie plane ich ein Projekt\?/, /^Simuliertes Suchergebnis/],
    ['How do I plan the project?', /^Demo · .*How do I plan the project\?/, /^Simulated search result/],
    ['Comment planifier le projet?', /^Démo · .*Comment planifier le projet\?/, /^Résultat de recherche simulé/],
  ])('search invents results for %j that say so, for one credit', async (content, title, notice) => {
    const search = await modelOf('search');
    const outcome = await run(ask('search', content));
    expect(await run(ask('search', content))).toEqual(outcome);
    expect(outcome).toMatchObject({ finish: 'stop', error: null, text: '', rawUsage: { credits: 1 } });
    expect(outcome.sources).toHaveLength(5);
    for (const source of outcome.sources) {
      expect(source.url).toMatch(/^https:\/\/example\.com\//);
      expect(source.title).toMatch(title);
      expect(source.snippet).toMatch(notice);
    }
    const { price } = pricingOf('demo', 'search');
    const usage = usageOf({ searchCredits: 1, searchRequests: 1 });
    expect(connector.normaliseUsage(outcome.rawUsage)).toEqual(usage);
    expect(connector.forecast(ask('search', content), search, price)).toEqual({ likely: usage, maximum: usage });
    expect(connector.estimateUsage(ask('search', content), '', search, price)).toEqual(usage);
    expect(connector.typicalUsage(search, price)).toEqual(usage);
  });

  it('cites the results of a search that stand before the conversation', async () => {
    const results =
      'Gefunden:\n\n[1] Erstens\nhttps://example.com/1\nText\n\n[2] Zweitens\nhttps://example.com/2\nText';
    const question = ask('swift', 'Wie plane ich ein Projekt?');
    const searched = { ...question, messages: [{ role: 'system', content: results } as const, ...question.messages] };
    const [plain, cited] = [await run(question), await run(searched)];
    expect([/\[\d\]/.test(plain.text), cited.text.match(/\[\d\]/g)]).toEqual([false, ['[1]', '[2]']]);
  });

  it('refuses a model that it does not have', async () => {
    const unknown = { ...(await modelOf('swift')), model: 'unknown' };
    const { error } = await runCall(connector, ask('unknown', 'Hallo'), unknown, signal);
    expect(error).toMatchObject({ kind: 'invalid_request', options: { retryable: false } });
  });
});
