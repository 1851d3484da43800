import type { BillingModel } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { creditOf, LedgerGateway, reservationOf, settlementOf } from '../../../test/support/ledger-gateways.js';
import { brokenInvariants } from '../../../test/support/ledger-invariants.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';
import { newId } from '../../common/ids.js';

let databases: TestDatabases;
let gateway: LedgerGateway;

beforeAll(async () => {
  databases = await createTestDatabases();
  gateway = await LedgerGateway.open(databases);
});
afterAll(async () => {
  await gateway.close();
  await databases.drop();
});
afterEach(async () => {
  expect(await brokenInvariants(gateway.database)).toEqual([]);
  expect((await gateway.verifier.verify()).differences).toEqual([]);
});

/** The smallest amount that there is. */
const NANO = 1n;

interface Standing {
  readonly limit: string | null;
  readonly credit: string;
  /** What another call has set aside. */
  readonly held: string;
}

const STANDINGS: readonly Standing[] = ['0', '3', null].flatMap((limit) =>
  ['0', '1'].flatMap((credit) =>
    ['0', '0.75']
      .filter((held) => limit === null || parseChf(held) <= parseChf(credit) + parseChf(limit))
      .map((held) => ({ limit, credit, held })),
  ),
);

/** What a call may still set aside; an unlimited account is tried around what it has. */
function freeOf({ limit, credit, held }: Standing): Nano {
  return limit === null ? parseChf(credit) : parseChf(credit) - parseChf(held) + parseChf(limit);
}

/** Just below, at and just above each amount; nothing below zero. */
function around(...amounts: readonly Nano[]): Nano[] {
  const all = amounts.flatMap((amount) => [amount - NANO, amount, amount + NANO]);
  return [...new Set(all.filter((amount) => amount >= 0n))];
}

async function open({ limit, credit, held }: Standing, mandateId?: string): Promise<string> {
  const id = await gateway.openAccount({ limit, credit, ...(mandateId !== undefined && { mandateId }) });
  if (parseChf(held) > 0n) await reserve(id, parseChf(held));
  return id;
}

async function reserve(account: string, amount: Nano): Promise<string> {
  const reservation = reservationOf(account, toChf(amount));
  expect(await gateway.ledger.reserve(reservation)).toEqual({ status: 'granted' });
  return reservation.id;
}

async function figures(account: string): Promise<{ balance: Nano; held: Nano }> {
  const { balance, held } = await gateway.account(account);
  return { balance: parseChf(balance), held: parseChf(held) };
}

describe.each(STANDINGS)('with limit $limit, credit $credit, held $held', (standing) => {
  const { limit } = standing;
  const free = freeOf(standing);

  it.each(around(free, 0n))('a reservation of %d nano-francs is granted only if it fits', async (amount) => {
    const account = await open(standing);
    const before = await figures(account);
    const answer = await gateway.ledger.reserve(reservationOf(account, toChf(amount)));
    const isGranted = limit === null || amount <= free;
    expect(answer).toEqual(isGranted ? { status: 'granted' } : { status: 'insufficient', available: free });
    const taken = isGranted && limit !== null ? amount : 0n;
    expect(await figures(account)).toEqual({ balance: before.balance, held: before.held + taken });
  });

  it.each(around(free, free / 2n, 0n))(
    'a call that comes to %d nano-francs takes what is free, and never more',
    async (cost) => {
      for (const isLate of [false, true]) {
        const account = await open(standing);
        const before = await figures(account);
        const call = await reserve(account, free / 2n);
        if (isLate) {
          await gateway.lapse(call);
          await gateway.ledger.expireHolds();
          expect(await figures(account)).toEqual(before);
        }
        const charged = limit === null || cost <= free ? cost : free;
        expect(await gateway.ledger.settle(account, settlementOf(call, toChf(cost)))).toMatchObject({
          status: 'booked',
          amount: -charged,
          shortfall: cost - charged,
        });
        expect(await figures(account)).toEqual({ balance: before.balance - charged, held: before.held });
      }
    },
  );

  it.each(around(free, 0n))('a transfer of %d nano-francs leaves only if it is free', async (amount) => {
    if (amount === 0n) return;
    const mandateId = newId();
    const [from, to] = [await open(standing, mandateId), await gateway.openAccount({ mandateId })];
    const before = await figures(from);
    const transfer = gateway.ledger.post([
      { ...creditOf(from, '0'), type: 'transfer', amount: -amount },
      { ...creditOf(to, '0'), type: 'transfer', amount },
    ]);
    const isBooked = limit === null || amount <= free;
    if (isBooked) await transfer;
    else await expect(transfer).rejects.toThrow('billing_account_available_ck');
    const moved = isBooked ? amount : 0n;
    expect(await figures(from)).toEqual({ balance: before.balance - moved, held: before.held });
    expect(await figures(to)).toEqual({ balance: moved, held: 0n });
  });

  it('a suspended account grants nothing, whatever it has', async () => {
    const account = await open(standing);
    await gateway.database.query("UPDATE billing_account SET status = 'suspended' WHERE id = $1", [account]);
    for (const amount of around(free, 0n)) {
      expect(await gateway.ledger.reserve(reservationOf(account, toChf(amount)))).toEqual({ status: 'suspended' });
    }
  });
});

const HELD = parseChf('1');
const LIMIT_BEFORE = '5';
const LIMIT_AFTER = '2';
const LIMITS: Readonly<Record<BillingModel, Nano | null>> = {
  PREPAY_MANDATE: 0n,
  PREPAY_USER: 0n,
  POSTPAY: parseChf(LIMIT_AFTER),
  UNLIMITED: null,
};
const MODELS = Object.keys(LIMITS) as BillingModel[];

/** Changes of what limits the mandate's own account. */
const SWITCHES = MODELS.flatMap((from) =>
  MODELS.filter((to) => to !== from || to === 'POSTPAY').map((to) => [from, to] as const),
);

async function openMandate(billingModel: BillingModel) {
  const made = await gateway.openSwitched('PREPAY_MANDATE', LIMIT_BEFORE);
  if (billingModel !== 'PREPAY_MANDATE') await gateway.settings.update(made.mandateId, { billingModel });
  return made;
}

/** Credits, or uses up, as much as makes this balance. */
async function bring(account: string, balance: Nano): Promise<void> {
  if (balance > 0n) await gateway.ledger.post([creditOf(account, toChf(balance))]);
  if (balance >= 0n) return;
  await gateway.ledger.settle(account, settlementOf(await reserve(account, -balance), toChf(-balance)));
}

describe.each(SWITCHES)('from %s to %s', (from, to) => {
  const limit = LIMITS[to];
  // A call of an unlimited account has set nothing aside; under a limit the switch waits for it.
  const held = from === 'UNLIMITED' ? 0n : HELD;
  // Nobody can have less to spare than the old limit has left them.
  const before = from === 'POSTPAY' ? parseChf(LIMIT_BEFORE) : LIMITS[from];
  const least = limit === null || before === null ? 0n : limit - before;
  const spares = [-NANO, 0n, NANO, least, least + NANO].filter((spare) => before === null || spare >= least);

  it.each([...new Set(spares)])('with %d nano-francs to spare under the new limit', async (spare) => {
    const balance = held - (limit ?? before ?? 0n) + spare;
    const { mandateId, own } = await openMandate(from);
    await bring(own, balance);
    const call = held > 0n ? await reserve(own, held) : undefined;
    const change = gateway.settings.update(mandateId, {
      billingModel: to,
      ...(to === 'POSTPAY' && { creditLimit: LIMIT_AFTER }),
    });
    const isPermitted = limit === null || spare >= 0n;
    if (isPermitted) expect((await change).billingModel).toBe(to);
    else {
      const reason = balance + limit < 0n ? 'balance_too_low' : 'calls_in_flight';
      await expect(change).rejects.toMatchObject({ code: 'billing.switch_refused', details: { reason } });
    }
    expect(await figures(own)).toEqual({ balance, held });
    if (isPermitted && limit !== null) {
      const above = reservationOf(own, toChf(spare + NANO));
      expect(await gateway.ledger.reserve(above)).toEqual({ status: 'insufficient', available: spare });
      await reserve(own, spare);
    }
    // What was running is settled under whichever limit there is now.
    if (call !== undefined) {
      expect(await gateway.ledger.settle(own, settlementOf(call, toChf(held)))).toMatchObject({ shortfall: 0n });
    }
  });
});

describe('members who pay for themselves beside the account of their mandate', () => {
  it('have their own credit only, and the mandate has its own, while calls of both are open', async () => {
    const { mandateId, own, member } = await openMandate('PREPAY_MANDATE');
    await bring(own, parseChf('3'));
    const ofMandate = await reserve(own, parseChf('2'));
    await gateway.settings.update(mandateId, { billingModel: 'PREPAY_USER' });
    expect(await figures(own)).toEqual({ balance: parseChf('3'), held: parseChf('2') });

    expect(await gateway.ledger.reserve(reservationOf(member, '0.000000001'))).toMatchObject({
      status: 'insufficient',
    });
    await bring(member, parseChf('1'));
    const ofMember = await reserve(member, parseChf('1'));
    const back = { billingModel: 'PREPAY_MANDATE' } as const;
    await expect(gateway.settings.update(mandateId, back)).rejects.toMatchObject({
      code: 'billing.switch_refused',
      details: { reason: 'calls_in_flight', callsInFlight: 1 },
    });
    expect(await gateway.ledger.settle(member, settlementOf(ofMember, '1.5'))).toMatchObject({
      amount: parseChf('-1'),
      shortfall: parseChf('0.5'),
    });
    expect(await figures(own)).toEqual({ balance: parseChf('3'), held: parseChf('2') });

    await bring(member, parseChf('0.25'));
    await gateway.settings.update(mandateId, back);
    expect(await figures(member)).toEqual({ balance: 0n, held: 0n });
    expect(await gateway.ledger.settle(own, settlementOf(ofMandate, '2'))).toMatchObject({ shortfall: 0n });
    expect(await figures(own)).toEqual({ balance: parseChf('1.25'), held: 0n });
  });

  it('lose nothing to a switch, and their accounts serve again after the way back', async () => {
    const { mandateId, own, member } = await openMandate('PREPAY_USER');
    for (const billingModel of ['PREPAY_MANDATE', 'POSTPAY', 'UNLIMITED'] as const) {
      const before = await figures(own);
      await bring(member, parseChf('1') + NANO);
      await gateway.settings.update(mandateId, { billingModel, creditLimit: LIMIT_BEFORE });
      expect(await figures(own)).toEqual({ balance: before.balance + parseChf('1') + NANO, held: 0n });
      expect(await figures(member)).toEqual({ balance: 0n, held: 0n });
      await gateway.settings.update(mandateId, { billingModel: 'PREPAY_USER' });
    }
    await bring(member, parseChf('1'));
    await reserve(member, parseChf('1'));
  });
});
