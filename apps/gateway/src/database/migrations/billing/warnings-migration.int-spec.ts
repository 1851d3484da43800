import type { DataSource } from 'typeorm';
import { EarlierLedgerRepository } from '../../../../test/support/earlier-ledger.js';
import { LedgerGateway, reservationOf, settlementOf } from '../../../../test/support/ledger-gateways.js';
import { brokenInvariants } from '../../../../test/support/ledger-invariants.js';
import { undo } from '../../../../test/support/migrations.js';
import { createTestDatabases, type TestDatabases } from '../../../../test/support/test-databases.js';
import { LedgerRepository } from '../../../billing/ledger/ledger.repository.js';
import { newId } from '../../../common/ids.js';
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

function down(): Promise<void> {
  return undo(source, 'Warnings1795870000000');
}

interface Mandate {
  readonly model?: string;
  readonly threshold?: string | null;
  readonly percent?: number | null;
  readonly days?: number | null;
  readonly credit?: string;
  readonly limit?: string | null;
  readonly usedDaily?: string;
}

/** A mandate with an account as it was before there were warnings; answers the account's id. */
async function mandateWith(gateway: LedgerGateway, mandate: Mandate): Promise<string> {
  const { model = 'PREPAY_MANDATE', threshold = null, percent = null, days = null, credit, limit, usedDaily } = mandate;
  const account = await gateway.openAccount({ ...(credit && { credit }), ...(limit !== undefined && { limit }) });
  const mandateId = await gateway.mandateOf(account);
  await source.query(
    `INSERT INTO billing_settings (mandate_id, billing_model, low_balance_threshold, warn_percent, warn_runway_days)
     VALUES ($1, $2, $3, $4, $5)`,
    [mandateId, model, threshold, percent, days],
  );
  if (usedDaily !== undefined) {
    await source.query(
      `INSERT INTO billing_usage_daily (mandate_id, day, user_id, connector_type, model, feature, calls, input_tokens,
         cache_read_tokens, cache_write_tokens, output_tokens, search_requests, amount)
       SELECT $1, current_date - n, $3, 'demo', 'past', 'chat', 1, 0, 0, 0, 0, 0, $2 FROM generate_series(0, 13) n`,
      [mandateId, usedDaily, newId()],
    );
  }
  return account;
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

async function alertOf(account: string): Promise<[string, number | null]> {
  const [row]: { alert: string; warn_below: string | null }[] = await source.query(
    'SELECT alert, warn_below FROM billing_account WHERE id = $1',
    [account],
  );
  return [row?.alert ?? '', row?.warn_below == null ? null : Number(row.warn_below)];
}

async function functions(): Promise<string[]> {
  const rows: { text: string }[] = await source.query(
    `SELECT pg_get_functiondef(oid) AS text FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'ledger\\_%' ORDER BY proname`,
  );
  return rows.map(({ text }) => text);
}

describe('the migration to warnings', () => {
  it('starts every account where it stands and tells nobody; the next fall counts', async () => {
    await down();
    const accounts = await workBefore(async (gateway) => ({
      armed: await mandateWith(gateway, { threshold: '20', credit: '50' }),
      low: await mandateWith(gateway, { threshold: '20', credit: '10' }),
      empty: await mandateWith(gateway, {}),
      share: await mandateWith(gateway, { percent: 30, credit: '100' }),
      week: await mandateWith(gateway, { credit: '13', usedDaily: '2' }),
      days: await mandateWith(gateway, { days: 3, credit: '13', usedDaily: '2' }),
      postpay: await mandateWith(gateway, { model: 'POSTPAY', threshold: '5', limit: '100' }),
      unlimited: await mandateWith(gateway, { model: 'UNLIMITED', threshold: '5', limit: null }),
      idle: await mandateWith(gateway, { model: 'PREPAY_USER', threshold: '5' }),
    }));
    await migrate(source);
    const found = await Promise.all(
      Object.entries(accounts).map(async ([name, id]) => [name, ...(await alertOf(id))] as const),
    );
    expect(found).toEqual([
      ['armed', 'armed', 20],
      ['low', 'low', 20],
      ['empty', 'exhausted', null],
      ['share', 'armed', 30],
      ['week', 'low', 14],
      ['days', 'armed', 6],
      ['postpay', 'armed', 5],
      ['unlimited', 'off', 5],
      ['idle', 'off', 5],
    ]);
    const crossings = () => source.query<{ level: string }[]>('SELECT level FROM balance_crossing');
    expect(await crossings()).toEqual([]);
    await work(async (gateway) => {
      const call = reservationOf(accounts.armed, '31');
      await gateway.ledger.reserve(call);
      await gateway.ledger.settle(accounts.armed, settlementOf(call.id, '31'));
      expect(await crossings()).toEqual([{ level: 'low' }]);
      await source.query("DELETE FROM billing_usage_daily WHERE model = 'past'");
      await source.query("DELETE FROM billing_mandate_usage_daily WHERE model = 'past'");
      expect((await gateway.verifier.verify()).differences).toEqual([]);
      expect(await brokenInvariants(gateway.database)).toEqual([]);
    });
  });

  it('undone gives the functions of before, with which calls are booked, and comes back the same', async () => {
    const withWarnings = await functions();
    await down();
    const before = await functions();
    expect(before.filter((text) => /alert|crossing|fallen|runway/.test(text))).toEqual([]);
    // Those of warnings, and those of single operations that came later.
    expect(before).toHaveLength(withWarnings.length - 4 - 3);
    await workBefore(async (gateway) => {
      const account = await gateway.openAccount({ credit: '10' });
      const call = reservationOf(account, '2');
      await gateway.ledger.reserve(call);
      await gateway.ledger.settle(account, settlementOf(call.id, '1'));
      expect(await gateway.account(account)).toEqual({ balance: '9.00', held: '0.00', seq: 2 });
    });
    await migrate(source);
    expect(await functions()).toEqual(withWarnings);
    await work(async (gateway) => expect((await gateway.verifier.verify()).differences).toEqual([]));
  });
});
