import { toChf } from '@nyla/money';
import { creditOf, LedgerGateway, reservationOf, settlementOf } from '../../test/support/ledger-gateways.js';
import { createTestDatabases, type TestDatabases } from '../../test/support/test-databases.js';
import { newId } from '../common/ids.js';
import { inspect } from './inspection.js';
import { Journal } from './journal.js';

/** The harness itself under test: what is planted here must be noticed. */
let databases: TestDatabases;
let gateway: LedgerGateway;
let journal: Journal;
let account: string;

beforeAll(async () => {
  databases = await createTestDatabases();
  gateway = await LedgerGateway.open(databases);
});

afterAll(async () => {
  await gateway.close();
  await databases.drop();
});

beforeEach(async () => {
  await gateway.wipe();
  journal = new Journal(null);
  account = await gateway.openAccount({ credit: '10' });
});

const problems = () => inspect(databases.urls.billing, journal);

/** A request that was booked and acknowledged; answers its booking. */
async function topUp(tag: string, amount = '1'): Promise<string> {
  const posting = creditOf(account, amount, { reason: tag });
  journal.ask({ what: 'top-up', tag, amount });
  await gateway.ledger.post([posting]);
  journal.acknowledge({ what: 'top-up', bookingId: posting.id, amount, tag });
  return posting.id;
}

/** An answer that was booked and told; answers its booking. */
async function answer(messageId: string, cost = '0.000000003'): Promise<string> {
  const { purpose, ...rest } = reservationOf(account, '1');
  await gateway.ledger.reserve({ ...rest, purpose: { ...purpose, messageId } });
  const result = await gateway.ledger.settle(account, settlementOf(rest.id, cost));
  if (result.status !== 'booked') throw new Error(result.status);
  journal.acknowledge({ what: 'chat', bookingId: rest.id, amount: toChf(result.amount), tag: null });
  journal.price({ messageId, amount: cost });
  return rest.id;
}

/** Removes a booking as a crash would: with the balance that it had changed. */
async function undo(bookingId: string): Promise<void> {
  await gateway.database.run(async () => {
    await gateway.database.query('SET LOCAL session_replication_role = replica');
    await gateway.database.query(
      `UPDATE billing_account a SET balance = balance - t.amount FROM billing_transaction t
       WHERE t.id = $1 AND a.id = t.account_id`,
      [bookingId],
    );
    await gateway.database.query('DELETE FROM billing_transaction WHERE id = $1', [bookingId]);
  });
}

it('finds nothing wrong with a ledger that did what it was asked to', async () => {
  await topUp('one');
  await answer(newId());
  journal.ask({ what: 'top-up', tag: 'never booked, never acknowledged', amount: '1' });
  expect(journal.acknowledged).toHaveLength(2);
  expect(await problems()).toEqual([]);
});

it('notices a top-up that was acknowledged and lost', async () => {
  await undo(await topUp('one'));
  expect(await problems()).toEqual([expect.stringMatching(/^lost: one was acknowledged with 1/)]);
});

it('notices an answer that was acknowledged and lost, by its booking and by its price', async () => {
  const messageId = newId();
  await undo(await answer(messageId));
  expect(await problems()).toEqual([
    expect.stringMatching(/^lost: chat .* was acknowledged with -0.000000003/),
    expect.stringContaining(`the answer ${messageId} was told to cost 0.000000003`),
  ]);
});

it('notices a request that was booked twice, whether or not both were acknowledged', async () => {
  await topUp('one');
  await gateway.ledger.post([creditOf(account, '1', { reason: 'one' })]);
  expect(await problems()).toEqual([expect.stringMatching(/^doubled: one asked for 1 booking\(s\), and there are 2/)]);
  await topUp('two');
  await topUp('two');
  expect(await problems()).toContainEqual(expect.stringMatching(/^doubled: two was acknowledged as .* and as /));
});

it('notices half a transfer', async () => {
  journal.ask({ what: 'transfer', tag: 'half', amount: '1' });
  // As transfers are booked: the route as the reference, what was asked for as the reason.
  await gateway.ledger.post([creditOf(account, '1', { reason: 'half', reference: 'from → to' })]);
  expect(await problems()).toEqual([expect.stringMatching(/^doubled: half asked for 2 booking/)]);
});

it('notices an answer that was booked twice', async () => {
  const messageId = newId();
  await answer(messageId);
  await answer(messageId);
  expect(await problems()).toContainEqual(expect.stringMatching(/^an answer was booked twice/));
});

it('notices another amount than was asked for, and than was told', async () => {
  journal.ask({ what: 'credit', tag: 'one', amount: '2' });
  const id = await topUp('one', '3');
  journal.acknowledge({ what: 'credit', bookingId: id, amount: '2', tag: 'one' });
  expect(await problems()).toEqual([
    expect.stringMatching(/^changed: one was acknowledged with 2, and booked as 3/),
    expect.stringMatching(/^changed: one asked for 2/),
  ]);
});

it('notices a hold that never ends, and what it holds', async () => {
  const budget = await gateway.openBudget(account, '5');
  await gateway.ledger.reserve(reservationOf(account, '1', { budgetIds: [budget] }));
  expect((await problems()).map((problem) => problem.split(':')[0])).toEqual([
    'a hold is open for ever',
    'something is held without a hold',
    'a budget holds something without a hold',
  ]);
});

it('notices a balance that is not the sum of its bookings', async () => {
  await gateway.database.query('UPDATE billing_account SET balance = balance + 1 WHERE id = $1', [account]);
  expect(await problems()).toEqual([expect.stringMatching(/^the balance is not the sum of the bookings/)]);
});

it('passes on what clients saw', async () => {
  journal.sight('an account was overdrawn');
  expect(await problems()).toEqual(['an account was overdrawn']);
});
