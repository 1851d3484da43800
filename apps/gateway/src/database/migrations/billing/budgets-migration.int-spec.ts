import { parseChf } from '@nyla/money';
import type { DataSource } from 'typeorm';
import { EarlierLedgerRepository } from '../../../../test/support/earlier-ledger.js';
import { LedgerGateway, reservationOf, settlementOf } from '../../../../test/support/ledger-gateways.js';
import { brokenInvariants } from '../../../../test/support/ledger-invariants.js';
import { undo } from '../../../../test/support/migrations.js';
import { createTestDatabases, type TestDatabases } from '../../../../test/support/test-databases.js';
import { LedgerRepository } from '../../../billing/ledger/ledger.repository.js';
import { createBillingDataSource, migrate } from '../../data-sources.js';

let databases: TestDatabases;
let source: DataSource;

beforeEach(async () => {
  databases = await createTestDatabases();
  source = await createBillingDataSource(databases.urls.billing).initialize();
});
afterEach(async () => {
  await source.destroy();
  await databases.drop();
});

/** Undoes budgets, and what was added after them. */
function down(): Promise<void> {
  return undo(source, 'Budgets1795500000000');
}

async function up(): Promise<void> {
  await migrate(source);
}

/** The same by a gateway of before, after `down`. */
function workBefore<T>(job: (gateway: LedgerGateway) => Promise<T>): Promise<T> {
  return work(job, EarlierLedgerRepository);
}

/** A gateway's work for as long as its connections' picture of the schema holds. */
async function work<T>(job: (gateway: LedgerGateway) => Promise<T>, Repository = LedgerRepository): Promise<T> {
  const gateway = await LedgerGateway.open(databases, Repository);
  try {
    return await job(gateway);
  } finally {
    await gateway.close();
  }
}

async function reserved(
  gateway: LedgerGateway,
  account: string,
  amount: string,
  budgetIds?: string[],
): Promise<string> {
  const reservation = reservationOf(account, amount, budgetIds && { budgetIds });
  expect(await gateway.ledger.reserve(reservation)).toEqual({ status: 'granted' });
  return reservation.id;
}

async function booked(gateway: LedgerGateway, account: string, cost: string, budgetIds?: string[]): Promise<string> {
  const call = await reserved(gateway, account, '1', budgetIds);
  expect(await gateway.ledger.settle(account, settlementOf(call, cost))).toMatchObject({ status: 'booked' });
  return call;
}

async function expectSound(): Promise<void> {
  await work(async (gateway) => {
    expect((await gateway.verifier.verify()).differences).toEqual([]);
    expect(await brokenInvariants(gateway.database)).toEqual([]);
  });
}

/** Bookings whose hash the database of this version cannot recompute; those of the version before budgets know no more. */
function brokenSeals(): Promise<unknown[]> {
  return source.query(`
    SELECT id FROM (SELECT t.id, t.hash, t AS row_of, lag(t.hash, 1, ''::bytea) OVER (PARTITION BY account_id ORDER BY seq) AS before
      FROM billing_transaction t) chained WHERE hash <> ledger_seal(before, row_of)`);
}

function hashes(): Promise<unknown[]> {
  return source.query('SELECT id, hash FROM billing_transaction ORDER BY account_id, seq');
}

async function functions(...names: string[]): Promise<string[]> {
  const rows: { text: string }[] = await source.query(
    'SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE proname = ANY ($1) ORDER BY proname',
    [names],
  );
  return rows.map(({ text }) => text);
}

describe('the migration to budgets', () => {
  it('keeps what was booked and held before it, and its hashes', async () => {
    await down();
    const before = await workBefore(async (gateway) => {
      const account = await gateway.openAccount({ credit: '10' });
      await booked(gateway, account, '0.5');
      const [late, open] = [await reserved(gateway, account, '2'), await reserved(gateway, account, '3')];
      await gateway.lapse(late);
      await gateway.ledger.expireHolds();
      return { account, late, open };
    });
    const sealed = await hashes();
    await up();
    expect(await hashes()).toEqual(sealed);
    await expectSound();
    await work(async (gateway) => {
      const { account, late, open } = before;
      expect(await gateway.account(account)).toEqual({ balance: '9.50', held: '3.00', seq: 2 });
      await gateway.ledger.settle(account, settlementOf(late, '1'));
      await gateway.ledger.settle(account, settlementOf(open, '1'));
      const budget = await gateway.openBudget(account, '1');
      await booked(gateway, account, '0.25', [budget]);
      expect(await gateway.account(account)).toEqual({ balance: '7.25', held: '0.00', seq: 5 });
      expect(await gateway.budget(budget)).toMatchObject({ used: '0.25', held: '0.00' });
    });
    await expectSound();
  });

  it('undone before any booking names a budget leaves nothing of them, and calls in flight are booked', async () => {
    await undo(source, 'Arrays1795910000000');
    const { account, open } = await workBefore(async (gateway) => {
      const account = await gateway.openAccount({ credit: '10' });
      await booked(gateway, account, '0.5');
      const budget = await gateway.openBudget(account, '5');
      return { account, open: await reserved(gateway, account, '2', [budget]) };
    });
    await down();
    const left: unknown[] = await source.query(
      `SELECT table_name FROM information_schema.columns WHERE column_name LIKE 'budget%' OR table_name = 'billing_budget'
       UNION ALL SELECT proname FROM pg_proc WHERE prosrc LIKE '%budget%' AND pronamespace = 'public'::regnamespace`,
    );
    expect(left).toEqual([]);
    await workBefore(async (gateway) => {
      expect(await gateway.ledger.settle(account, settlementOf(open, '1'))).toMatchObject({
        status: 'booked',
        amount: parseChf('-1'),
      });
      await booked(gateway, account, '1');
    });
    expect(await brokenSeals()).toEqual([]);
    await up();
    await expectSound();
  });

  it('undone afterwards goes on without budgets, keeps every hash, and comes back to what they had used', async () => {
    const landed = ['ledger_apply', 'ledger_release', 'ledger_expire'];
    const withBudgets = await functions(...landed);
    await undo(source, 'Arrays1795910000000');
    const { account, budget, open } = await workBefore(async (gateway) => {
      const account = await gateway.openAccount({ credit: '10' });
      const budget = await gateway.openBudget(account, '3');
      await booked(gateway, account, '0.5', [budget]);
      await booked(gateway, account, '0.5');
      return { account, budget, open: await reserved(gateway, account, '1', [budget]) };
    });
    const sealed = await hashes();
    await down();
    expect((await functions(...landed)).filter((text) => text.includes('budget'))).toEqual([]);
    expect([await hashes(), await brokenSeals()]).toEqual([sealed, []]);
    await workBefore(async (gateway) => {
      await gateway.ledger.settle(account, settlementOf(open, '1'));
      await booked(gateway, account, '1');
      await gateway.ledger.release(account, await reserved(gateway, account, '1'), 'test');
      const lapsed = await reserved(gateway, account, '1');
      await gateway.lapse(lapsed);
      expect(await gateway.ledger.expireHolds()).toHaveLength(1);
      expect(await gateway.account(account)).toEqual({ balance: '7.00', held: '0.00', seq: 5 });
    });
    expect(await brokenSeals()).toEqual([]);
    await up();
    expect(await functions(...landed)).toEqual(withBudgets);
    await expectSound();
    await work(async (gateway) => {
      expect(await gateway.budget(budget)).toEqual({ limit: '3.00', used: '0.50', held: '0.00' });
      await booked(gateway, account, '1', [budget]);
      expect(await gateway.ledger.reserve(reservationOf(account, '2', { budgetIds: [budget] }))).toMatchObject({
        status: 'budget_exceeded',
      });
    });
    await expectSound();
  });
});
