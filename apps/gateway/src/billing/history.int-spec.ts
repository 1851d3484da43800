import type { ConnectorType, Feature, StatisticsGrouping } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import {
  creditOf,
  LedgerGateway,
  purposeOf,
  receiptOf,
  reservationOf,
  settlementOf,
} from '../../test/support/ledger-gateways.js';
import { createTestDatabases, type TestDatabases } from '../../test/support/test-databases.js';
import type { Cursor } from '../common/http/cursor.js';
import { newId } from '../common/ids.js';
import type { Posting } from './ledger/ledger.types.js';
import { StatisticsRepository } from './statistics.repository.js';
import { type ListedRow, TransactionsRepository } from './transactions.repository.js';

interface Call {
  readonly at: string;
  readonly cost: string;
  readonly userId?: string;
  readonly connectorType?: ConnectorType;
  readonly model?: string;
  readonly feature?: Feature;
  readonly automationId?: string;
}

const ANNA = '00000000-0000-7000-8000-00000000000a';
const BEAT = '00000000-0000-7000-8000-00000000000b';
const AUTOMATION = '00000000-0000-7000-8000-00000000000c';

let databases: TestDatabases;
let gateway: LedgerGateway;
let statistics: StatisticsRepository;
let transactions: TransactionsRepository;

beforeAll(async () => {
  databases = await createTestDatabases();
  gateway = await LedgerGateway.open(databases);
  statistics = new StatisticsRepository(gateway.database);
  transactions = new TransactionsRepository(gateway.database);
});
afterAll(async () => {
  expect((await gateway.verifier.verify()).differences).toEqual([]);
  await gateway.close();
  await databases.drop();
});

/** Runs `work` with the ledger's clock at a moment. */
function at(moment: string, work: () => Promise<unknown>): Promise<void> {
  return gateway.database.run(async () => {
    await gateway.database.query(`SELECT set_config('nyla.moment', $1, true)`, [moment]);
    await work();
  });
}

async function bookCall(account: string, { at: moment, cost, ...purpose }: Call): Promise<void> {
  const reservation = reservationOf(account, '0', { purpose: purposeOf(purpose) });
  await at(moment, async () => {
    await gateway.repository.apply([], [reservation], 'test');
    const receipt = receiptOf(parseChf(cost), purpose.connectorType);
    await gateway.repository.apply([settlementOf(reservation.id, cost, { receipt })], [], 'test');
  });
}

async function mandateOf(account: string): Promise<string> {
  const [row] = await gateway.database.query<{ mandate_id: string }>(
    'SELECT mandate_id FROM billing_account WHERE id = $1',
    [account],
  );
  return row?.mandate_id ?? '';
}

/** A mandate whose account books every cost, and the calls that it made. */
async function mandateWith(calls: readonly Call[]): Promise<string> {
  const account = await gateway.openAccount({ limit: null });
  for (const call of calls) await bookCall(account, call);
  return mandateOf(account);
}

function all(mandateId: string, filter: Parameters<TransactionsRepository['list']>[1] = {}): Promise<ListedRow[]> {
  return transactions.list(mandateId, filter, undefined, 1_000);
}

describe('days are those of Zurich', () => {
  const CASES: readonly [at: string, day: string][] = [
    ['2026-01-14T22:59:59.999998Z', '2026-01-14'],
    ['2026-01-14T22:59:59.999999Z', '2026-01-15'],
    ['2026-01-14T23:30:00Z', '2026-01-15'],
    ['2026-06-30T21:30:00Z', '2026-06-30'],
    ['2026-06-30T22:30:00Z', '2026-07-01'],
    // 23 hours: 2026-03-28T23:00Z to 2026-03-29T22:00Z
    ['2026-03-28T22:30:00Z', '2026-03-28'],
    ['2026-03-28T23:30:00Z', '2026-03-29'],
    ['2026-03-29T00:59:59Z', '2026-03-29'],
    ['2026-03-29T01:00:00Z', '2026-03-29'],
    ['2026-03-29T21:30:00Z', '2026-03-29'],
    ['2026-03-29T22:30:00Z', '2026-03-30'],
    // 25 hours: 2026-10-24T22:00Z to 2026-10-25T23:00Z
    ['2026-10-24T21:30:00Z', '2026-10-24'],
    ['2026-10-24T22:30:00Z', '2026-10-25'],
    ['2026-10-25T00:30:00Z', '2026-10-25'],
    ['2026-10-25T01:30:00Z', '2026-10-25'],
    ['2026-10-25T22:30:00Z', '2026-10-25'],
    ['2026-10-25T23:30:00Z', '2026-10-26'],
    ['2026-12-31T22:30:00Z', '2026-12-31'],
    ['2026-12-31T23:30:00Z', '2027-01-01'],
  ];
  let mandateId: string;

  beforeAll(async () => {
    mandateId = await mandateWith(
      CASES.map(([moment], index) => ({ at: moment, cost: `0.00000000${(index % 9) + 1}` })),
    );
  });

  it('in the statistics and in the list, to the nano-franc', async () => {
    const expected = new Map<string, bigint>();
    for (const [index, [, day]] of CASES.entries()) {
      expected.set(day, (expected.get(day) ?? 0n) + BigInt((index % 9) + 1));
    }
    const rows = await statistics.sums(mandateId, { from: '2026-01-01', to: '2027-12-31' }, ['day']);
    expect(rows.map((row) => [row.day, parseChf(row.amount)])).toEqual([...expected].toSorted());
    for (const [day, amount] of expected) {
      const listed = await all(mandateId, { from: day, to: day });
      expect(listed.reduce((sum, row) => sum - parseChf(row.amount), 0n)).toBe(amount);
    }
  });

  it('and so are months and the days of the runway', async () => {
    const rows = await statistics.sums(mandateId, { from: '2026-01-01', to: '2027-12-31' }, ['month']);
    const months = new Map<string, number>();
    for (const [, day] of CASES) months.set(day.slice(0, 7), (months.get(day.slice(0, 7)) ?? 0) + 1);
    expect(rows.map((row) => [row.month, Number(row.calls)])).toEqual([...months].toSorted());
    const days = await statistics.amountsByDay(mandateId, null, '2026-03-29', '2026-03-30');
    expect(days.map(({ day }) => day).toSorted()).toEqual(['2026-03-29', '2026-03-30']);
  });
});

describe('sums', () => {
  const CALLS: readonly Call[] = [
    { at: '2026-05-01T10:00:00Z', cost: '0.1', userId: ANNA, connectorType: 'demo', model: 'a', feature: 'chat' },
    { at: '2026-05-01T11:00:00Z', cost: '0.2', userId: BEAT, connectorType: 'demo', model: 'a', feature: 'api' },
    { at: '2026-05-02T10:00:00Z', cost: '0.3', userId: ANNA, connectorType: 'demo', model: 'b', feature: 'chat' },
    {
      at: '2026-06-02T10:00:00Z',
      cost: '0.4',
      userId: BEAT,
      connectorType: 'openai',
      model: 'a',
      feature: 'automation',
      automationId: AUTOMATION,
    },
    {
      at: '2026-06-02T10:00:00Z',
      cost: '0.000000001',
      userId: ANNA,
      connectorType: 'openai',
      model: 'a',
      feature: 'chat',
    },
    { at: '2026-06-02T10:00:00Z', cost: '0', userId: ANNA, connectorType: 'openai', model: 'c', feature: 'chat' },
  ];
  const RANGE = { from: '2026-05-01', to: '2026-06-30' };
  let mandateId: string;

  beforeAll(async () => {
    mandateId = await mandateWith(CALLS);
    await mandateWith(CALLS);
    const account = await gateway.openAccount({ credit: '5' });
    await at('2026-05-01T10:00:00Z', () => gateway.repository.post([creditOf(account, '7')]));
  });

  const KEYS: Readonly<Record<StatisticsGrouping, (call: Call) => string | undefined>> = {
    day: (call) => call.at.slice(0, 10),
    month: (call) => call.at.slice(0, 7),
    connectorType: (call) => call.connectorType,
    model: (call) => call.model,
    feature: (call) => call.feature,
    userId: (call) => call.userId,
    automationId: (call) => call.automationId,
  };

  /** The sums by hand: key, calls and amount of each group. */
  function groups(calls: readonly Call[], groupBy: readonly StatisticsGrouping[]): [string, number, string][] {
    const sums = new Map<string, [number, bigint]>();
    for (const call of calls) {
      const key = groupBy.map((grouping) => KEYS[grouping](call)).join(' ');
      const [count, amount] = sums.get(key) ?? [0, 0n];
      sums.set(key, [count + 1, amount + parseChf(call.cost)]);
    }
    return [...sums].map(([key, [count, amount]]): [string, number, string] => [key, count, toChf(amount)]).toSorted();
  }

  async function found(
    filter: Partial<Parameters<StatisticsRepository['sums']>[1]>,
    groupBy: readonly StatisticsGrouping[],
  ): Promise<[string, number, string][]> {
    const rows = await statistics.sums(mandateId, { ...RANGE, ...filter }, groupBy);
    return rows
      .map((row): [string, number, string] => [
        groupBy.map((grouping) => row[grouping]).join(' '),
        Number(row.calls),
        toChf(parseChf(row.amount)),
      ])
      .toSorted();
  }

  it.each<[StatisticsGrouping[]]>([
    [['day']],
    [['month']],
    [['connectorType']],
    [['model']],
    [['feature']],
    [['userId']],
    [['automationId']],
    [['month', 'connectorType']],
    [['day', 'connectorType', 'model']],
    [['userId', 'feature']],
  ])('by %j', async (groupBy) => {
    expect(await found({}, groupBy)).toEqual(groups(CALLS, groupBy));
  });

  it.each([
    ['connectorType', 'openai'],
    ['model', 'a'],
    ['feature', 'chat'],
    ['userId', ANNA],
    ['automationId', AUTOMATION],
  ] as const)('of one %s', async (name, value) => {
    const calls = CALLS.filter((call) => call[name] === value);
    expect(await found({ [name]: value }, ['day', 'model'])).toEqual(groups(calls, ['day', 'model']));
  });

  it('of some automations on some days', async () => {
    const sums = (from: string, to: string) =>
      statistics.amountsByAutomation(mandateId, [AUTOMATION, newId()], from, to);
    expect(await sums('2026-06-01', '2026-06-30')).toEqual([{ automationId: AUTOMATION, amount: '0.400000000' }]);
    expect(await sums('2026-05-01', '2026-05-31')).toEqual([]);
    expect(await statistics.amountsByAutomation(newId(), [AUTOMATION], '2026-06-01', '2026-06-30')).toEqual([]);
  });

  it('of everything, also when there is nothing', async () => {
    expect(await found({}, [])).toEqual([['', 6, '1.000000001']]);
    expect(await found({ from: '2030-01-01', to: '2030-01-31' }, [])).toEqual([['', 0, '0.00']]);
    expect(await statistics.sums(newId(), RANGE, ['day'])).toEqual([]);
  });

  it('count the tokens of every kind', async () => {
    const [row] = await statistics.sums(mandateId, RANGE, []);
    // Seven uncached, five read, three and two written per call.
    expect(row).toMatchObject({ calls: '6', inputTokens: String(6 * 17), outputTokens: String(6 * 11) });
  });
});

describe('the list', () => {
  async function openMember(mandateId: string): Promise<string> {
    const id = newId();
    await gateway.database.query(
      'INSERT INTO billing_account (id, mandate_id, user_id, credit_limit) VALUES ($1, $2, $3, NULL)',
      [id, mandateId, newId()],
    );
    return id;
  }

  it('pages through equal times without losing or doubling a booking', async () => {
    const mandateId = newId();
    const postings: Posting[] = [];
    for (let index = 0; index < 20; index++) postings.push(creditOf(await openMember(mandateId), '1'));
    // Each in a transaction of its own, at one of two moments: ten bookings bear the same microsecond.
    for (const [index, posting] of postings.entries()) {
      await at(`2026-05-0${(index % 2) + 1}T10:00:00Z`, () => gateway.repository.post([posting]));
    }
    const seen: ListedRow[] = [];
    let cursor: Cursor | undefined;
    for (;;) {
      const page = await transactions.list(mandateId, {}, cursor, 3);
      seen.push(...page);
      const last = page.at(-1);
      if (!last) break;
      cursor = { createdAt: last.created_at, id: last.id };
    }
    expect(new Set(seen.map((row) => row.created_at)).size).toBe(2);
    expect(seen.map((row) => row.id)).toEqual(
      [1, 0].flatMap((half) =>
        postings
          .map(({ id }) => id)
          .filter((_, index) => index % 2 === half)
          .toSorted()
          .toReversed(),
      ),
    );
  });

  it('takes what is searched for literally', async () => {
    const account = await gateway.openAccount();
    const mandateId = await mandateOf(account);
    const references = ['100%', '100', 'a_b', 'axb', 'c\\d', 'cd', "o'hara", 'Über'];
    await gateway.ledger.post(references.map((reference) => creditOf(account, '1', { reference })));
    const search = async (q: string): Promise<(string | null)[]> =>
      (await all(mandateId, { q })).map(({ reference }) => reference).toReversed();
    expect(await search('100%')).toEqual(['100%']);
    expect(await search('%')).toEqual(['100%']);
    expect(await search('a_b')).toEqual(['a_b']);
    expect(await search('\\')).toEqual(['c\\d']);
    expect(await search('C\\D')).toEqual(['c\\d']);
    expect(await search("o'HARA")).toEqual(["o'hara"]);
    expect(await search("' OR true --")).toEqual([]);
    expect(await search('$1')).toEqual([]);
  });

  it('filters by each field and by all together, and shows no other mandate', async () => {
    const account = await gateway.openAccount({ limit: null, credit: '9' });
    const mandateId = await mandateOf(account);
    await bookCall(account, { at: '2026-05-01T10:00:00Z', cost: '0.1', userId: ANNA, model: 'a', feature: 'chat' });
    await bookCall(account, { at: '2026-05-02T10:00:00Z', cost: '0.2', userId: BEAT, model: 'b', feature: 'api' });
    await mandateWith([{ at: '2026-05-02T10:00:00Z', cost: '0.2', userId: BEAT, model: 'b', feature: 'api' }]);
    const amounts = async (filter: Parameters<typeof all>[1]): Promise<string[]> =>
      (await all(mandateId, filter)).map((row) => toChf(parseChf(row.amount)));
    expect(await amounts({})).toEqual(['9.00', '-0.20', '-0.10']);
    expect(await amounts({ type: 'credit' })).toEqual(['9.00']);
    expect(await amounts({ userId: ANNA })).toEqual(['-0.10']);
    expect(await amounts({ model: 'b' })).toEqual(['-0.20']);
    expect(await amounts({ feature: 'api' })).toEqual(['-0.20']);
    expect(await amounts({ connectorType: 'openai' })).toEqual([]);
    expect(await amounts({ from: '2026-05-02', to: '2026-05-02', userId: BEAT, type: 'debit', q: 'DEMO' })).toEqual([
      '-0.20',
    ]);
  });

  it('finds a booking only under its mandate', async () => {
    const account = await gateway.openAccount({ credit: '1' });
    const mandateId = await mandateOf(account);
    const [row] = await all(mandateId);
    expect(await transactions.find(mandateId, row?.id ?? '')).toMatchObject(row ?? {});
    expect(await transactions.find(newId(), row?.id ?? '')).toBeUndefined();
  });
});
