import type { DataSource } from 'typeorm';
import { LedgerGateway, reservationOf, settlementOf } from '../../../../test/support/ledger-gateways.js';
import { undo } from '../../../../test/support/migrations.js';
import { createTestDatabases, type TestDatabases } from '../../../../test/support/test-databases.js';
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

describe('the migration to arrays', () => {
  it('goes back where nothing was booked with it, and comes again', async () => {
    await undo(source, 'Arrays1795910000000');
    expect(await migrate(source)).toContain('Arrays1795910000000');
  });

  it('does not go back once a hash covers a receipt as text, and leaves everything as it was', async () => {
    const gateway = await LedgerGateway.open(databases);
    const account = await gateway.openAccount({ credit: '10' });
    const call = reservationOf(account, '2');
    await gateway.ledger.reserve(call);
    await gateway.ledger.settle(account, settlementOf(call.id, '1'));
    await expect(undo(source, 'Arrays1795910000000')).rejects.toThrow('they cannot go back');
    await migrate(source);
    expect((await gateway.verifier.verify()).differences).toEqual([]);
    await gateway.close();
  });
});
