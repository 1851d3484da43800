import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { jest } from '@jest/globals';
import { parseChf } from '@nyla/money';
import pg from 'pg';
import { LedgerGateway, reservationOf, settlementOf } from '../../../test/support/ledger-gateways.js';
import { brokenInvariants } from '../../../test/support/ledger-invariants.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';
import { newId } from '../../common/ids.js';
import { APPLY, applyValues, LedgerRepository } from './ledger.repository.js';
import type { Reservation, ReserveResult } from './ledger.types.js';

const CALLS = 50;

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

interface Sample {
  readonly id: string;
  readonly limit: string;
  readonly taken: string;
}

/** Reads budgets as fast as it can until it is stopped; answers how often, and whenever one was above its limit. */
async function watchBudgets(ids: readonly string[]): Promise<() => Promise<{ polls: number; above: Sample[] }>> {
  const client = new pg.Client({ connectionString: databases.urls.billing });
  await client.connect();
  const above: Sample[] = [];
  let polls = 0;
  let isOver = false;
  const watching = (async () => {
    // oxlint-disable-next-line no-unmodified-loop-condition -- set below, while this waits for the database
    while (!isOver) {
      const { rows } = await client.query<Sample>(
        `SELECT id, limit_amount::text AS "limit", (used + held)::text AS taken FROM billing_budget WHERE id = ANY ($1)`,
        [ids],
      );
      polls++;
      above.push(...rows.filter(({ limit, taken }) => parseChf(taken) > parseChf(limit)));
    }
    await client.end();
  })();
  return async () => {
    isOver = true;
    await watching;
    return { polls, above };
  };
}

/** All at once, spread evenly over the gateways. */
async function race(
  gateways: readonly LedgerGateway[],
  reservations: readonly Reservation[],
  budgets: readonly string[],
): Promise<ReserveResult[]> {
  const stop = await watchBudgets(budgets);
  const results = await Promise.all(
    reservations.map((reservation, index) =>
      (gateways[index % gateways.length] as LedgerGateway).ledger.reserve(reservation),
    ),
  );
  const { polls, above } = await stop();
  expect(polls).toBeGreaterThan(0);
  expect(above).toEqual([]);
  return results;
}

function granted(results: readonly ReserveResult[]): number {
  return results.filter(({ status }) => status === 'granted').length;
}

describe.each([
  ['one gateway', () => [one]],
  ['two gateways', () => [one, two]],
] as const)(`${CALLS} reservations at once through %s`, (_, gatewaysOf) => {
  it('on a budget for exactly seven: seven are granted, the others are told of it', async () => {
    for (let round = 0; round < 8; round++) {
      const account = await one.openAccount({ credit: '1000' });
      const budget = await one.openBudget(account, '7.000000007');
      const reservations = Array.from({ length: CALLS }, () =>
        reservationOf(account, '1.000000001', { budgetIds: [budget] }),
      );
      const results = await race(gatewaysOf(), reservations, [budget]);
      expect(granted(results)).toBe(7);
      const refusals = results.filter((result) => result.status === 'budget_exceeded');
      expect(refusals).toHaveLength(CALLS - 7);
      expect(new Set(refusals.map(({ budgetId, used, held }) => `${budgetId} ${used} ${held}`))).toEqual(
        new Set([`${budget} 0 ${parseChf('7.000000007')}`]),
      );
      expect(await one.budget(budget)).toEqual({ limit: '7.000000007', used: '0.00', held: '7.000000007' });
      expect(await one.account(account)).toMatchObject({ held: '7.000000007' });
      expect(await one.holds(account)).toBe(7);
    }
  });

  it.each([
    ['of members with accounts of their own', '1000'],
    ['of accounts without a limit', null],
  ])('%s: seven together', async (__, limit) => {
    const mandateId = newId();
    const accounts = await Promise.all(Array.from({ length: CALLS }, () => one.openAccount({ limit, mandateId })));
    const budget = await one.openBudget(accounts[0] ?? '', '7');
    const reservations = accounts.map((account) => reservationOf(account, '1', { budgetIds: [budget] }));
    expect(granted(await race(gatewaysOf(), reservations, [budget]))).toBe(7);
    expect(await one.budget(budget)).toMatchObject({ held: '7.00' });
  });

  it('of five runs of one automation: none passes its own budget, nor all of them the month', async () => {
    const account = await one.openAccount({ credit: '1000' });
    const runs = await Promise.all(Array.from({ length: 5 }, () => one.openBudget(account, '2')));
    const month = await one.openBudget(account, '7', { kind: 'automation_month', period: '2026-11' });
    const reservations = Array.from({ length: CALLS }, (__, index) => {
      const run = runs[index % runs.length] ?? '';
      // Named in either order, as a deadlock would need it.
      return reservationOf(account, '1', { budgetIds: index % 2 ? [run, month] : [month, run] });
    });
    const results = await race(gatewaysOf(), reservations, [...runs, month]);
    expect(granted(results)).toBe(7);
    const held = await Promise.all(runs.map(async (run) => parseChf((await one.budget(run)).held)));
    expect(held.reduce((sum, amount) => sum + amount, 0n)).toBe(parseChf('7'));
    expect(await one.budget(month)).toMatchObject({ held: '7.00' });
  });
});

describe('two gateways at once', () => {
  it('reserve with the same id: the budget is held once', async () => {
    for (let round = 0; round < 12; round++) {
      const account = await one.openAccount({ credit: '9' });
      const budget = await one.openBudget(account, '3');
      const reservation = reservationOf(account, '3', { budgetIds: [budget] });
      const results = await Promise.all([one, two, one].map(({ ledger }) => ledger.reserve(reservation)));
      expect(granted(results)).toBe(3);
      expect(await one.budget(budget)).toMatchObject({ held: '3.00' });
    }
  });

  it('settle, release and expire the same call: its budget is freed once', async () => {
    for (let round = 0; round < 12; round++) {
      const account = await one.openAccount({ credit: '9' });
      const budget = await one.openBudget(account, '9');
      const call = reservationOf(account, '3', { budgetIds: [budget] });
      await one.ledger.reserve(reservationOf(account, '5', { budgetIds: [budget] }));
      await one.ledger.reserve(call);
      await one.lapse(call.id);
      const [settled] = await Promise.all([
        one.ledger.settle(account, settlementOf(call.id, '1')),
        two.ledger.release(account, call.id, 'test'),
        two.ledger.expireHolds(),
      ]);
      const used = settled.status === 'booked' ? '1.00' : '0.00';
      expect(await one.budget(budget)).toMatchObject({ used, held: '5.00' });
    }
  });

  it('change a limit while calls run: what is granted afterwards fits into the new one', async () => {
    const account = await one.openAccount({ credit: '1000' });
    const budget = await one.openBudget(account, '40');
    const batch = (count: number): Promise<ReserveResult>[] =>
      Array.from({ length: count }, (_, index) =>
        (index % 2 ? one : two).ledger.reserve(reservationOf(account, '1', { budgetIds: [budget] })),
      );
    const early = batch(10);
    await one.setLimit(budget, '12');
    const results = await Promise.all([...early, ...batch(40)]);
    expect(granted(results)).toBe(12);
  });
});

/** Counts the batches that the database turned away: deadlocks above all. */
function countRefusals(): () => Promise<number> {
  const spy = jest.spyOn(LedgerRepository.prototype, 'apply');
  return async () => {
    const batches = await Promise.allSettled(spy.mock.results.map(({ value }) => value));
    spy.mockRestore();
    return batches.filter(({ status }) => status === 'rejected').length;
  };
}

it('needs no fallback and loses nothing under mixed load with budgets across accounts, from two gateways', async () => {
  const mandateId = newId();
  const accounts = await Promise.all(
    Array.from({ length: 8 }, (_, index) => one.openAccount({ limit: index % 4 ? '100' : null, mandateId })),
  );
  const budgets = await Promise.all(Array.from({ length: 6 }, () => one.openBudget(accounts[0] ?? '', '0.05')));
  const refused = countRefusals();
  const fallbacks = [one, two].map(({ ledger }) => ledger.fallbacks);
  const end = Date.now() + 3_000;
  const counts = { granted: 0, budget_exceeded: 0 };
  async function caller(gateway: LedgerGateway, seed: number): Promise<void> {
    for (let turn = seed; Date.now() < end; turn += 7) {
      const account = accounts[turn % accounts.length] ?? '';
      const named = [0, 1, 2].slice(0, turn % 4).map((step) => budgets[(turn * 5 + step * (1 + (turn % 5))) % 6] ?? '');
      const reservation = reservationOf(account, '0.01', { budgetIds: named });
      const { status } = await gateway.ledger.reserve(reservation);
      counts[status as 'granted' | 'budget_exceeded']++;
      if (status !== 'granted') continue;
      if (turn % 11 === 0) await gateway.lapse(reservation.id);
      else if (turn % 5 < 3) await gateway.ledger.release(account, reservation.id, 'test');
      else await gateway.ledger.settle(account, settlementOf(reservation.id, '0.00001'));
    }
  }
  async function others(): Promise<void> {
    for (let turn = 0; Date.now() < end; turn++) {
      await two.ledger.expireHolds();
      await one.setLimit(budgets[turn % 6] ?? '', `0.0${3 + (turn % 6)}`);
      await one.verifier.verify();
    }
  }
  await Promise.all([others(), ...Array.from({ length: 64 }, (_, seed) => caller(seed % 2 ? one : two, seed))]);

  expect([one, two].map(({ ledger }) => ledger.fallbacks)).toEqual(fallbacks);
  expect(await refused()).toBe(0);
  expect(Object.keys(counts)).toEqual(['granted', 'budget_exceeded']);
  expect(counts.granted).toBeGreaterThan(100);
  expect(counts.budget_exceeded).toBeGreaterThan(10);
}, 60_000);

describe('a death in between', () => {
  it('of a connection before its commit leaves nothing set aside, and the repeat sets it aside once', async () => {
    const account = await one.openAccount({ credit: '9' });
    const [run, month] = [await one.openBudget(account, '5'), await one.openBudget(account, '5')];
    const call = reservationOf(account, '3', { budgetIds: [run, month] });
    const session = new pg.Client({ connectionString: databases.urls.billing });
    session.on('error', () => undefined);
    await session.connect();
    await session.query('BEGIN');
    const { rows } = await session.query(APPLY, applyValues([], [{ ...call, amount: '3' }], 'test'));
    expect(rows).toMatchObject([{ settled: [], reserved: ['granted'] }]);
    const { rows: own } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await one.database.query('SELECT pg_terminate_backend($1, 5000)', [own[0]?.pid]);
    for (const budget of [run, month]) expect(await one.budget(budget)).toMatchObject({ held: '0.00' });
    expect(await one.holds(account)).toBe(0);
    expect(await one.ledger.reserve(call)).toEqual({ status: 'granted' });
    for (const budget of [run, month]) expect(await one.budget(budget)).toMatchObject({ held: '3.00' });
  });

  it('of a gateway, again and again while it works, loses and doubles nothing', async () => {
    const account = await one.openAccount({ credit: '1000' });
    const [run, month] = [await one.openBudget(account, '500'), await one.openBudget(account, '500')];
    for (let round = 0; round < 8; round++) {
      const gateway = startWorking(account, [run, month]);
      await worked(gateway, 5);
      await new Promise((resolve) => setTimeout(resolve, round * 7));
      gateway.kill('SIGKILL');
      await once(gateway, 'exit');
      await eventuallyAlone();
      expect(await brokenInvariants(one.database)).toEqual([]);
    }
    const left = await one.database.query<{ id: string }>('SELECT id FROM billing_hold WHERE account_id = $1', [
      account,
    ]);
    expect(left.length).toBeGreaterThan(0);
    for (const { id } of left) await one.lapse(id);
    await one.ledger.expireHolds();
    const [charged] = await one.database.query<{ amount: string }>(
      `SELECT -sum(amount) AS amount FROM billing_transaction WHERE account_id = $1 AND type = 'debit'`,
      [account],
    );
    for (const budget of [run, month]) {
      const { used, held } = await one.budget(budget);
      expect({ used: parseChf(used), held }).toEqual({ used: parseChf(charged?.amount ?? ''), held: '0.00' });
    }
  }, 60_000);

  /** A process that reserves, settles and releases on its own; it writes a line for each of its rounds. */
  function startWorking(account: string, budgetIds: readonly string[]): ChildProcess {
    const { purpose } = reservationOf(account, '0');
    const settlement = { ...settlementOf('', '0.01'), cost: '0.01' };
    const work = `
      import pg from 'pg';
      const client = new pg.Client({ connectionString: process.argv[1] });
      await client.connect();
      const id = () => crypto.randomUUID();
      ${applyValues.toString()}
      const [sql, reservation, settlement] = JSON.parse(process.argv[2]);
      const apply = (settled, reserved) => client.query(sql, applyValues(settled, reserved, 'x'));
      for (let open = []; ; ) {
        const calls = Array.from({ length: 6 }, () => ({ ...reservation, id: id() }));
        await apply(open.slice(0, 4).map((call) => ({ ...settlement, id: call.id })), calls);
        await client.query('SELECT ledger_release($1)', [open.slice(4).map((call) => call.id)]);
        open = calls;
        console.log('worked');
      }`;
    const reservation = { accountId: account, amount: '0.05', purpose, ttlSeconds: 60, budgetIds };
    const parameters = [databases.urls.billing, JSON.stringify([APPLY, reservation, settlement])];
    return spawn(process.execPath, ['--input-type=module', '-e', work, ...parameters], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  async function worked(gateway: ChildProcess, rounds: number): Promise<void> {
    if (!gateway.stdout) throw new Error('the process has no output');
    let seen = 0;
    for await (const _ of createInterface({ input: gateway.stdout })) if (++seen === rounds) return;
    throw new Error('the process ended by itself');
  }

  /** The server notices late that a client is gone: its last statement may still be running. */
  async function eventuallyAlone(): Promise<void> {
    for (;;) {
      const [row] = await one.database.query<{ busy: string }>(
        `SELECT count(*) AS busy FROM pg_stat_activity
         WHERE datname = current_database() AND query ~ 'ledger_(apply|release)' AND query !~ 'busy' AND state <> 'idle'`,
      );
      if (row?.busy === '0') return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
});
