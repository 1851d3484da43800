import type {
  FxRateDto,
  FxRatePageDto,
  ModelPageDto,
  NewPriceDto,
  PriceVersionDto,
  PriceVersionPageDto,
  ProblemDto,
  TransactionDetailDto,
} from '@nyla/contracts';
import { AicoreFacade } from '../src/aicore/aicore.facade.js';
import { expectLedgerClean } from './support/ledger-check.js';
import type { Sender } from './support/people.js';
import { allProviders, type Customer, MODEL, pause, World } from './support/world.js';

let world: World;
let customer: Customer;

beforeAll(async () => {
  world = await World.create({ providers: allProviders });
  customer = await world.customer({ credit: '100' });
});

beforeEach(() => world.fake.reset());

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

type Body = Partial<Record<keyof NewPriceDto, unknown>>;

const BASE = { input: '2', output: '10', cacheRead: '0.1', cacheWrite: '2.5', cacheWriteLong: null };
const LONG_PROMPT = { ...BASE, aboveInputTokens: 272_000, input: '4', output: '15', cacheRead: '0.2', cacheWrite: '5' };
const FACTS = {
  displayName: 'Neues Modell',
  status: 'active',
  shutdownDate: null,
  replacement: null,
  contextWindow: 200_000,
  maxOutputTokens: 8_192,
  defaultOutputTokens: 2_048,
  capabilities: ['chat'],
  modelClass: 'standard',
  released: '2026-11-20',
  traits: [],
};
const PRICE: Body = {
  connectorType: 'openai',
  model: 'gpt-6.1-sol',
  base: BASE,
  longPrompt: LONG_PROMPT,
  searchRequestUsd: '0.01',
  source: 'Preisseite vom 22.11.2026',
};

function addPrice(changes: Body, as: Sender = world.operator) {
  return world.people.send<PriceVersionDto & ProblemDto>('POST', 'admin/prices', {
    as,
    body: { ...PRICE, ...changes },
  });
}

function addRate(body: object, as: Sender = world.operator) {
  return world.people.send<FxRateDto & ProblemDto>('POST', 'admin/fx-rates', { as, body: { source: 'Bank', ...body } });
}

async function prices(query = ''): Promise<PriceVersionPageDto> {
  const { status, body } = await world.people.send<PriceVersionPageDto>('GET', `admin/prices${query}`, {
    as: world.operator,
  });
  expect(status).toBe(200);
  return body;
}

async function ask(model: string, content = 'Guten Tag') {
  const chatId = await world.newChat(customer.user);
  return (await world.ask(customer.user, chatId, { content, model })).finish();
}

/** The booking of one call of a model. */
async function bookedCall(model = MODEL): Promise<TransactionDetailDto> {
  const { price } = (await ask(model)).one('done');
  const path = `billing/transactions/${price?.transactionId}`;
  return (await world.people.send<TransactionDetailDto>('GET', path, { as: customer.user })).body;
}

function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

/** A model of its own for each test, so that none depends on another's prices. */
let counter = 0;
function newModel(): { readonly model: string; readonly facts: typeof FACTS } {
  return { model: `gpt-test-${++counter}`, facts: FACTS };
}

/** Changes rows of the price list, which nobody but a superuser can. */
async function tamper(sql: string, parameters: unknown[]): Promise<void> {
  const client = await world.billing.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(sql, parameters);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

describe('prices and rates', () => {
  it('are for the operator alone', async () => {
    for (const as of [customer.admin, customer.user]) {
      for (const path of ['admin/prices', 'admin/fx-rates']) {
        expect((await world.people.send('GET', path, { as })).status).toBe(403);
      }
      expect((await addPrice(newModel(), as)).body.code).toBe('rbac.forbidden');
      expect((await addRate({ usdChf: '0.8' }, as)).body.code).toBe('rbac.forbidden');
    }
  });

  it.each(['price_version', 'fx_rate'])('of %s cannot be changed, removed or emptied', async (table) => {
    for (const sql of [`UPDATE ${table} SET source = 'x'`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
      await expect(world.billing.query(sql)).rejects.toThrow(/append-only/);
    }
  });
});

describe('the price list', () => {
  it('lists what is in force: in USD, in CHF, with source and author', async () => {
    const { items } = await prices('?connectorType=openai&model=gpt-5.6-luna');
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      state: 'current',
      validFrom: '2026-07-30T00:00:00.000000Z',
      validUntil: null,
      base: { input: '0.2', output: '1.2', cacheRead: '0.02', cacheWrite: '0.25', cacheWriteLong: null },
      longPrompt: { aboveInputTokens: 272_000, input: '0.4' },
      searchRequestUsd: '0.01',
      multipliers: expect.arrayContaining([{ name: 'batch', factor: '0.5' }]),
      facts: { displayName: 'GPT-5.6 Luna', status: 'legacy' },
      confirmed: false,
      author: 'shipped',
      // × 0.8 × 1.5
      price: { inputPerMillion: '0.24', outputPerMillion: '1.44', searchRequest: '0.012', confirmed: false },
    });
    expect(items[0]?.source).toMatch(/collected 2026-11-22/);
  });

  it('tells past, present and future apart', async () => {
    const model = newModel();
    expect((await addPrice(model)).status).toBe(201);
    await addPrice({ ...model, base: { ...BASE, input: '2.1' }, validFrom: inMs(3_600_000) });
    const states = async (state: string) =>
      (await prices(`?model=${model.model}&state=${state}`)).items.map((item) => [item.state, item.base?.input]);
    expect(await states('current')).toEqual([['current', '2']]);
    expect(await states('future')).toEqual([['future', '2.1']]);
    expect(await states('past')).toEqual([]);
    expect(await states('all')).toEqual([
      ['future', '2.1'],
      ['current', '2'],
    ]);
    const [future, current] = (await prices(`?model=${model.model}&state=all`)).items;
    expect(current?.validUntil).toBe(future?.validFrom);
    expect((await prices('?model=gpt-5.6-luna&state=past')).items.map(({ base }) => base?.input)).toEqual(['1']);
  });

  it('comes page by page, each row once', async () => {
    const all = (await prices('?state=all&limit=200')).items.map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await prices(`?state=all&limit=7${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(all.length).toBeGreaterThan(40);
    expect(paged).toEqual(all);
    expect((await world.people.send('GET', 'admin/prices?cursor=x', { as: world.operator })).status).toBe(422);
  });

  it('says of every price what customers pay', async () => {
    const { items } = await prices('?limit=200');
    expect(items.filter(({ price }) => price === null)).toEqual([]);
    const typical = (connectorType: string, model: string) =>
      items.find((item) => item.connectorType === connectorType && item.model === model)?.price?.typicalAnswer;
    // 2 credits, 1 credit, and the likely bill of a preset: × 0.8 × 1.5
    expect(typical('tavily', 'search-advanced')).toBe('0.0192');
    expect(typical('demo', 'search')).toBe('0.0096');
    expect(typical('perplexity', 'preset/high')).toBe('0.36');
  });
});

describe('a new price', () => {
  it('holds from now on, with its author, and is what customers see', async () => {
    const model = newModel();
    const { status, body } = await addPrice({ ...model, confirmed: true });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { state: 'current', author: world.operator.userId, confirmed: true, source: PRICE.source, facts: FACTS },
    });
    expect(Math.abs(Date.parse(body.createdAt) - Date.now())).toBeLessThan(60_000);
    const models = await world.people.send<ModelPageDto>('GET', 'models', { as: customer.user });
    expect(models.body.items.find(({ id }) => id === `openai/${model.model}`)).toMatchObject({
      displayName: 'Neues Modell',
      usable: true,
      price: { inputPerMillion: '2.40', outputPerMillion: '12.00', confirmed: true, priceVersionId: body.id },
    });
    expect((await bookedCall(`openai/${model.model}`)).receipt?.priceVersionId).toBe(body.id);
  });

  it('keeps what was said of its model, unless it says something else', async () => {
    const model = newModel();
    await addPrice(model);
    expect((await addPrice({ model: model.model, facts: null })).body.facts).toEqual(FACTS);
    const retired = { ...FACTS, status: 'retired' };
    expect((await addPrice({ model: model.model, facts: retired })).body.facts).toEqual(retired);
    expect((await ask(`openai/${model.model}`)).problem?.code).toBe('aicore.model_retired');
  });

  it('in the future takes effect at its moment; what was booked before keeps its receipt [lesson: sane-prices]', async () => {
    const model = newModel();
    const id = `openai/${model.model}`;
    const first = (await addPrice(model)).body;
    const before = await bookedCall(id);
    const next = (await addPrice({ ...model, base: { ...BASE, input: '3' }, validFrom: inMs(1_500) })).body;
    expect(next.state).toBe('future');
    expect((await bookedCall(id)).receipt?.priceVersionId).toBe(first.id);
    await pause(Date.parse(next.validFrom) - Date.now() + 50);
    const after = await bookedCall(id);
    expect([before.receipt?.priceVersionId, after.receipt?.priceVersionId]).toEqual([first.id, next.id]);
    expect(after.receipt?.lines[0]).toMatchObject({ kind: 'input', usd: '3' });
    const path = `billing/transactions/${before.id}`;
    const again = await world.people.send<TransactionDetailDto>('GET', path, { as: customer.user });
    expect(again.body).toEqual(before);
  });

  it('with the start of another is a conflict, also when both come at once', async () => {
    const model = { ...newModel(), validFrom: inMs(3_600_000) };
    const answers = await Promise.all([addPrice(model), addPrice(model), addPrice(model)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    expect((await addPrice(model)).body.code).toBe('common.conflict');
  });

  it('of local models needs no model, and may be nothing', async () => {
    const free = { input: '0', output: '0', cacheRead: null, cacheWrite: null, cacheWriteLong: null };
    const body = { connectorType: 'local', longPrompt: null, searchRequestUsd: null, base: free };
    expect((await addPrice({ ...body, model: '*' })).status).toBe(201);
    expect((await addPrice({ ...body, model: 'llama-9' })).body).toMatchObject({ facts: null, state: 'current' });
  });

  it('of a search is a price of its credits', async () => {
    const body = {
      connectorType: 'tavily',
      model: 'search-basic',
      base: null,
      longPrompt: null,
      searchRequestUsd: null,
    };
    const { status, body: added } = await addPrice({ ...body, searchCreditUsd: '0.0075' });
    // 0.0075 × 0.8 × 1.5
    expect([status, added.price?.typicalAnswer]).toEqual([201, '0.009']);
  });
});

describe('a price is refused', () => {
  const METERED = { likelyUsd: '0.1', maximumUsd: '1' };

  it.each<[string, Body, string]>([
    ['a negative price', { base: { ...BASE, input: '-2' } }, 'base.input'],
    ['a price in scientific notation', { base: { ...BASE, output: '1e3' } }, 'base.output'],
    ['a number in place of a decimal text', { base: { ...BASE, output: 10 } }, 'base.output'],
    ['no price at all', { base: null, longPrompt: null }, 'base'],
    ['a long prompt that is cheaper', { longPrompt: { ...LONG_PROMPT, output: '9.99' } }, 'longPrompt.output'],
    ['a kind missing for long prompts', { longPrompt: { ...LONG_PROMPT, cacheRead: null } }, 'longPrompt.cacheRead'],
    ['a threshold of nothing', { longPrompt: { ...LONG_PROMPT, aboveInputTokens: 0 } }, 'longPrompt.aboveInputTokens'],
    ['a cache read above input', { base: { ...BASE, cacheRead: '2.1' }, longPrompt: null }, 'base.cacheRead'],
    ['a factor of zero', { multipliers: [{ name: 'batch', factor: '0' }] }, 'multipliers.batch'],
    ['a factor above ten', { multipliers: [{ name: 'batch', factor: '11' }] }, 'multipliers.batch'],
    [
      'one factor twice',
      {
        multipliers: [
          { name: 'batch', factor: '0.5' },
          { name: 'batch', factor: '1' },
        ],
      },
      'multipliers',
    ],
    ['a bill that its connector does not report', { metered: METERED }, 'metered'],
    ['credits for a model that answers', { searchCreditUsd: '0.008' }, 'searchCreditUsd'],
    ['a start in the past', { validFrom: '2026-01-01T00:00:00Z' }, 'validFrom'],
    ['a start without a zone', { validFrom: '2099-01-01T00:00:00' }, 'validFrom'],
    ['a new model that is not described', { model: 'gpt-undescribed' }, 'facts'],
    ['a price for every model of a provider', { model: '*', facts: FACTS }, 'model'],
    ['a longer answer than the context', { facts: { ...FACTS, contextWindow: 4_000 } }, 'facts.maxOutputTokens'],
    [
      'a search that the connector cannot make',
      { connectorType: 'tavily', model: 'search-ultra', facts: FACTS },
      'model',
    ],
    ['a demo model that there is none of', { connectorType: 'demo', model: 'genius' }, 'model'],
    ['facts of a demo model', { connectorType: 'demo', model: 'sage', facts: FACTS }, 'facts'],
    ['an unknown connector', { connectorType: 'mistral' }, 'connectorType'],
    [
      'more expected than held',
      {
        connectorType: 'perplexity',
        model: 'preset/fast',
        base: null,
        longPrompt: null,
        metered: { likelyUsd: '2', maximumUsd: '1' },
      },
      'metered.likelyUsd',
    ],
  ])('for %s', async (_, changes, field) => {
    const before = (await prices('?state=all&limit=200')).items.length;
    const { status, body } = await addPrice({ ...changes, acceptUnusual: true });
    expect([status, body.code]).toEqual([422, 'common.validation_failed']);
    expect(body.errors?.map((error) => error.field)).toContain(field);
    expect((await prices('?state=all&limit=200')).items.length).toBe(before);
  });

  it.each<[string, Body, object[]]>([
    [
      'more than ten times up',
      { base: { ...BASE, output: '101' }, longPrompt: null },
      [{ field: 'base.output', before: '10', after: '101', reason: 'tenfold' }],
    ],
    [
      'more than ten times down',
      { base: { ...BASE, cacheRead: '0.009' } },
      [{ field: 'base.cacheRead', before: '0.1', after: '0.009', reason: 'tenfold' }],
    ],
    [
      'a price per token',
      { base: { ...BASE, input: '0.000002', cacheRead: null } },
      [
        { field: 'base.input', before: '2', after: '0.000002', reason: 'unit' },
        { field: 'base.input', before: '2', after: '0.000002', reason: 'tenfold' },
      ],
    ],
    ['nothing', { searchRequestUsd: '0' }, [{ field: 'searchRequestUsd', before: '0.01', after: '0', reason: 'zero' }]],
  ])('until it is confirmed: %s', async (_, changes, warnings) => {
    const { model, facts } = newModel();
    await addPrice({ model, facts });
    const { status, body } = await addPrice({ model, ...changes });
    expect([status, body.code, body.details]).toEqual([409, 'aicore.price_unusual', { warnings }]);
    const confirmed = await addPrice({ model, ...changes, acceptUnusual: true });
    expect([confirmed.status, confirmed.body.state]).toEqual([201, 'current']);
  });
});

describe('an exchange rate', () => {
  it('is added with its author, and shows in prices at once', async () => {
    const shown = async () => (await prices('?model=gpt-5.6-luna')).items[0]?.price?.inputPerMillion;
    expect(await shown()).toBe('0.24');
    const { status, body } = await addRate({ usdChf: '0.82' });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { usdChf: '0.82', state: 'current', source: 'Bank', author: world.operator.userId },
    });
    // 0.2 × 0.82 × 1.5
    expect(await shown()).toBe('0.246');
    expect((await bookedCall()).receipt).toMatchObject({ fxRate: '0.82', fxSource: 'Bank' });
    await addRate({ usdChf: '0.8' });
    const list = await world.people.send<FxRatePageDto>('GET', 'admin/fx-rates?limit=2', { as: world.operator });
    expect(list.body.items.map(({ usdChf, state, author }) => [usdChf, state, author])).toEqual([
      ['0.8', 'current', world.operator.userId],
      ['0.82', 'past', world.operator.userId],
    ]);
    const cursor = list.body.nextCursor;
    const rest = await world.people.send<FxRatePageDto>('GET', `admin/fx-rates?cursor=${cursor}`, {
      as: world.operator,
    });
    expect(rest.body.items.map(({ author }) => author)).toEqual(['settings']);
  });

  it.each(['0.1999', '5.01', '0', '-0.8', '1e0', '0.812345678'])('of %s is refused', async (usdChf) => {
    const { status, body } = await addRate({ usdChf, acceptUnusual: true });
    expect([status, body.errors?.[0]?.field]).toEqual([422, 'usdChf']);
  });

  it('more than ten per cent away has to be confirmed; the past stays as it was', async () => {
    const refused = await addRate({ usdChf: '0.89' });
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([
      409,
      'aicore.price_unusual',
      { warnings: [{ field: 'usdChf', before: '0.8', after: '0.89', reason: 'ten_percent' }] },
    ]);
    const validFrom = inMs(3_600_000);
    expect((await addRate({ usdChf: '0.89', validFrom, acceptUnusual: true })).body.state).toBe('future');
    expect((await addRate({ usdChf: '0.89', validFrom })).body.code).toBe('common.conflict');
    expect((await addRate({ usdChf: '0.8', validFrom: '2026-01-01T00:00:00Z' })).status).toBe(422);
  });
});

describe('a release', () => {
  const SHIPPED = "SELECT count(*)::int AS rows FROM price_version WHERE model = $1 AND author = 'shipped'";
  const shippedRows = async (model: string): Promise<number> =>
    (await world.billing.query<{ rows: number }>(SHIPPED, [model])).rows[0]?.rows ?? 0;

  it('adds what is missing, but nothing to a model that the operator has priced', async () => {
    await addPrice({ model: 'gpt-6-sol' });
    const remove = "DELETE FROM price_version WHERE model = $1 AND author = 'shipped'";
    await tamper(remove, ['gpt-6-sol']);
    await tamper(remove, ['gpt-5.4-nano']);
    expect(await world.app.get(AicoreFacade).ensurePriceList()).toBe(1);
    expect([await shippedRows('gpt-6-sol'), await shippedRows('gpt-5.4-nano')]).toEqual([0, 1]);
    expect(await world.app.get(AicoreFacade).ensurePriceList()).toBe(0);
  });

  it('describes models whose rows an earlier release has added', async () => {
    await tamper("UPDATE price_version SET facts = NULL, tiers = tiers - 'multipliers' - 'metered' WHERE model = $1", [
      'gpt-5.4-mini',
    ]);
    const { items } = await prices('?model=gpt-5.4-mini');
    expect(items[0]).toMatchObject({ facts: { displayName: 'GPT-5.4 mini' }, multipliers: [], metered: null });
    expect((await bookedCall('openai/gpt-5.4-mini')).outcome).toBe('completed');
  });
});
