import { toChf } from '@nyla/money';
import pg from 'pg';
import { creditOf, LedgerGateway, reservationOf, settlementOf } from '../../../test/support/ledger-gateways.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';
import { newId } from '../../common/ids.js';
import { APPLY, applyValues } from './ledger.repository.js';
import type { Reservation } from './ledger.types.js';

/** Rows of each kind that are in the way: one scan too many reads them all. */
const CROWD = 20_000;
const BATCH = 20;

let databases: TestDatabases;
let gateway: LedgerGateway;
let account: string;
let budgetIds: string[];
/** One connection, because plans are kept by connection. */
let session: pg.Client;

beforeAll(async () => {
  databases = await createTestDatabases();
  gateway = await LedgerGateway.open(databases);
  account = await gateway.openAccount({ credit: '1000' });
  budgetIds = [await gateway.openBudget(account, '1000'), await gateway.openBudget(account, '1000')];
  session = new pg.Client({ connectionString: databases.urls.billing });
  await session.connect();
});
afterAll(async () => {
  await session.end();
  await gateway.close();
  await databases.drop();
});

/** Half of them with budgets. */
function reservations(count: number): Reservation[] {
  return Array.from({ length: count }, (_, index) =>
    reservationOf(account, '0.01', { budgetIds: index % 2 ? budgetIds : [] }),
  );
}

async function apply(settled: readonly Reservation[], reserved: readonly Reservation[]): Promise<void> {
  const settlements = settled.map(({ id }) => ({ ...settlementOf(id, '0'), cost: '0.001' }));
  const reservations = reserved.map((reservation) => ({ ...reservation, amount: toChf(reservation.amount) }));
  await session.query(APPLY, applyValues(settlements, reservations, 'test'));
}

/** Every ledger function once, as the gateway calls it. */
async function everything(): Promise<void> {
  const [settled, released] = [reservations(BATCH), reservations(BATCH)];
  await apply([], [...settled, ...released]);
  await apply(settled, reservations(BATCH));
  await apply(settled, []);
  await session.query('SELECT ledger_release($1)', [released.map(({ id }) => id)]);
  await session.query('SELECT * FROM ledger_expire(200)');
  await session.query('SELECT 1 FROM ledger_post($1)', [JSON.stringify([{ ...creditOf(account, '0'), amount: '1' }])]);
}

/** Rows that `work` read from the ledger's tables, however it found them. */
async function rowsReadBy(work: () => Promise<void>): Promise<number> {
  await session.query('BEGIN');
  await work();
  const { rows } = await session.query<{ read: string }>(
    `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS read FROM pg_stat_xact_user_tables
     WHERE relname IN ('billing_hold', 'billing_transaction', 'billing_account', 'billing_budget')`,
  );
  await session.query('ROLLBACK');
  return Number(rows[0]?.read);
}

async function crowd(): Promise<void> {
  await session.query('SET session_replication_role = replica');
  await session.query(
    `INSERT INTO billing_budget (id, mandate_id, kind, subject, limit_amount)
     SELECT gen_random_uuid(), gen_random_uuid(), 'run', gen_random_uuid(), 1 FROM generate_series(1, $1::int)`,
    [CROWD],
  );
  // Other accounts; tombstones and open holds; bookings that were made before.
  await session.query(
    `INSERT INTO billing_account (id, mandate_id) SELECT gen_random_uuid(), gen_random_uuid() FROM generate_series(1, $1::int)`,
    [CROWD],
  );
  await session.query(
    `INSERT INTO billing_hold (id, account_id, amount, status, purpose, gateway_id, expires_at)
     SELECT gen_random_uuid(), $2, 0, s, '{}', 'x', now() + CASE s WHEN 'open' THEN 1 ELSE -1 END * interval '1 hour'
     FROM generate_series(1, $1::int), unnest('{open,expired}'::text[]) s`,
    [CROWD, newId()],
  );
  await session.query(
    `INSERT INTO billing_transaction (id, account_id, mandate_id, seq, type, amount, balance_after, created_at, hash)
     SELECT gen_random_uuid(), $2, $2, n, 'expiry', 0, 0, now(), '' FROM generate_series(1, $1::int) n`,
    [CROWD, newId()],
  );
  await session.query('SET session_replication_role = DEFAULT');
}

describe('every row is looked up by its id', () => {
  it('with plans that were kept from when the tables were empty, and with fresh ones without statistics', async () => {
    for (const table of ['billing_account', 'billing_hold', 'billing_transaction', 'billing_budget']) {
      await session.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
    }
    for (let round = 0; round < 8; round++) await everything();
    const alone = await rowsReadBy(everything);
    await crowd();
    expect(await rowsReadBy(everything)).toBeLessThan(alone + CROWD / 4);
    await session.query('DISCARD PLANS');
    expect(await rowsReadBy(everything)).toBeLessThan(alone + CROWD / 4);
    await session.query('ANALYZE');
    expect(await rowsReadBy(everything)).toBeLessThan(alone + CROWD / 4);
  });

  it('also when the statistics are of an empty table', async () => {
    await session.query('CREATE TEMP TABLE kept AS SELECT * FROM billing_hold');
    await session.query('SET session_replication_role = replica');
    await session.query('DELETE FROM billing_hold');
    await session.query('ANALYZE billing_hold');
    const alone = await rowsReadBy(everything);
    await session.query('INSERT INTO billing_hold SELECT * FROM kept');
    await session.query('SET session_replication_role = DEFAULT');
    expect(await rowsReadBy(everything)).toBeLessThan(alone + CROWD / 4);
  });
});

it('books a batch far longer than any lane sends, exactly', async () => {
  const calls = reservations(4_000);
  const before = await gateway.account(account);
  await apply([], calls);
  expect((await gateway.account(account)).held).not.toBe(before.held);
  await apply(calls, []);
  expect(await gateway.account(account)).toMatchObject({ held: before.held, seq: before.seq + 4_000 });
});
