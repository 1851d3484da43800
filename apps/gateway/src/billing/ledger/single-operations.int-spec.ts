import {
  creditOf,
  LedgerGateway,
  purposeOf,
  reservationOf,
  settlementOf,
} from '../../../test/support/ledger-gateways.js';
import { brokenInvariants } from '../../../test/support/ledger-invariants.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';
import { newId } from '../../common/ids.js';
import { LedgerRepository } from './ledger.repository.js';
import type { Reservation, Settlement } from './ledger.types.js';

/** Everything as a batch, of one as well. */
class Batches extends LedgerRepository {
  override apply(...operations: Parameters<LedgerRepository['apply']>) {
    return this.applyBatch(...operations);
  }
}

/** Nothing as a batch: whatever is not of the ordinary kind fails. */
class Singles extends LedgerRepository {
  protected override applyBatch(): Promise<never> {
    return Promise.reject(new Error('left to a batch'));
  }
}

let databases: TestDatabases;
let batches: LedgerGateway;
let singles: LedgerGateway;

beforeAll(async () => {
  databases = await createTestDatabases();
  batches = await LedgerGateway.open(databases, Batches);
  singles = await LedgerGateway.open(databases, Singles);
});
afterAll(async () => {
  await Promise.all([batches.close(), singles.close()]);
  await databases.drop();
});
afterEach(async () => {
  expect(await brokenInvariants(singles.database)).toEqual([]);
  expect((await singles.verifier.verify()).differences).toEqual([]);
});

const EVERYTHING = purposeOf({
  userId: newId(),
  feature: 'automation',
  model: 'demo-2',
  chatId: newId(),
  messageId: newId(),
  automationId: newId(),
  runId: newId(),
  apiKeyId: newId(),
  reference: 'Schritt «1»',
});

interface Call {
  readonly account?: { readonly credit?: string; readonly limit?: string | null; readonly warnBelow?: string };
  readonly hold: string;
  readonly reservation?: Partial<Reservation>;
  readonly cost: string;
  readonly settlement?: Partial<Settlement>;
}

/** What a call leaves: its hold, its booking, its account and its statistics, without ids of this account and times. */
async function traces(gateway: LedgerGateway, call: Call): Promise<unknown[]> {
  const { credit = '10', limit = '0', warnBelow } = call.account ?? {};
  const account = await gateway.openAccount({ credit: '0', limit });
  if (warnBelow) {
    await gateway.database.query("UPDATE billing_account SET warn_below = $2, alert = 'armed' WHERE id = $1", [
      account,
      warnBelow,
    ]);
  }
  if (credit !== '0') await gateway.ledger.post([creditOf(account, credit)]);
  const reservation = reservationOf(account, call.hold, call.reservation);
  const answers: unknown[] = [await gateway.ledger.reserve(reservation)];
  const hold = await gateway.database.query(
    `SELECT to_jsonb(h) - '{id,account_id,created_at,expires_at,gateway_id}'::text[] AS hold,
       round(extract(epoch FROM expires_at - created_at)) AS seconds, now() - created_at < interval '1 minute' AS recent
     FROM billing_hold h WHERE id = $1`,
    [reservation.id],
  );
  answers.push(await gateway.ledger.settle(account, settlementOf(reservation.id, call.cost, call.settlement)));
  const bookings = await gateway.database.query(
    `SELECT to_jsonb(t) - '{id,account_id,mandate_id,created_at,hash}'::text[] AS booking,
       now() - created_at < interval '1 minute' AS recent FROM billing_transaction t WHERE account_id = $1 ORDER BY seq`,
    [account],
  );
  const statistics = await gateway.database.query(
    `SELECT to_jsonb(d) - 'mandate_id' AS row FROM billing_usage_daily d WHERE mandate_id = $1
     UNION ALL SELECT to_jsonb(d) - 'mandate_id' FROM billing_mandate_usage_daily d WHERE mandate_id = $1`,
    [await gateway.mandateOf(account)],
  );
  return [...answers, hold, bookings, statistics, await gateway.account(account), await gateway.holds(account)];
}

describe('one operation alone is what it would be in a batch', () => {
  it.each<[string, Call]>([
    ['a call', { hold: '4', cost: '1.000000001' }],
    [
      'a call that has everything to tell',
      { hold: '4', cost: '1', reservation: { purpose: EVERYTHING, ttlSeconds: 7 } },
    ],
    ['a call without charge', { hold: '0', cost: '0' }],
    ['a call that takes all there is', { hold: '10', cost: '10' }],
    ['a call that costs more than its hold', { hold: '1', cost: '9.999999999' }],
    [
      'an aborted call whose usage was estimated',
      { hold: '1', cost: '0.5', settlement: { outcome: 'aborted', estimated: true, providerRequestId: 'req "1"' } },
    ],
    ['a call on credit', { account: { credit: '0', limit: '5' }, hold: '5', cost: '4' }],
    ['a call without limit', { account: { credit: '0', limit: null }, hold: '5', cost: '4' }],
    ['a call down to the threshold', { account: { warnBelow: '9' }, hold: '5', cost: '1' }],
  ])('%s', async (_, call) => {
    const alone = await traces(singles, call);
    expect(alone).toEqual(await traces(batches, call));
    expect(alone.slice(0, 2)).toMatchObject([
      { status: 'granted' },
      { status: 'booked', repeated: false, shortfall: 0n },
    ]);
  });

  it('two calls of a day come to one line of the statistics', async () => {
    const account = await singles.openAccount({ credit: '10' });
    for (const cost of ['1', '0.25']) {
      const reservation = reservationOf(account, '2');
      await singles.ledger.reserve(reservation);
      await singles.ledger.settle(account, settlementOf(reservation.id, cost));
    }
    const rows = await singles.database.query<{ calls: string; amount: string }>(
      `SELECT calls, amount::text FROM billing_usage_daily WHERE mandate_id = $1
       UNION ALL SELECT calls, amount::text FROM billing_mandate_usage_daily WHERE mandate_id = $1`,
      [await singles.mandateOf(account)],
    );
    expect(rows).toEqual([1, 2].map(() => ({ calls: '2', amount: '1.250000000' })));
  });
});

describe('what is not ordinary is left to a batch, and nothing is changed', () => {
  async function expectLeft(account: string | undefined, work: Promise<unknown>): Promise<void> {
    const before = account && (await singles.account(account));
    await expect(work).rejects.toThrow('left to a batch');
    if (account) expect(await singles.account(account)).toEqual(before);
  }

  it('reservations with budgets, beyond what is free, of no amount, on suspended and unknown accounts', async () => {
    const account = await singles.openAccount({ credit: '10' });
    const budgetIds = [await singles.openBudget(account, '5')];
    await expectLeft(account, singles.ledger.reserve(reservationOf(account, '1', { budgetIds })));
    await expectLeft(account, singles.ledger.reserve(reservationOf(account, '10.000000001')));
    await expectLeft(account, singles.ledger.reserve(reservationOf(account, '-1')));
    await expectLeft(undefined, singles.ledger.reserve(reservationOf(newId(), '1')));
    await singles.database.query("UPDATE billing_account SET status = 'suspended' WHERE id = $1", [account]);
    await expectLeft(account, singles.ledger.reserve(reservationOf(account, '1')));
  });

  it('ids that were used: of a hold, and of a booking', async () => {
    const account = await singles.openAccount({ credit: '10' });
    const reservation = reservationOf(account, '1');
    await singles.ledger.reserve(reservation);
    await expectLeft(account, singles.ledger.reserve(reservation));
    await singles.ledger.settle(account, settlementOf(reservation.id, '1'));
    await expectLeft(account, singles.ledger.reserve(reservation));
    await expectLeft(account, singles.ledger.settle(account, settlementOf(reservation.id, '1')));
    await expectLeft(account, singles.ledger.settle(account, settlementOf(newId(), '1')));
  });

  it('costs that are not covered or no amount, holds that expired or count for a budget', async () => {
    const account = await singles.openAccount({ credit: '10' });
    const budgeted = reservationOf(account, '1', { budgetIds: [await singles.openBudget(account, '5')] });
    await batches.ledger.reserve(budgeted);
    await expectLeft(account, singles.ledger.settle(account, settlementOf(budgeted.id, '1')));
    const call = reservationOf(account, '1');
    await singles.ledger.reserve(call);
    // One franc of ten is set aside for the other call.
    await expectLeft(account, singles.ledger.settle(account, settlementOf(call.id, '9.000000001')));
    await expectLeft(account, singles.ledger.settle(account, settlementOf(call.id, '-1')));
    await singles.lapse(call.id);
    await singles.ledger.expireHolds();
    await expectLeft(account, singles.ledger.settle(account, settlementOf(call.id, '1')));
  });

  it('a fall below the threshold, and to nothing', async () => {
    for (const [alert, cost] of [
      ['armed', '5.000000001'],
      ['low', '9.990000001'],
    ] as const) {
      const account = await singles.openAccount({ credit: '10' });
      await singles.database.query('UPDATE billing_account SET warn_below = 5, alert = $2 WHERE id = $1', [
        account,
        alert,
      ]);
      const call = reservationOf(account, '10');
      await singles.ledger.reserve(call);
      await expectLeft(account, singles.ledger.settle(account, settlementOf(call.id, cost)));
      await batches.ledger.settle(account, settlementOf(call.id, '10'));
    }
  });
});

it('many gateways that each ask one at a time never grant a franc twice', async () => {
  const gateways = [singles, await LedgerGateway.open(databases)];
  const account = await singles.openAccount({ credit: '5' });
  const ask = async (gateway: LedgerGateway): Promise<number> => {
    let granted = 0;
    for (let asked = 0; asked < 20; asked++) {
      const answer = await gateway.ledger
        .reserve(reservationOf(account, '0.25'))
        .catch(() => ({ status: 'insufficient' }));
      if (answer.status === 'granted') granted++;
    }
    return granted;
  };
  const granted = await Promise.all(gateways.map(ask));
  expect(granted.reduce((sum, count) => sum + count)).toBe(20);
  expect(await singles.account(account)).toMatchObject({ balance: '5.00', held: '5.00' });
  await gateways[1]?.close();
});
