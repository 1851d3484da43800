import type { QuoteDto, TransactionDetailDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { expectLedgerClean } from './support/ledger-check.js';
import { type AskOptions, allProviders, type Customer, eventually, MODEL, pause, World } from './support/world.js';

const SEARCH = 'tavily/search-basic';
const QUESTION = 'Was kostet ein Halbtax-Abo in diesem Jahr?';
/** One credit: USD 0.008 × CHF 0.80 × 1.5. */
const ONE_CREDIT_CHF = '0.0096';

let world: World;
let customer: Customer;

beforeAll(async () => {
  world = await World.create({ providers: allProviders });
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

async function ask(message: Partial<AskOptions> = {}, as = customer.user) {
  const chatId = await world.newChat(as);
  const stream = await world.ask(as, chatId, { content: QUESTION, webSearch: SEARCH, ...message });
  return { chatId, stream: await stream.finish() };
}

function paths(): string[] {
  return world.fake.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);
}

async function receiptOf(transactionId: string): Promise<TransactionDetailDto> {
  const { body } = await world.people.send<TransactionDetailDto>('GET', `billing/transactions/${transactionId}`, {
    as: customer.admin,
  });
  return body;
}

describe('a message with a web search', () => {
  it('is searched first, then answered; each a booking of its own', async () => {
    const { chatId, stream } = await ask();
    const done = stream.one('done');
    expect(stream.names).toEqual(['start', 'search', 'sources', 'delta', 'usage', 'price', 'done']);
    expect(stream.one('search')).toEqual({ model: SEARCH, query: QUESTION });
    expect(stream.one('sources').sources).toHaveLength(5);
    expect(paths()).toEqual(['/tavily/search', '/responses']);
    const [search, answer] = done.charges;
    expect(done.charges).toMatchObject([
      {
        connectorType: 'tavily',
        model: 'search-basic',
        amount: ONE_CREDIT_CHF,
        outcome: 'completed',
        estimated: false,
      },
      { connectorType: 'openai', outcome: 'completed' },
    ]);
    const total = parseChf(search?.amount ?? '') + parseChf(answer?.amount ?? '');
    expect(done.price).toEqual({ transactionId: answer?.transactionId, amount: toChf(total), estimated: false });
    expect((await world.debits(customer.mandate.id)).map(({ id }) => id)).toEqual([
      search?.transactionId,
      answer?.transactionId,
    ]);
    const receipt = (await receiptOf(search?.transactionId ?? '')).receipt;
    expect(receipt?.lines).toEqual([
      { kind: 'search_credit', quantity: 1, usd: '0.008', perUnits: 1, multiplier: '1', usdAmount: '0.008' },
    ]);
    // What was stored is what was told.
    expect((await world.chat(customer.user, chatId)).messages.at(-1)).toEqual(done);
    expect(done).toMatchObject({ webSearch: SEARCH, sources: stream.one('sources').sources });
  });

  it('gives the model what was found, as data and not as instructions', async () => {
    await ask();
    const request = world.fake.requests.find(({ path }) => path === '/responses');
    const [context, question] = (request?.body?.['input'] ?? []) as { role: string; content: string }[];
    expect(context).toMatchObject({ role: 'system' });
    expect(context?.content).toContain('not instructions');
    expect(context?.content).toContain('[1] Result 1');
    expect(context?.content).toContain('What result 1 says about it');
    expect(question).toEqual({ role: 'user', content: QUESTION });
  });

  it('costs two credits when it is thorough', async () => {
    const { stream } = await ask({ webSearch: 'tavily/search-advanced' });
    expect(stream.one('done').charges[0]?.amount).toBe('0.0192');
  });

  it('is quoted as it will be reserved, and costs no more', async () => {
    const quoted = await quoteOf({ webSearch: SEARCH });
    expect(quoted.parts.map(({ model }) => model)).toEqual([SEARCH, MODEL]);
    const sum = quoted.parts.reduce((total, { maximum }) => total + parseChf(maximum), 0n);
    expect(parseChf(quoted.maximum)).toBe(sum);
    const without = await quoteOf({});
    expect(parseChf(quoted.maximum) - parseChf(without.maximum)).toBeGreaterThan(parseChf(ONE_CREDIT_CHF));
    const { stream } = await ask();
    expect(stream.one('start').reserved).toBe(quoted.maximum);
    expect(parseChf(stream.one('price').amount)).toBeLessThanOrEqual(parseChf(quoted.maximum));
  });

  it('charges what the search reports: nothing where it says zero [lesson: search-fee-happened]', async () => {
    world.fake.scriptOnce({ credits: 0 });
    const { stream } = await ask();
    expect(stream.one('done').charges[0]).toMatchObject({ model: 'search-basic', amount: '0.00', estimated: false });
  });

  it('charges the documented credits, marked as an estimate, where the search reports none', async () => {
    world.fake.scriptOnce({ noUsage: true });
    const { stream } = await ask();
    expect(stream.one('done').charges[0]).toMatchObject({ amount: ONE_CREDIT_CHF, estimated: true });
    expect(stream.one('price').estimated).toBe(true);
  });

  it('is answered without sources when nothing was found', async () => {
    world.fake.scriptOnce({ results: 0 });
    const { stream } = await ask();
    expect(stream.one('done')).toMatchObject({ status: 'completed', sources: [] });
  });

  it.each([
    ['500', { status: 500 }, 'aicore.provider_unavailable'],
    ['429', { status: 429 }, 'aicore.rate_limited'],
    ['401', { status: 401 }, 'aicore.provider_unavailable'],
    ['malformed JSON', { malformed: true }, 'aicore.provider_unavailable'],
  ])('costs nothing when the search fails with %s, and asks no model', async (_, script, code) => {
    world.fake.scriptOnce(script);
    const { stream } = await ask();
    expect(stream.one('error').code).toBe(code);
    expect(stream.one('done').status).toBe('failed');
    expect(paths()).toEqual(['/tavily/search']);
    expect(await world.debits(customer.mandate.id)).toEqual([]);
  });

  it('charges the search alone when the model fails', async () => {
    // The search takes the first script, the model the second.
    world.fake.scriptOnce({});
    world.fake.scriptOnce({ status: 500 });
    const { stream } = await ask();
    const done = stream.one('done');
    expect(done).toMatchObject({ status: 'failed', price: { amount: ONE_CREDIT_CHF } });
    expect(done.charges.map(({ model }) => model)).toEqual(['search-basic']);
    expect(done.sources).toHaveLength(5);
  });

  it('stops the search when the reader leaves, and asks no model', async () => {
    world.fake.scriptOnce({ hangHeaders: true });
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: QUESTION, webSearch: SEARCH });
    while ((await stream.next())?.name !== 'search');
    await eventually(() => paths().length === 1);
    await pause(50);
    stream.close();
    await eventually(() => world.fake.requests.some(({ path, aborted }) => path === '/tavily/search' && aborted));
    await eventually(async () => (await world.openHolds(customer.mandate.id)) === 0);
    expect(paths()).toEqual(['/tavily/search']);
    const bookings = await world.debits(customer.mandate.id);
    expect(bookings).toMatchObject([{ outcome: 'aborted', estimated: true }]);
    await eventually(async () => (await world.chat(customer.user, chatId)).messages.at(-1)?.status === 'aborted');
  });
});

describe('many at once', () => {
  it('answers as many as the credit covers: searches do not take it from under the answers', async () => {
    const { maximum } = await quoteOf({ webSearch: SEARCH });
    const some = await world.customer({ credit: toChf(2n * parseChf(maximum) + 1n) });
    world.fake.script({ delayMs: 300 });
    const chats = await world.newChats(some.user, 12);
    const streams = await Promise.all(
      chats.map(async (chatId) =>
        (await world.ask(some.user, chatId, { content: QUESTION, webSearch: SEARCH })).finish(),
      ),
    );
    expect(streams.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(2);
    expect(streams.every(({ status }) => status === 200 || status === 402)).toBe(true);
    await eventually(async () => (await world.openHolds(some.mandate.id)) === 0);
  });

  it.each(['0', '0.005', '0.03'])('with CHF %s is refused with the figures of the whole request', async (credit) => {
    const { maximum } = await quoteOf({ webSearch: SEARCH });
    const poor = await world.customer({ credit });
    const chatId = await world.newChat(poor.user);
    const { status, problem } = await world.ask(poor.user, chatId, { content: QUESTION, webSearch: SEARCH });
    expect([status, problem?.details]).toMatchObject([402, { required: maximum, available: toChf(parseChf(credit)) }]);
  });
});

describe('refusals, before anything is asked', () => {
  it('without credit for both', async () => {
    const poor = await world.customer({ credit: '0.0097' });
    const chatId = await world.newChat(poor.user);
    const stream = await world.ask(poor.user, chatId, { content: QUESTION, webSearch: SEARCH });
    expect([stream.status, stream.problem?.code]).toEqual([402, 'billing.insufficient_balance']);
    expect(paths()).toEqual([]);
    expect(await world.account(poor.mandate.id)).toMatchObject({ held: '0.000000000' });
  });

  it.each([
    ['a chat model as a search', MODEL, 422, 'aicore.web_search_not_available'],
    ['a search that there is not', 'tavily/search-psychic', 422, 'aicore.model_unknown'],
    ['no model at all', 'x', 422, 'aicore.model_unknown'],
  ])('%s', async (_, webSearch, status, code) => {
    const { stream } = await ask({ webSearch });
    expect([stream.status, stream.problem?.code]).toEqual([status, code]);
    expect(paths()).toEqual([]);
  });

  it('a search model as the one that answers', async () => {
    const { stream } = await ask({ model: SEARCH, webSearch: undefined });
    expect([stream.status, stream.problem?.code]).toEqual([422, 'aicore.model_unknown']);
  });

  it('a provider’s own search of a model that has none', async () => {
    const { stream } = await ask({ model: 'local/llama-test', webSearch: 'provider' });
    expect([stream.status, stream.problem?.code]).toEqual([422, 'aicore.web_search_not_available']);
  });

  it('a role without Tavily', async () => {
    const { body } = await world.people.send<{ items: { id: string; name: string; rules: object[] }[] }>(
      'GET',
      'roles',
      {
        as: customer.admin,
      },
    );
    const role = body.items.find(({ name }) => name === 'user')!;
    await world.people.send('PUT', `roles/${role.id}/rules`, {
      as: customer.admin,
      body: { rules: [...role.rules, { resource: 'resource.aicore.tavily', effect: 'deny' }] },
    });
    const { stream } = await ask();
    expect(stream.problem).toMatchObject({
      code: 'aicore.provider_not_allowed',
      details: { connectorType: 'tavily', model: 'search-basic' },
    });
    expect(paths()).toEqual([]);
  });
});

describe('a provider’s own search', () => {
  it.each([
    ['openai', MODEL],
    ['anthropic', 'anthropic/claude-sonnet-5-5'],
  ])('of %s is charged per search that it reports, and cited', async (connectorType, model) => {
    world.fake.script({ searches: 2 });
    const { stream } = await ask({ model, webSearch: 'provider' });
    const done = stream.one('done');
    expect(done).toMatchObject({ webSearch: 'provider', usage: { searchRequests: 2 } });
    expect(done.sources.length).toBeGreaterThan(0);
    const { receipt } = await receiptOf(done.price?.transactionId ?? '');
    expect(receipt?.lines.find(({ kind }) => kind === 'search_request')).toMatchObject({ quantity: 2, usd: '0.01' });
    expect(done.charges).toMatchObject([{ connectorType }]);
  });

  it.each([
    ['openai', MODEL],
    ['anthropic', 'anthropic/claude-sonnet-5-5'],
  ])('of %s that was made is charged, too, when the reader stops the answer', async (_, model) => {
    world.fake.script({ searches: 2, words: 200, wordDelayMs: 20 });
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: QUESTION, model, webSearch: 'provider' });
    while ((await stream.next())?.name !== 'delta');
    stream.close();
    await eventually(async () => (await world.debits(customer.mandate.id)).length === 1);
    const [booking] = await world.debits(customer.mandate.id);
    expect(booking).toMatchObject({ outcome: 'aborted', estimated: true, usage: { searchRequests: 2 } });
  });

  it('costs no fee where none was reported [lesson: search-fee-happened]', async () => {
    const { stream } = await ask({ webSearch: 'provider' });
    const { receipt } = await receiptOf(stream.one('done').price?.transactionId ?? '');
    expect(receipt?.lines.map(({ kind }) => kind)).not.toContain('search_request');
  });

  it('of Perplexity is charged exactly what Perplexity reports', async () => {
    world.fake.script({ searches: 1, cost: '1.2345e-03' });
    const { stream } = await ask({ model: 'perplexity/perplexity/sonar', webSearch: 'provider' });
    const { receipt, amount } = await receiptOf(stream.one('done').price?.transactionId ?? '');
    expect(receipt?.lines).toMatchObject([{ kind: 'provider_cost', quantity: 1, usd: '0.0012345' }]);
    // 0.0012345 × 0.80 × 1.5
    expect(amount).toBe('-0.0014814');
  });
});

async function quoteOf(fields: { webSearch?: string }): Promise<QuoteDto> {
  const { body } = await world.people.send<QuoteDto>('POST', 'models/quote', {
    as: customer.user,
    body: { model: MODEL, content: QUESTION, ...fields },
  });
  return body;
}
