import { parseChf, toChf } from '@nyla/money';
import { creditOf, LedgerGateway, reservationOf, settlementOf } from '../../../test/support/ledger-gateways.js';
import { brokenInvariants } from '../../../test/support/ledger-invariants.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';
import { newId } from '../../common/ids.js';
import type { ReserveResult } from './ledger.types.js';

let databases: TestDatabases;
let one: LedgerGateway;
let two: LedgerGateway;

beforeAll(async () => {
  databases = await createTestDatabases();
  one = await LedgerGateway.open(databases);
  two = await LedgerGateway.open(databases);
});
afterAll(async () => {
  await one.close();
  await two.close();
  await databases.drop();
});
afterEach(async () => {
  expect(await brokenInvariants(one.database)).toEqual([]);
  expect((await one.verifier.verify()).differences).toEqual([]);
});

function reserve(account: string, amount: string, budgetIds: readonly string[], id = newId()): Promise<ReserveResult> {
  return one.ledger.reserve(reservationOf(account, amount, { id, budgetIds }));
}

/** A call that was granted its hold. */
async function reserved(account: string, amount: string, budgetIds: readonly string[]): Promise<string> {
  const id = newId();
  expect(await reserve(account, amount, budgetIds, id)).toEqual({ status: 'granted' });
  return id;
}

function settle(account: string, call: string, cost: string): Promise<unknown> {
  return one.ledger.settle(account, settlementOf(call, cost));
}

async function expire(call: string): Promise<void> {
  await one.lapse(call);
  expect((await one.ledger.expireHolds()).map(({ id }) => id)).toEqual([call]);
}

describe('a call with a budget', () => {
  it('takes it up while it runs, and afterwards as far as it was charged', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '10');
    const call = await reserved(account, '4', [budget]);
    expect(await one.budget(budget)).toEqual({ limit: '10.00', used: '0.00', held: '4.00' });
    await settle(account, call, '1.000000001');
    expect(await one.budget(budget)).toEqual({ limit: '10.00', used: '1.000000001', held: '0.00' });
  });

  it('gets the budget to its last nano-franc, and is told which one refuses beyond it', async () => {
    const account = await one.openAccount({ credit: '100' });
    const subject = newId();
    const budget = await one.openBudget(account, '10', { kind: 'automation_month', subject, period: '2026-11' });
    await settle(account, await reserved(account, '4', [budget]), '3');
    await reserved(account, '2', [budget]);
    expect(await reserve(account, '5.000000001', [budget])).toEqual({
      status: 'budget_exceeded',
      budgetId: budget,
      kind: 'automation_month',
      subject,
      period: '2026-11',
      limit: parseChf('10'),
      used: parseChf('3'),
      held: parseChf('2'),
    });
    await reserved(account, '5', [budget]);
    expect(await one.account(account)).toMatchObject({ balance: '97.00', held: '7.00' });
  });

  it('gives back all of its hold when it is released', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budgets = await Promise.all(['10', '20'].map((limit) => one.openBudget(account, limit)));
    const call = await reserved(account, '10', budgets);
    await one.ledger.release(account, call, 'test');
    await one.ledger.release(account, call, 'test');
    expect(await Promise.all(budgets.map((id) => one.budget(id)))).toMatchObject([
      { used: '0.00', held: '0.00' },
      { used: '0.00', held: '0.00' },
    ]);
    await reserved(account, '10', budgets);
  });

  it('gives back its hold when it expires, and still counts when it settles after that', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '10');
    const call = await reserved(account, '10', [budget]);
    await expire(call);
    expect(await one.budget(budget)).toMatchObject({ used: '0.00', held: '0.00' });
    await reserved(account, '9', [budget]);
    await settle(account, call, '2');
    expect(await one.budget(budget)).toMatchObject({ used: '2.00', held: '9.00' });
  });

  it('gives nothing back a second time when its tombstone is released', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '10');
    const call = await reserved(account, '4', [budget]);
    await expire(call);
    await reserved(account, '5', [budget]);
    await one.ledger.release(account, call, 'test');
    expect(await one.budget(budget)).toMatchObject({ held: '5.00' });
  });

  it('counts what it cost beyond its hold, also beyond the limit: it happened', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '10');
    await settle(account, await reserved(account, '10', [budget]), '12');
    expect(await one.budget(budget)).toEqual({ limit: '10.00', used: '12.00', held: '0.00' });
    expect(await one.account(account)).toMatchObject({ balance: '88.00' });
    expect(await reserve(account, '0', [budget])).toMatchObject({ status: 'budget_exceeded' });
  });

  it('does not count what could not be collected', async () => {
    const account = await one.openAccount({ credit: '5' });
    const budget = await one.openBudget(account, '10');
    const call = await reserved(account, '5', [budget]);
    expect(await settle(account, call, '8')).toMatchObject({ amount: parseChf('-5'), shortfall: parseChf('3') });
    expect(await one.budget(budget)).toMatchObject({ used: '5.00', held: '0.00' });
  });

  it('is limited although nothing limits its account', async () => {
    const account = await one.openAccount({ limit: null });
    const budget = await one.openBudget(account, '10');
    const calls = [await reserved(account, '6', [budget]), await reserved(account, '4', [budget])];
    expect(await reserve(account, '0.000000001', [budget])).toMatchObject({ status: 'budget_exceeded' });
    expect(await one.account(account)).toMatchObject({ held: '0.00' });
    expect(await one.budget(budget)).toMatchObject({ held: '10.00' });
    await settle(account, calls[0] ?? '', '1');
    await one.ledger.release(account, calls[1] ?? '', 'test');
    expect(await one.budget(budget)).toMatchObject({ used: '1.00', held: '0.00' });
  });

  it('is refused for its balance first, and takes up no budget then', async () => {
    const account = await one.openAccount({ credit: '1' });
    const budget = await one.openBudget(account, '1');
    expect(await reserve(account, '2', [budget])).toEqual({ status: 'insufficient', available: parseChf('1') });
    expect(await one.budget(budget)).toMatchObject({ held: '0.00' });
  });

  it('may name a budget twice and holds it once; naming none is naming none', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '10');
    await reserved(account, '6', [budget, budget]);
    await reserved(account, '6', []);
    expect(await one.budget(budget)).toMatchObject({ held: '6.00' });
    const [row] = await one.database.query(
      'SELECT count(*)::int AS named FROM billing_hold WHERE account_id = $1 AND budget_ids IS NOT NULL',
      [account],
    );
    expect(row).toEqual({ named: 1 });
  });
});

describe('two budgets', () => {
  it.each([
    ['the first', '5', '20', 0],
    ['the second', '20', '5', 1],
    ['both, and the first is named', '5', '4', 0],
  ])('%s refuses, and nothing is set aside anywhere', async (_, first, second, refusing) => {
    const account = await one.openAccount({ credit: '100' });
    const budgets = await Promise.all([first, second].map((limit) => one.openBudget(account, limit)));
    expect(await reserve(account, '6', budgets)).toMatchObject({
      status: 'budget_exceeded',
      budgetId: budgets[refusing],
    });
    expect(await Promise.all(budgets.map((id) => one.budget(id)))).toMatchObject([{ held: '0.00' }, { held: '0.00' }]);
    expect(await one.account(account)).toMatchObject({ held: '0.00' });
    expect(await one.holds(account)).toBe(0);
    await reserved(account, '4', budgets);
  });

  it('serve the calls of all members of a mandate together', async () => {
    const mandateId = newId();
    const members = await Promise.all([1, 2, 3].map(() => one.openAccount({ credit: '100', mandateId })));
    const [first = '', second = '', third = ''] = members;
    const budget = await one.openBudget(first, '10');
    await reserved(first, '4', [budget]);
    await settle(second, await reserved(second, '6', [budget]), '5');
    expect(await reserve(third, '1.1', [budget])).toMatchObject({ status: 'budget_exceeded' });
    await reserved(third, '1', [budget]);
  });
});

describe('a limit', () => {
  it('may be lowered below what is used and held: everything further is refused, what runs is booked', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '10');
    await settle(account, await reserved(account, '3', [budget]), '3');
    const running = await reserved(account, '3', [budget]);
    await one.setLimit(budget, '2');
    for (const amount of ['0', '0.000000001', '1']) {
      expect(await reserve(account, amount, [budget])).toMatchObject({
        status: 'budget_exceeded',
        limit: parseChf('2'),
      });
    }
    await settle(account, running, '2');
    expect(await one.budget(budget)).toEqual({ limit: '2.00', used: '5.00', held: '0.00' });
    await one.setLimit(budget, '0');
    expect(await reserve(account, '0', [budget])).toMatchObject({ status: 'budget_exceeded' });
    await one.setLimit(budget, '5.5');
    await reserved(account, '0.5', [budget]);
  });

  it('of nothing lets calls through that cost nothing', async () => {
    const account = await one.openAccount({ credit: '1' });
    const budget = await one.openBudget(account, '0');
    await settle(account, await reserved(account, '0', [budget]), '0');
    expect(await reserve(account, '0.000000001', [budget])).toMatchObject({ status: 'budget_exceeded' });
  });
});

describe('a month', () => {
  it('counts the calls that were reserved in it, whenever they are booked', async () => {
    const account = await one.openAccount({ credit: '100' });
    const subject = newId();
    const month = (period: string): Promise<string> =>
      one.openBudget(account, '10', { kind: 'automation_month', subject, period });
    const [november, december] = [await month('2026-11'), await month('2026-12')];
    const call = await reserved(account, '4', [november]);
    await one.database.run(async () => {
      await one.repository.setClock(new Date('2026-11-30T23:00:01Z'));
      await one.repository.apply([settlementOf(call, '3')], [], 'test');
    });
    expect([await one.budget(november), await one.budget(december)]).toMatchObject([
      { used: '3.00', held: '0.00' },
      { used: '0.00', held: '0.00' },
    ]);
  });
});

describe('the same reservation again', () => {
  it('gets the same answer and takes the budget up once', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '5');
    const id = await reserved(account, '4', [budget]);
    for (const gateway of [one, two, one]) {
      const again = reservationOf(account, '4', { id, budgetIds: [budget] });
      expect(await gateway.ledger.reserve(again)).toEqual({ status: 'granted' });
    }
    expect(await one.budget(budget)).toMatchObject({ held: '4.00' });
    await settle(account, id, '4');
    await settle(account, id, '4');
    expect(await reserve(account, '4', [budget], id)).toEqual({ status: 'granted' });
    expect(await one.budget(budget)).toMatchObject({ used: '4.00', held: '0.00' });
  });

  it('stays with the budgets that it named first: after midnight it is still the call of the month before', async () => {
    const account = await one.openAccount({ limit: null });
    const [first, next] = [await one.openBudget(account, '5'), await one.openBudget(account, '5')];
    const id = await reserved(account, '4', [first]);
    expect(await reserve(account, '4', [next], id)).toEqual({ status: 'granted' });
    expect(await reserve(account, '4', [], id)).toEqual({ status: 'granted' });
    await settle(account, id, '3');
    expect([await one.budget(first), await one.budget(next)]).toMatchObject([{ used: '3.00' }, { used: '0.00' }]);
  });

  it('is asked anew after a refusal, which left nothing behind', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '3');
    const id = newId();
    expect(await reserve(account, '4', [budget], id)).toMatchObject({ status: 'budget_exceeded' });
    expect(await reserve(account, '4', [budget], id)).toMatchObject({ status: 'budget_exceeded', held: 0n });
    await one.setLimit(budget, '4');
    expect(await reserve(account, '4', [budget], id)).toEqual({ status: 'granted' });
  });
});

describe('a budget that cannot be asked', () => {
  it.each([
    ['is unknown', () => Promise.resolve(newId())],
    ['is of another mandate', async () => one.openBudget(await one.openAccount(), '100')],
  ])('because it %s grants nothing, and holds nothing of the others', async (_, open) => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '10');
    const stranger = await open();
    const fallbacks = one.ledger.fallbacks;
    const results = await Promise.all([
      reserve(account, '1', [budget]),
      reserve(account, '1', [budget, stranger]),
      reserve(account, '1', [stranger, budget]),
      reserve(account, '1', []),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['granted', 'unknown_budget', 'unknown_budget', 'granted']);
    expect(one.ledger.fallbacks).toBe(fallbacks);
    expect(await one.budget(budget)).toMatchObject({ held: '1.00' });
    expect(await one.account(account)).toMatchObject({ held: '2.00' });
  });
});

describe('a batch', () => {
  it('mixes calls with one, two and no budgets, and settlements with reservations', async () => {
    const account = await one.openAccount({ credit: '100' });
    const [run, month] = [await one.openBudget(account, '10'), await one.openBudget(account, '12')];
    const [ending, plain] = [await reserved(account, '8', [run, month]), await reserved(account, '8', [])];
    const { settled, reserved: answers } = await one.repository.apply(
      [settlementOf(ending, '2'), settlementOf(plain, '3')],
      [
        // Settled first, so that what the ended call leaves is there for the ones that come with it.
        reservationOf(account, '5', { budgetIds: [run, month] }),
        reservationOf(account, '4', { budgetIds: [run] }),
        reservationOf(account, '4', { budgetIds: [month] }),
        reservationOf(account, '40'),
        reservationOf(account, '3', { budgetIds: [month, run] }),
      ],
      'test',
    );
    expect(settled.map(({ status }) => status)).toEqual(['booked', 'booked']);
    expect(answers.map(({ status }) => status)).toEqual([
      'granted',
      'budget_exceeded',
      'granted',
      'granted',
      'budget_exceeded',
    ]);
    expect([await one.budget(run), await one.budget(month)]).toMatchObject([
      { used: '2.00', held: '5.00' },
      { used: '2.00', held: '9.00' },
    ]);
    expect(await one.account(account)).toMatchObject({ balance: '95.00', held: '49.00' });
  });

  it('loses only the operation that is poisoned', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '3');
    const before = one.ledger.fallbacks;
    const opening = reserve(account, '0', []);
    const results = await Promise.allSettled([
      reserve(account, '1', [budget]),
      reserve(account, '1', ['no uuid']),
      one.ledger.reserve({ ...reservationOf(account, '0', { budgetIds: [budget] }), amount: -1n }),
      reserve(account, '1', [budget]),
    ]);
    await opening;
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(one.ledger.fallbacks).toBe(before + 1);
    expect(await one.budget(budget)).toMatchObject({ held: '2.00' });
  });

  it('is not touched by budgets that none of its calls names', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budget = await one.openBudget(account, '3');
    const transactionOf = async (): Promise<unknown> =>
      (await one.database.query('SELECT xmin::text, xmax::text FROM billing_budget WHERE id = $1', [budget]))[0];
    const before = await transactionOf();
    await settle(account, await reserved(account, '1', []), '1');
    await one.ledger.release(account, await reserved(account, '1', []), 'test');
    await one.ledger.post([creditOf(account, '1')]);
    expect(await transactionOf()).toEqual(before);
  });

  it('counts exactly over a batch far longer than any lane sends', async () => {
    const account = await one.openAccount({ credit: '100' });
    const budgets = await Promise.all(Array.from({ length: 20 }, () => one.openBudget(account, '0.1')));
    const month = await one.openBudget(account, '1.5');
    const calls = Array.from({ length: 2_000 }, (_, index) =>
      reservationOf(account, '0.001', { budgetIds: [budgets[index % 20] ?? '', month] }),
    );
    const { reserved: answers } = await one.repository.apply([], calls, 'test');
    const granted = calls.filter((_, index) => answers[index]?.status === 'granted');
    expect(granted).toHaveLength(1_500);
    expect(await one.budget(month)).toMatchObject({ held: '1.50' });
    await one.repository.apply(
      granted.map(({ id }) => settlementOf(id, '0.0005')),
      [],
      'test',
    );
    expect(await one.budget(month)).toMatchObject({ used: '0.75', held: '0.00' });
    const used = await Promise.all(budgets.map(async (id) => parseChf((await one.budget(id)).used)));
    expect(toChf(used.reduce((sum, amount) => sum + amount, 0n))).toBe('0.75');
  });
});
