import { parseChf } from '@nyla/money';
import { creditOf, LedgerGateway, reservationOf, settlementOf } from '../../../test/support/ledger-gateways.js';
import { brokenInvariants } from '../../../test/support/ledger-invariants.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';

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

/** A call that was granted its hold. */
async function reserved(account: string, amount: string): Promise<string> {
  const reservation = reservationOf(account, amount);
  expect(await gateway.ledger.reserve(reservation)).toEqual({ status: 'granted' });
  return reservation.id;
}

async function booking(id: string): Promise<{ late: boolean; shortfall: string; hash: Buffer } | undefined> {
  const [row] = await gateway.database.query<{ late: boolean; shortfall: string; hash: Buffer }>(
    'SELECT late, shortfall::text, hash FROM billing_transaction WHERE id = $1',
    [id],
  );
  return row;
}

describe('settling', () => {
  it('charges what the call cost and frees the rest of its hold', async () => {
    const account = await gateway.openAccount({ credit: '10' });
    const call = await reserved(account, '4');
    expect(await gateway.account(account)).toEqual({ balance: '10.00', held: '4.00', seq: 1 });
    expect(await gateway.ledger.settle(account, settlementOf(call, '1.000000001'))).toEqual({
      status: 'booked',
      repeated: false,
      seq: 2,
      amount: parseChf('-1.000000001'),
      balanceAfter: parseChf('8.999999999'),
      shortfall: 0n,
    });
    expect(await gateway.account(account)).toEqual({ balance: '8.999999999', held: '0.00', seq: 2 });
  });

  it('takes what exceeds the hold from free credit, and never what other calls have set aside', async () => {
    const account = await gateway.openAccount({ credit: '10' });
    const call = await reserved(account, '2');
    await reserved(account, '5');
    expect(await gateway.ledger.settle(account, settlementOf(call, '4.5'))).toMatchObject({
      amount: parseChf('-4.5'),
      shortfall: 0n,
    });

    const dear = await reserved(account, '0.25');
    expect(await gateway.ledger.settle(account, settlementOf(dear, '3'))).toMatchObject({
      amount: parseChf('-0.5'),
      balanceAfter: parseChf('5'),
      shortfall: parseChf('2.5'),
    });
    expect(await gateway.account(account)).toEqual({ balance: '5.00', held: '5.00', seq: 3 });
  });

  it('goes down to a credit limit and no further [lesson: never-clamped]', async () => {
    const account = await gateway.openAccount({ limit: '3' });
    const call = await reserved(account, '1');
    expect(await gateway.ledger.settle(account, settlementOf(call, '5'))).toMatchObject({
      amount: parseChf('-3'),
      balanceAfter: parseChf('-3'),
      shortfall: parseChf('2'),
    });
    expect(await gateway.ledger.reserve(reservationOf(account, '0.000000001'))).toEqual({
      status: 'insufficient',
      available: 0n,
    });
    expect(await gateway.ledger.reserve(reservationOf(account, '0'))).toEqual({ status: 'granted' });
  });

  it('lets UNLIMITED go below zero, holding nothing [lesson: never-clamped]', async () => {
    const account = await gateway.openAccount({ limit: null });
    const call = await reserved(account, '1000');
    expect(await gateway.account(account)).toMatchObject({ held: '0.00' });
    expect(await gateway.holds(account)).toBe(1);
    expect(await gateway.ledger.settle(account, settlementOf(call, '7'))).toMatchObject({
      balanceAfter: parseChf('-7'),
      shortfall: 0n,
    });
  });

  it('happens once: a repeat gets the first answer, whatever it asks for [lesson: settled-once]', async () => {
    const account = await gateway.openAccount({ credit: '10' });
    const call = await reserved(account, '4');
    const first = await gateway.ledger.settle(account, settlementOf(call, '1'));
    const seal = await booking(call);
    expect(await gateway.ledger.settle(account, settlementOf(call, '1'))).toEqual({ ...first, repeated: true });
    expect(await gateway.ledger.settle(account, settlementOf(call, '3'))).toEqual({ ...first, repeated: true });
    expect(await booking(call)).toEqual(seal);
    expect(await gateway.account(account)).toEqual({ balance: '9.00', held: '0.00', seq: 2 });
  });

  it('books a charge of zero', async () => {
    const account = await gateway.openAccount({ credit: '1' });
    const call = await reserved(account, '1');
    expect(await gateway.ledger.settle(account, settlementOf(call, '0'))).toMatchObject({
      seq: 2,
      amount: 0n,
      balanceAfter: parseChf('1'),
    });
    expect(await gateway.account(account)).toEqual({ balance: '1.00', held: '0.00', seq: 2 });
  });

  it('is refused once the call was released', async () => {
    const account = await gateway.openAccount({ credit: '10' });
    const call = await reserved(account, '4');
    await gateway.ledger.release(account, call, 'the provider failed');
    await gateway.ledger.release(account, call, 'the provider failed');
    expect(await gateway.ledger.settle(account, settlementOf(call, '1'))).toEqual({ status: 'unknown_hold' });
    expect(await gateway.account(account)).toEqual({ balance: '10.00', held: '0.00', seq: 1 });
  });

  it('charges a suspended account for the call that was running', async () => {
    const account = await gateway.openAccount({ credit: '10' });
    const call = await reserved(account, '4');
    await gateway.database.query(`UPDATE billing_account SET status = 'suspended' WHERE id = $1`, [account]);
    expect(await gateway.ledger.reserve(reservationOf(account, '1'))).toEqual({ status: 'suspended' });
    expect(await gateway.ledger.settle(account, settlementOf(call, '1'))).toMatchObject({
      status: 'booked',
      amount: parseChf('-1'),
    });
  });

  it('does not lend a repeated answer to another request with the id', async () => {
    const account = await gateway.openAccount({ credit: '10' });
    const other = await gateway.openAccount({ credit: '10' });
    const call = await reserved(account, '4');
    await gateway.ledger.settle(account, settlementOf(call, '1'));
    const credit = creditOf(account, '1');
    await gateway.ledger.post([credit]);
    expect(await gateway.ledger.reserve(reservationOf(account, '4', { id: call }))).toEqual({ status: 'granted' });
    expect(await gateway.ledger.reserve(reservationOf(other, '4', { id: call }))).toEqual({ status: 'conflict' });
    expect(await gateway.ledger.reserve(reservationOf(account, '1', { id: credit.id }))).toEqual({
      status: 'conflict',
    });
    expect(await gateway.ledger.settle(account, settlementOf(credit.id, '1'))).toEqual({ status: 'unknown_hold' });
  });
});

describe('a hold past its time', () => {
  it('is freed by the sweeper and charged from free credit when its call settles late', async () => {
    const account = await gateway.openAccount({ credit: '10' });
    const call = await reserved(account, '4');
    await gateway.lapse(call);
    expect(await gateway.ledger.expireHolds()).toEqual([
      { id: call, accountId: account, amount: parseChf('4'), gatewayId: gateway.ledger.gatewayId },
    ]);
    expect(await gateway.ledger.expireHolds()).toEqual([]);
    expect(await gateway.account(account)).toMatchObject({ held: '0.00' });
    expect(await gateway.ledger.renew(call, 60)).toBe(false);

    expect(await gateway.ledger.settle(account, settlementOf(call, '1'))).toMatchObject({
      amount: parseChf('-1'),
      shortfall: 0n,
    });
    expect(await booking(call)).toMatchObject({ late: true });
    expect(await gateway.account(account)).toEqual({ balance: '9.00', held: '0.00', seq: 2 });
  });

  it('leaves a shortfall when nothing is left by then', async () => {
    const account = await gateway.openAccount({ credit: '4' });
    const call = await reserved(account, '4');
    await gateway.lapse(call);
    await gateway.ledger.expireHolds();
    await reserved(account, '4');
    expect(await gateway.ledger.settle(account, settlementOf(call, '3'))).toMatchObject({
      amount: 0n,
      shortfall: parseChf('3'),
    });
    expect(await booking(call)).toMatchObject({ late: true, shortfall: '3.000000000' });
    expect(await gateway.account(account)).toEqual({ balance: '4.00', held: '4.00', seq: 2 });
  });

  it('still holds until the sweeper comes, and lives on when it is renewed', async () => {
    const account = await gateway.openAccount({ credit: '4' });
    const call = await reserved(account, '4');
    await gateway.lapse(call);
    expect(await gateway.account(account)).toMatchObject({ held: '4.00' });
    expect(await gateway.ledger.renew(call, 60)).toBe(true);
    expect(await gateway.ledger.expireHolds()).toEqual([]);
    await gateway.ledger.settle(account, settlementOf(call, '1'));
    expect(await booking(call)).toMatchObject({ late: false });
  });

  it('is forgotten after a week', async () => {
    const account = await gateway.openAccount({ credit: '4' });
    const call = await reserved(account, '4');
    await gateway.repository.renew([call], -8 * 86_400);
    expect(await gateway.ledger.expireHolds()).toHaveLength(1);
    expect(await gateway.ledger.settle(account, settlementOf(call, '1'))).toEqual({ status: 'unknown_hold' });
  });
});
