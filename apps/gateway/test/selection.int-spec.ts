import type { ModelDecisionDto, ModelPageDto, QuoteDto } from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import { RbacFacade } from '../src/rbac/rbac.facade.js';
import { ProcessorService } from '../src/workflow/processor.service.js';
import { expectLedgerClean } from './support/ledger-check.js';
import {
  type AskOptions,
  allProviders,
  type Customer,
  eventually,
  MODEL,
  OTHER_MODEL,
  World,
} from './support/world.js';

const LOCAL_MODEL = 'local/llama-test';
const BEST = 'anthropic/claude-fable-5-2';
const CHEAPEST_OF_OPENAI = 'openai/gpt-6-luna';

let world: World;
let customer: Customer;

beforeAll(async () => {
  world = await World.create({
    providers: (fake) => {
      const { PERPLEXITY_API_KEY: _key, ...others } = allProviders(fake);
      return others;
    },
  });
});

beforeEach(async () => {
  world.fake.reset();
  customer = await world.customer();
});

afterEach(async () => {
  await eventually(async () => (await world.openHolds(customer.mandate.id)) === 0);
  await expectLedgerClean(world.app);
});

afterAll(() => world.close());

async function ask(message: Partial<AskOptions>) {
  const chatId = await world.newChat(customer.user);
  const stream = await (await world.ask(customer.user, chatId, { content: 'Guten Tag', ...message })).finish();
  return { chatId, stream };
}

function asked(): unknown[] {
  return world.fake.requests.filter(({ method }) => method === 'POST').map(({ body }) => body?.['model']);
}

function outcomes({ candidates }: ModelDecisionDto): string[] {
  return candidates.map(({ model, outcome }) => `${model} ${outcome}`);
}

describe('an ordered list of models', () => {
  it('asks the first one only, and says so', async () => {
    const { stream } = await ask({ fallbackModels: [OTHER_MODEL] });
    const done = stream.one('done');
    expect(asked()).toEqual(['gpt-6.1-terra']);
    expect(done.model).toBe(MODEL);
    expect(outcomes(done.decision!)).toEqual([`${MODEL} chosen`, `${OTHER_MODEL} not_needed`]);
    expect(done.decision).toMatchObject({ requested: MODEL, chosen: MODEL });
  });

  it.each([
    ['500', { status: 500 }, 'aicore.provider_unavailable'],
    ['429', { status: 429, retryAfter: 9 }, 'aicore.rate_limited'],
    ['a cut before the first word', { cutAfter: 0 }, 'aicore.provider_unavailable'],
  ])('lets the next one answer after %s, each with its own hold', async (_, script, errorCode) => {
    world.fake.scriptOnce(script);
    const { chatId, stream } = await ask({ fallbackModels: [OTHER_MODEL] });
    const done = stream.one('done');
    expect(asked()).toEqual(['gpt-6.1-terra', 'gpt-6-sol']);
    expect(done).toMatchObject({ status: 'completed', model: OTHER_MODEL, errorCode: null });
    expect(stream.all('error')).toEqual([]);
    expect(done.decision?.candidates).toMatchObject([
      { model: MODEL, outcome: 'failed', errorCode, transactionId: null },
      { model: OTHER_MODEL, outcome: 'chosen', errorCode: null },
    ]);
    expect(stream.all('decision').map(({ chosen }) => chosen)).toEqual([MODEL, OTHER_MODEL]);
    // What failed cost nothing; there is one booking, of the model that answered.
    expect((await world.debits(customer.mandate.id)).map(({ id }) => id)).toEqual([done.price?.transactionId]);
    expect(done.charges).toMatchObject([{ model: 'gpt-6-sol', outcome: 'completed' }]);
    const stored = (await world.chat(customer.user, chatId)).messages.at(-1);
    expect(stored).toEqual(done);
  });

  it('books what a failed attempt cost, where its provider reports it', async () => {
    world.fake.scriptOnce({ words: 0, failed: true, usage: { input_tokens: 1_000 } });
    const { stream } = await ask({ fallbackModels: [LOCAL_MODEL] });
    const done = stream.one('done');
    const bookings = await world.debits(customer.mandate.id);
    expect(done.model).toBe(LOCAL_MODEL);
    expect(bookings.map(({ outcome }) => outcome)).toEqual(['failed', 'completed']);
    // 1'000 × USD 1 ÷ 1'000'000 × 0.80 × 1.5
    expect(done.charges[0]).toMatchObject({ model: 'gpt-6.1-terra', outcome: 'failed', amount: '0.0012' });
    expect(done.decision?.candidates[0]).toMatchObject({ outcome: 'failed', transactionId: bookings[0]?.id });
    const total = bookings.reduce((sum, { amount }) => sum - parseChf(amount), 0n);
    expect(parseChf(done.price?.amount ?? '')).toBe(total);
    expect(done.charges.map(({ transactionId }) => transactionId)).toEqual(bookings.map(({ id }) => id));
  });

  it('lets the next one answer when the provider no longer has the first', async () => {
    world.fake.scriptOnce({ status: 404 });
    expect((await ask({ fallbackModels: [OTHER_MODEL] })).stream.one('done').model).toBe(OTHER_MODEL);
  });

  it('stops at a refusal of the request itself, which the next one would refuse too', async () => {
    world.fake.scriptOnce({ status: 400 });
    const { stream } = await ask({ fallbackModels: [OTHER_MODEL] });
    expect(asked()).toEqual(['gpt-6.1-terra']);
    expect(stream.one('error').code).toBe('aicore.invalid_request');
    expect(stream.one('done').decision?.chosen).toBeNull();
    expect(await world.debits(customer.mandate.id)).toEqual([]);
  });

  it('does not begin a second answer behind half of the first', async () => {
    world.fake.scriptOnce({ words: 20, cutAfter: 12 });
    const { stream } = await ask({ fallbackModels: [OTHER_MODEL] });
    expect(asked()).toEqual(['gpt-6.1-terra']);
    expect(stream.one('done').status).toBe('failed');
  });

  it('ends with the last fault when every provider fails, and books nothing', async () => {
    world.fake.script({ status: 503 });
    const { stream } = await ask({ fallbackModels: [OTHER_MODEL, LOCAL_MODEL] });
    expect(asked()).toEqual(['gpt-6.1-terra', 'gpt-6-sol', 'llama-test']);
    expect(stream.one('error')).toMatchObject({
      code: 'aicore.provider_unavailable',
      details: { connectorType: 'local' },
    });
    expect(outcomes(stream.one('done').decision!)).toEqual([
      `${MODEL} failed`,
      `${OTHER_MODEL} failed`,
      `${LOCAL_MODEL} failed`,
    ]);
    expect(await world.debits(customer.mandate.id)).toEqual([]);
  });

  it('is refused as a whole when it names a model that is not permitted, wherever', async () => {
    const roles = await world.people.send<{ items: { id: string; name: string; rules: { resource: string }[] }[] }>(
      'GET',
      'roles',
      { as: customer.admin },
    );
    const role = roles.body.items.find(({ name }) => name === 'user')!;
    await world.people.send('PUT', `roles/${role.id}/rules`, {
      as: customer.admin,
      body: { rules: [...role.rules, { resource: 'resource.aicore.local', effect: 'deny' }] },
    });
    const { stream } = await ask({ fallbackModels: [LOCAL_MODEL] });
    expect([stream.status, stream.problem?.code]).toEqual([403, 'aicore.provider_not_allowed']);
    expect(asked()).toEqual([]);
    // The automatic choice obeys the same rule: the forbidden one would be the cheapest.
    const automatic = (await ask({ model: 'auto/cheapest' })).stream.one('done');
    expect(automatic.model).toBe(CHEAPEST_OF_OPENAI);
    expect(outcomes(automatic.decision!)).toContain('local/llama-test not_permitted');
  });

  it('is refused by the processor itself, for callers that no guard has seen', async () => {
    const { mandate, user } = customer;
    const everything = await world.app.get(RbacFacade).permissionsOf(mandate.id, user.userId);
    const permissions = Object.assign(Object.create(everything) as typeof everything, {
      allowsModel: (connectorType: string) => connectorType !== 'local',
    });
    const listener = { reserved: () => undefined, delta: () => undefined };
    for (const request of [
      { modelId: LOCAL_MODEL, fallbackModelIds: [MODEL] },
      { modelId: MODEL, fallbackModelIds: [LOCAL_MODEL] },
      { modelId: LOCAL_MODEL },
    ]) {
      const running = world.app
        .get(ProcessorService)
        .run(
          { ...request, messages: [{ role: 'user', content: 'Guten Tag' }] },
          { mandateId: mandate.id, userId: user.userId, permissions, feature: 'chat' },
          listener,
          new AbortController().signal,
        );
      await expect(running).rejects.toMatchObject({ code: 'aicore.provider_not_allowed' });
    }
    expect(asked()).toEqual([]);
    expect(await world.debits(mandate.id)).toEqual([]);
  });

  it('passes over what is not configured or retired', async () => {
    const { stream } = await ask({ model: 'perplexity/perplexity/sonar', fallbackModels: [MODEL] });
    const done = stream.one('done');
    expect(done.model).toBe(MODEL);
    expect(outcomes(done.decision!)).toEqual(['perplexity/perplexity/sonar not_configured', `${MODEL} chosen`]);
  });

  it('is refused when the credit does not cover its first model', async () => {
    const poor = await world.customer({ credit: '0.000001' });
    const chatId = await world.newChat(poor.user);
    const stream = await world.ask(poor.user, chatId, { content: 'Guten Tag', fallbackModels: [LOCAL_MODEL] });
    expect([stream.status, stream.problem?.code]).toEqual([402, 'billing.insufficient_balance']);
    expect(asked()).toEqual([]);
  });
});

describe('an automatic choice', () => {
  it('takes the cheapest, with every candidate on record', async () => {
    const { stream } = await ask({ model: 'auto/cheapest' });
    const done = stream.one('done');
    const { candidates, requested } = done.decision!;
    expect([requested, done.model, candidates[0]?.outcome]).toEqual(['auto/cheapest', candidates[0]?.model, 'chosen']);
    expect(done.model).toMatch(/^local\//);
    // Simulated answers never stand in for real ones.
    expect(outcomes(done.decision!)).toContain('demo/swift not_suitable');
    const real = candidates.filter(({ model }) => !model.startsWith('demo/'));
    const prices = real.flatMap(({ likely }) => (likely === null ? [] : [parseChf(likely)]));
    expect(prices.length).toBeGreaterThan(4);
    expect(prices).toEqual(prices.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(outcomes(done.decision!).filter((line) => line.endsWith('not_configured')).length).toBeGreaterThan(0);
  });

  it('takes the best by class, and another when the first one fails', async () => {
    expect((await ask({ model: 'auto/best' })).stream.one('done').model).toBe(BEST);
    world.fake.scriptOnce({ status: 500 });
    const { candidates } = (await ask({ model: 'auto/best' })).stream.one('done').decision!;
    expect(candidates.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['failed', 'chosen']);
  });

  it('gives up after three models, and never ends in the simulator', async () => {
    world.fake.script({ status: 500 });
    const { stream } = await ask({ model: 'auto/cheapest' });
    const done = stream.one('done');
    expect(done).toMatchObject({ status: 'failed', content: '' });
    expect(outcomes(done.decision!).filter((line) => line.endsWith('failed'))).toHaveLength(3);
    expect(await world.debits(customer.mandate.id)).toEqual([]);
  });

  it('takes only models in active service', async () => {
    const { body } = await world.people.send<ModelPageDto>('GET', 'models', { as: customer.user });
    const active = new Set(body.items.filter(({ status }) => status === 'active').map(({ id }) => id));
    const { candidates } = (await ask({ model: 'auto/balanced' })).stream.one('done').decision!;
    expect(candidates.filter(({ model }) => !active.has(model))).toEqual([]);
  });

  it('passes over what the credit does not cover', async () => {
    const quote = await quoteOf('auto/best');
    const poor = await world.customer({ credit: '0.02' });
    expect(parseChf(quote.maximum)).toBeGreaterThan(parseChf('0.02'));
    const chatId = await world.newChat(poor.user);
    const stream = await (await world.ask(poor.user, chatId, { content: 'Guten Tag', model: 'auto/best' })).finish();
    const { candidates, chosen } = stream.one('done').decision!;
    expect(candidates[0]?.outcome).toBe('insufficient_balance');
    expect(candidates.find(({ outcome }) => outcome === 'chosen')?.model).toBe(chosen);
    await eventually(async () => (await world.openHolds(poor.mandate.id)) === 0);
  });

  it('is quoted as it will be answered', async () => {
    for (const model of ['auto/best', 'auto/balanced', 'auto/cheapest']) {
      const quote = await quoteOf(model);
      const done = (await ask({ model })).stream.one('done');
      expect(quote.model).toBe(done.model);
      expect(parseChf(done.price?.amount ?? '')).toBeLessThanOrEqual(parseChf(quote.maximum));
    }
  });

  it('keeps its name in the chat, whichever model answers', async () => {
    const { chatId } = await ask({ model: 'auto/balanced' });
    expect((await world.chat(customer.user, chatId)).model).toBe('auto/balanced');
  });

  it('refuses an aim that there is not', async () => {
    const { stream } = await ask({ model: 'auto/fastest' });
    expect([stream.status, stream.problem?.code]).toEqual([422, 'aicore.model_unknown']);
  });
});

async function quoteOf(model: string): Promise<QuoteDto> {
  const { body } = await world.people.send<QuoteDto>('POST', 'models/quote', {
    as: customer.user,
    body: { model, content: 'Guten Tag' },
  });
  return body;
}
