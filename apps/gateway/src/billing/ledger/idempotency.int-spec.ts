import { creditOf, LedgerGateway } from '../../../test/support/ledger-gateways.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';
import type { RequestContext } from '../../common/context/request-context.js';
import { newId } from '../../common/ids.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';

const context = { caller: { userId: newId() } } as RequestContext;

let databases: TestDatabases;
let gateways: LedgerGateway[];
let services: IdempotencyService[];

beforeAll(async () => {
  databases = await createTestDatabases();
  gateways = [await LedgerGateway.open(databases), await LedgerGateway.open(databases)];
  services = gateways.map(
    ({ database }) => new IdempotencyService(database, new IdempotencyRepository(database), context),
  );
});
afterAll(async () => {
  for (const gateway of gateways) await gateway.close();
  await databases.drop();
});

/** Credits one franc under a key, on one of the two gateways. */
async function credit(index: number, account: string, key: string, request: object): Promise<object> {
  const gateway = gateways[index];
  const service = services[index];
  if (!gateway || !service) throw new Error('no such gateway');
  return service.once('credit:test', key, request, async () => {
    const posting = creditOf(account, '1');
    await gateway.ledger.post([posting]);
    return { id: posting.id };
  });
}

describe('once', () => {
  it('moves money once, however many ask at the same time, and answers all alike', async () => {
    const account = await gateways[0]?.openAccount();
    const answers = await Promise.all(
      [0, 1, 0, 1, 0, 1].map((index) => credit(index, account ?? '', 'at-once', { a: 1 })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await gateways[0]?.account(account ?? '')).toMatchObject({ balance: '1.00' });
  });

  it('refuses another request under the key, but not the same one with its fields in another order', async () => {
    const account = (await gateways[0]?.openAccount()) ?? '';
    const first = await credit(0, account, 'order', { amount: '1', nested: { b: [1, 2], a: null } });
    expect(await credit(1, account, 'order', { nested: { a: null, b: [1, 2] }, amount: '1' })).toEqual(first);
    for (const other of [
      { amount: '1' },
      { amount: '1', nested: { b: [2, 1], a: null } },
      { amount: 1, nested: { b: [1, 2], a: null } },
    ]) {
      await expect(credit(0, account, 'order', other)).rejects.toMatchObject({ code: 'common.idempotency_conflict' });
    }
    expect(await gateways[0]?.account(account)).toMatchObject({ balance: '1.00' });
  });

  it('keeps nothing of a request that failed', async () => {
    const account = (await gateways[0]?.openAccount()) ?? '';
    await expect(services[0]?.once('credit:test', 'fails', {}, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    await credit(1, account, 'fails', { other: true });
    expect(await gateways[0]?.account(account)).toMatchObject({ balance: '1.00' });
  });
});

it('tells the other gateway of a credit that was booked in a transaction', async () => {
  const [one, two] = gateways;
  if (!one || !two) throw new Error('no gateways');
  const account = await one.openAccount();
  await two.events.onApplicationBootstrap();
  const heard = new Promise((resolve) => two.events.changesOf(account).subscribe(resolve));
  // What was announced when the account was opened has gone out before anyone listens for it.
  await new Promise((resolve) => setTimeout(resolve, 150));
  await credit(0, account, 'told', {});
  expect(await heard).toBe(account);
});
