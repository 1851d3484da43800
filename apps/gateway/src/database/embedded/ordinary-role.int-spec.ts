import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { LedgerGateway, reservationOf, settlementOf } from '../../../test/support/ledger-gateways.js';
import type { TestDatabases } from '../../../test/support/test-databases.js';
import { createBillingDataSource, migrate } from '../data-sources.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';

const NAME = 'ledger';
const NO_RIGHTS = '42501';

let dataDir: string;
let server: EmbeddedPostgres;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'nyla-postgres-'));
  server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
});
afterEach(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function migrateAs(url: string): Promise<void> {
  const source = await createBillingDataSource(url).initialize();
  await migrate(source);
  await source.destroy();
}

/** Credit, and a call that was booked. */
async function work(url: string): Promise<void> {
  const gateway = await LedgerGateway.open({ urls: { billing: url } } as TestDatabases);
  const account = await gateway.openAccount({ credit: '10' });
  const call = reservationOf(account, '1');
  await gateway.ledger.reserve(call);
  expect(await gateway.ledger.settle(account, settlementOf(call.id, '1'))).toMatchObject({ status: 'booked' });
  expect((await gateway.verifier.verify()).differences).toEqual([]);
  await gateway.close();
}

async function expectRefused(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const sql of [
    'UPDATE billing_transaction SET amount = 0',
    'DELETE FROM billing_transaction',
    'TRUNCATE billing_transaction',
    'MERGE INTO billing_transaction t USING billing_account a ON a.id = t.account_id WHEN MATCHED THEN DELETE',
    'SET session_replication_role = replica',
    'ALTER ROLE nyla SUPERUSER',
  ]) {
    await expect(client.query(sql)).rejects.toMatchObject({ code: NO_RIGHTS });
  }
  // An owner may switch the triggers off; its rights are still missing.
  await client.query('ALTER TABLE billing_transaction DISABLE TRIGGER USER');
  await expect(client.query('DELETE FROM billing_transaction')).rejects.toMatchObject({ code: NO_RIGHTS });
  const { rows } = await client.query(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner <> 'nyla'::regrole
     UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proowner <> 'nyla'::regrole`,
  );
  expect(rows).toEqual([]);
  await client.end();
}

describe('the ordinary role of the embedded server', () => {
  it('owns its database and keeps the ledger in it, and cannot change a booking', async () => {
    // As two processes do that start together.
    await Promise.all([server.ensureOwnedDatabase(NAME), server.ensureOwnedDatabase(NAME)]);
    await migrateAs(server.ordinaryUrlFor(NAME));
    await work(server.ordinaryUrlFor(NAME));
    await expectRefused(server.ordinaryUrlFor(NAME));
  });

  it('takes over a database that the superuser had filled', async () => {
    await server.ensureDatabase(NAME);
    await migrateAs(server.urlFor(NAME));
    await work(server.urlFor(NAME));
    await server.ensureOwnedDatabase(NAME);
    await server.ensureOwnedDatabase(NAME);
    await work(server.ordinaryUrlFor(NAME));
    await expectRefused(server.ordinaryUrlFor(NAME));
  });
});
