import { jest } from '@jest/globals';
import { parseChf } from '@nyla/money';
import pg from 'pg';
import { creditOf, LedgerGateway, reservationOf, settlementOf } from '../../../test/support/ledger-gateways.js';
import { brokenInvariants } from '../../../test/support/ledger-invariants.js';
import { createTestDatabases, type TestDatabases } from '../../../test/support/test-databases.js';
import { newId } from '../../common/ids.js';
import { APPLY, applyValues, LedgerRepository } from './ledger.repository.js';

let databases: TestDatabases;
let one: LedgerGateway;
let two: LedgerGateway;

beforeAll(async () => {
  databases = await createTestDatabases();
  one = await LedgerGateway.open(databases);
  two = await LedgerGateway.open(databases);
});
afterAll(async () => {
  await one.close();
  await two.close();
  await databases.drop();
});
afterEach(async () => {
  expect(await brokenInvariants(one.database)).toEqual([]);
});

async function reserved(account: string, amount: string): Promise<string> {
  const reservation = reservationOf(account, amount);
  expect(await one.ledger.reserve(reservation)).toEqual({ status: 'granted' });
  return reservation.id;
}

/** Runs `race` many times, because one time proves nothing. */
async function repeatedly(race: () => Promise<void>): Promise<void> {
  for (let round = 0; round < 12; round++) await race();
}

describe('two gateways at once', () => {
  it('reserve with the same id: one hold, two grants', () =>
    repeatedly(async () => {
      const account = await one.openAccount({ credit: '3' });
      const reservation = reservationOf(account, '3');
      const results = await Promise.all([one, two].map(({ ledger }) => ledger.reserve(reservation)));
      expect(results).toEqual([{ status: 'granted' }, { status: 'granted' }]);
      expect(await one.account(account)).toMatchObject({ held: '3.00' });
    }));

  it('reserve with the same id on two accounts: one grant, one conflict', () =>
    repeatedly(async () => {
      const accounts = await Promise.all([one.openAccount({ credit: '3' }), one.openAccount({ credit: '3' })]);
      const id = newId();
      const results = await Promise.all(
        [one, two].map(({ ledger }, index) => ledger.reserve(reservationOf(accounts[index] ?? '', '3', { id }))),
      );
      expect(results.map(({ status }) => status).toSorted()).toEqual(['conflict', 'granted']);
    }));

  it('reserve the last credit: one is granted', () =>
    repeatedly(async () => {
      const account = await one.openAccount({ credit: '1' });
      const results = await Promise.all(
        [one, two, one, two].map(({ ledger }) => ledger.reserve(reservationOf(account, '1'))),
      );
      expect(results.filter(({ status }) => status === 'granted')).toHaveLength(1);
      expect(await one.account(account)).toMatchObject({ held: '1.00' });
    }));

  it('settle the same call: one booking, one answer [lesson: settled-once]', () =>
    repeatedly(async () => {
      const account = await one.openAccount({ credit: '3' });
      const call = await reserved(account, '2');
      const results = await Promise.all([
        one.ledger.settle(account, settlementOf(call, '1')),
        two.ledger.settle(account, settlementOf(call, '2')),
      ]);
      const [first, second] = results.map((result) => ({ ...result, repeated: null }));
      expect(first).toEqual(second);
      expect(results.map((result) => result.status === 'booked' && result.repeated).toSorted()).toEqual([false, true]);
      expect((await one.account(account)).seq).toBe(2);
    }));

  it('settle and release: the first wins, the hold is freed once', () =>
    repeatedly(async () => {
      const account = await one.openAccount({ credit: '3' });
      const call = await reserved(account, '2');
      const [settled] = await Promise.all([
        one.ledger.settle(account, settlementOf(call, '1')),
        two.ledger.release(account, call, 'test'),
      ]);
      const balance = settled.status === 'booked' ? '2.00' : '3.00';
      expect(await one.account(account)).toMatchObject({ balance, held: '0.00' });
    }));

  it('settle and expire: the call is charged once and the hold freed once', () =>
    repeatedly(async () => {
      const account = await one.openAccount({ credit: '3' });
      const call = await reserved(account, '2');
      await one.lapse(call);
      const [settled] = await Promise.all([
        one.ledger.settle(account, settlementOf(call, '1')),
        two.ledger.expireHolds(),
        one.ledger.expireHolds(),
      ]);
      expect(settled).toMatchObject({ status: 'booked', amount: parseChf('-1') });
      expect(await one.account(account)).toEqual({ balance: '2.00', held: '0.00', seq: 2 });
    }));

  it('credit and settle the same account: neither is lost', () =>
    repeatedly(async () => {
      const account = await one.openAccount({ credit: '3' });
      const call = await reserved(account, '2');
      await Promise.all([
        one.ledger.settle(account, settlementOf(call, '1')),
        two.ledger.post([creditOf(account, '5')]),
        one.ledger.post([creditOf(account, '7')]),
      ]);
      expect(await one.account(account)).toEqual({ balance: '14.00', held: '0.00', seq: 4 });
    }));
});

describe('a hold that appears while a settlement waits', () => {
  // Steps by hand: the settlement looks for both holds, finds one, and waits for that one's account.
  it('is not settled on figures that nobody locked', async () => {
    const blocked = await one.openAccount({ credit: '10' });
    const account = await one.openAccount({ credit: '10' });
    const known = await reserved(blocked, '1');
    const late = reservationOf(account, '1');
    const first = new pg.Client({ connectionString: databases.urls.billing });
    const second = new pg.Client({ connectionString: databases.urls.billing });
    await Promise.all([first.connect(), second.connect()]);
    try {
      await first.query('BEGIN');
      await first.query('SELECT FROM billing_account WHERE id = $1 FOR UPDATE', [blocked]);
      const settling = one.repository.apply([settlementOf(known, '1'), settlementOf(late.id, '1')], [], 'test');
      await waitForLock();
      expect(await two.ledger.reserve(late)).toEqual({ status: 'granted' });
      await second.query('BEGIN');
      await second.query('SELECT ledger_post($1)', [JSON.stringify([{ ...creditOf(account, '0'), amount: '5' }])]);
      await first.query('COMMIT');
      await new Promise((resolve) => setTimeout(resolve, 50));
      await second.query('COMMIT');
      expect((await settling).settled.map(({ status }) => status)).toEqual(['booked', 'unknown_hold']);
    } finally {
      await Promise.all([first.end(), second.end()]);
    }
    expect(await one.account(account)).toEqual({ balance: '15.00', held: '1.00', seq: 2 });
    expect(await one.ledger.settle(account, settlementOf(late.id, '1'))).toMatchObject({
      status: 'booked',
      repeated: false,
    });
  });

  async function waitForLock(): Promise<void> {
    for (;;) {
      const [row] = await two.database.query<{ waiting: string }>(
        `SELECT count(*) AS waiting FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'SELECT * FROM ledger_apply%'`,
      );
      if (row?.waiting !== '0') return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
});

describe('a poisoned operation', () => {
  const usage = settlementOf(newId(), '1').usage;

  it.each([
    ['a token count that is no number', { usage: { ...usage, input: 'many' as never } }],
    ['an outcome that does not exist', { outcome: 'perhaps' as never }],
    ['no flag for the estimate', { estimated: null as never }],
    ['a cost beyond every account', { cost: 10n ** 21n }],
    ['a negative cost', { cost: -1n }],
  ])('%s fails alone', async (_, changes) => {
    const account = await one.openAccount({ credit: '10' });
    const [bad = '', ...good] = await Promise.all([1, 2, 3, 4].map(() => reserved(account, '1')));
    const before = one.ledger.fallbacks;
    const opening = one.ledger.reserve(reservationOf(account, '1'));
    const results = await Promise.allSettled([
      one.ledger.settle(account, settlementOf(bad, '1', changes)),
      ...good.map((call) => one.ledger.settle(account, settlementOf(call, '1'))),
    ]);
    await opening;
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(one.ledger.fallbacks).toBe(before + 1);
    expect(await one.account(account)).toEqual({ balance: '7.00', held: '2.00', seq: 4 });
  });

  it('is no settlement without token counts: what was used is charged, the counts are none', async () => {
    const account = await one.openAccount({ credit: '10' });
    const [none, some] = await Promise.all([reserved(account, '1'), reserved(account, '1')]);
    await one.ledger.settle(account, settlementOf(none, '1', { usage: {} as never }));
    await one.ledger.settle(account, settlementOf(some, '1', { usage: { cacheWrite: 3, output: null } as never }));
    const [sums] = await one.database.query(
      `SELECT calls, input_tokens, cache_write_tokens, output_tokens, amount FROM billing_usage_daily
       WHERE mandate_id = (SELECT mandate_id FROM billing_account WHERE id = $1)`,
      [account],
    );
    expect(sums).toEqual({
      calls: '2',
      input_tokens: '0',
      cache_write_tokens: '3',
      output_tokens: '0',
      amount: '2.000000000',
    });
    expect((await one.verifier.verify()).differences).toEqual([]);
    // The invariants of the tests want every count to be there.
    await one.wipe();
  });
});

describe('amounts in SQL', () => {
  function post(entries: object[]): Promise<unknown> {
    return one.database.query('SELECT ledger_post($1)', [JSON.stringify(entries)]);
  }

  function apply(settlements: object[], reservations: object[]): Promise<unknown> {
    const values = applyValues(settlements as never, reservations as never, 'test');
    return one.database.query(APPLY, values);
  }

  it.each(['1.0000000001', '-1', 'NaN', 'Infinity', null, undefined])('%s is none', async (amount) => {
    const account = await one.openAccount({ credit: '10' });
    const unlimited = await one.openAccount({ limit: null });
    const call = await reserved(account, '1');
    for (const accountId of [account, unlimited]) {
      await expect(apply([], [{ ...reservationOf(accountId, '0'), amount }])).rejects.toThrow('no amount');
    }
    await expect(apply([{ ...settlementOf(call, '0'), cost: amount }], [])).rejects.toThrow('no amount');
    const credit = { ...creditOf(account, '0'), amount };
    await expect(post([credit])).rejects.toThrow(amount === '-1' ? 'billing_transaction_credit_ck' : 'no amount');
    expect(await one.account(account)).toEqual({ balance: '10.00', held: '1.00', seq: 1 });
  });

  it('keeps all twenty digits', async () => {
    const account = await one.openAccount({ credit: '99999999999.999999999' });
    const call = await reserved(account, '99999999999.999999998');
    await one.ledger.settle(account, settlementOf(call, '99999999999.999999998'));
    expect(await one.account(account)).toMatchObject({ balance: '0.000000001' });
    const full = await one.openAccount({ credit: '99999999999' });
    await expect(one.ledger.post([creditOf(full, '1')])).rejects.toThrow('overflow');
  });
});

/** Counts the batches that the database turned away: deadlocks above all. */
function countRefusals(): () => Promise<number> {
  const spy = jest.spyOn(LedgerRepository.prototype, 'apply');
  return async () => {
    const batches = await Promise.allSettled(spy.mock.results.map(({ value }) => value));
    spy.mockRestore();
    return batches.filter(({ status }) => status === 'rejected').length;
  };
}

it('needs no fallback and loses nothing under mixed load on many accounts, from two gateways', async () => {
  const accounts = await Promise.all(
    Array.from({ length: 20 }, (_, index) => one.openAccount({ credit: '5', limit: index % 5 === 0 ? null : '0' })),
  );
  const refused = countRefusals();
  const fallbacks = [one, two].map(({ ledger }) => ledger.fallbacks);
  const end = Date.now() + 3_000;
  let granted = 0;
  let charged = 0n;
  async function caller(gateway: LedgerGateway, seed: number): Promise<void> {
    for (let turn = seed; Date.now() < end; turn += 7) {
      const account = accounts[turn % accounts.length] ?? '';
      const reservation = reservationOf(account, '0.01');
      const { status } = await gateway.ledger.reserve(reservation);
      if (status !== 'granted') continue;
      granted++;
      if (turn % 11 === 0) await gateway.ledger.release(account, reservation.id, 'test');
      else {
        const result = await gateway.ledger.settle(account, settlementOf(reservation.id, '0.001'));
        if (result.status === 'booked') charged -= result.amount;
      }
    }
  }
  async function others(): Promise<void> {
    while (Date.now() < end) {
      await two.ledger.expireHolds();
      await one.ledger.post(
        accounts
          .toReversed()
          .slice(0, 5)
          .map((account) => creditOf(account, '0.01')),
      );
      await one.verifier.verify();
    }
  }
  await Promise.all([others(), ...Array.from({ length: 64 }, (_, seed) => caller(seed % 2 ? one : two, seed))]);

  expect([one, two].map(({ ledger }) => ledger.fallbacks)).toEqual(fallbacks);
  expect(await refused()).toBe(0);
  expect(granted).toBeGreaterThan(100);
  const [booked] = await one.database.query<{ sum: string }>(
    `SELECT -sum(amount) AS sum FROM billing_transaction WHERE type = 'debit' AND account_id = ANY ($1)`,
    [accounts],
  );
  expect(parseChf(booked?.sum ?? '')).toBe(charged);
  expect((await one.verifier.verify()).differences).toEqual([]);
}, 60_000);
