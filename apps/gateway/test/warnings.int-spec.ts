import { jest } from '@jest/globals';
import type { BillingSettingsDto, UpdateBillingSettingsDto, WarningsDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { BillingFacade } from '../src/billing/billing.facade.js';
import { BillingContacts } from '../src/billing/contacts/billing-contacts.facade.js';
import { LedgerService } from '../src/billing/ledger/ledger.service.js';
import { CrossingsWatch } from '../src/billing/warnings/crossings-watch.service.js';
import { EXHAUSTED_BELOW } from '../src/billing/warnings/exhausted.js';
import { WarnLevelsService } from '../src/billing/warnings/warn-levels.service.js';
import { addDays, Clock } from '../src/common/clock.js';
import { Credit } from './support/credit.js';
import { Falls } from './support/falls.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { reservationOf } from './support/ledger-gateways.js';
import type { Sender } from './support/people.js';
import type { TestApp } from './support/test-app.js';
import { type Customer, eventually, World } from './support/world.js';

let world: World;
let second: TestApp;
let falls: Falls;
let credit: Credit;

beforeAll(async () => {
  world = await World.create();
  second = await world.secondGateway();
  falls = await Falls.of(world);
  credit = new Credit(world);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await falls.forgetPast();
});

afterAll(async () => {
  await second.close();
  await world.close();
});

async function warnAt(as: Sender, body: UpdateBillingSettingsDto): Promise<void> {
  const { status } = await world.people.send<BillingSettingsDto>('PUT', 'billing/settings', { as, body });
  expect(status).toBe(200);
}

async function warnings(as: Sender): Promise<WarningsDto> {
  const { status, body } = await world.people.send<WarningsDto>('GET', 'billing/warnings', { as });
  expect(status).toBe(200);
  return body;
}

async function warned(
  options: Parameters<World['customer']>[0],
  thresholds: UpdateBillingSettingsDto,
): Promise<Customer> {
  const customer = await world.customer(options);
  await warnAt(customer.admin, thresholds);
  return customer;
}

async function reverse(mandateId: string, reversalOf: string): Promise<void> {
  const { status } = await credit.post(world.operator, `admin/mandates/${mandateId}/adjustments`, {
    reversalOf,
    reason: 'Irrtum',
  });
  expect(status).toBe(201);
}

/** Calls of one franc, all at once, through both gateways. */
async function storm(mandateId: string, count: number, amount = '1'): Promise<void> {
  const apps = [world.app, second];
  await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const app = apps[index % 2];
      return falls.spend(mandateId, amount, app && { app });
    }),
  );
}

describe('a balance that falls through its threshold', () => {
  it('with 50 calls at once through two gateways is told of once; after a top-up and a second fall, once more [lesson: warned-once]', async () => {
    const { mandate, admin } = await warned({ credit: '60' }, { lowBalanceThreshold: '30' });
    await storm(mandate.id, 50);
    await falls.told(mandate.id);
    expect(await falls.levels(mandate.id)).toEqual(['low']);
    const [crossing] = await falls.crossings(mandate.id);
    expect(await falls.mails(mandate.id)).toMatchObject([
      {
        kind: 'balance_warning',
        address: admin.email,
        user_id: admin.userId,
        data: { mandateName: mandate.name, ownerName: null, threshold: '30.00' },
      },
    ]);
    const [mail] = await falls.mails(mandate.id);
    expect(parseChf(mail?.data.balance ?? '')).toBe(parseChf(crossing?.free ?? ''));
    expect(parseChf(crossing?.free ?? '')).toBeLessThan(parseChf('30'));
    expect(await falls.bells(mandate.id)).toEqual([`low_balance ${admin.email}`]);
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'low' });

    await world.credit(mandate.id, '40');
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'armed' });
    await storm(mandate.id, 45);
    await falls.told(mandate.id);
    expect(await falls.levels(mandate.id)).toEqual(['low', 'low']);
    expect(await falls.mails(mandate.id)).toHaveLength(2);
    expect(await falls.bells(mandate.id)).toHaveLength(2);
    await expectLedgerClean(world.app);
  });

  it('to less than a centime is exhausted: what is reserved at its highest price never comes down to nothing', async () => {
    const { mandate, admin } = await warned({ credit: '20' }, { lowBalanceThreshold: '5' });
    await falls.spend(mandate.id, '19.99');
    await falls.told(mandate.id);
    expect(await falls.levels(mandate.id)).toEqual(['low']);
    await falls.spend(mandate.id, '0.000000001');
    await falls.told(mandate.id);
    expect(await falls.levels(mandate.id)).toEqual(['low', 'exhausted']);
    const balance = await world.people.send('GET', 'billing/balance', { as: admin });
    expect(balance.body).toMatchObject({ state: 'exhausted' });
    await falls.spend(mandate.id, '0.009999999');
    await falls.told(mandate.id);
    expect(await falls.levels(mandate.id)).toEqual(['low', 'exhausted']);
  });

  it('in a suspended mandate is told to nobody: there is nothing that they could do', async () => {
    const { mandate, admin } = await world.customer({ credit: '4' });
    const { id } = await world.credit(mandate.id, '10');
    await warnAt(admin, { lowBalanceThreshold: '5' });
    const suspended = await credit.post(world.operator, `admin/mandates/${mandate.id}/suspend`, {
      reason: 'Offene Rechnung',
    });
    expect(suspended.status).toBeLessThan(300);
    await reverse(mandate.id, id);
    expect(await falls.levels(mandate.id)).toEqual(['low']);
    await falls.told(mandate.id);
    expect(await falls.mails(mandate.id)).toEqual([]);
    expect(await falls.bells(mandate.id)).toEqual([]);
  });

  it('to nothing at once is told of as exhausted, and not as low as well; from low it is told of once more', async () => {
    const { mandate, admin } = await warned({ credit: '20' }, { lowBalanceThreshold: '5' });
    await falls.spend(mandate.id, '20');
    await falls.told(mandate.id);
    expect((await falls.mails(mandate.id)).map(({ kind }) => kind)).toEqual(['credit_exhausted']);
    expect(await falls.bells(mandate.id)).toEqual([`balance_exhausted ${admin.email}`]);

    // Not enough to be out of the woods: only that it is empty again counts.
    await world.credit(mandate.id, '3');
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'low' });
    await storm(mandate.id, 3);
    await falls.told(mandate.id);
    expect(await falls.levels(mandate.id)).toEqual(['exhausted', 'exhausted']);
    await world.credit(mandate.id, '20');
    await falls.spend(mandate.id, '16');
    await falls.spend(mandate.id, '4');
    await falls.told(mandate.id);
    expect(await falls.levels(mandate.id)).toEqual(['exhausted', 'exhausted', 'low', 'exhausted']);
    expect(await falls.mails(mandate.id)).toHaveLength(4);
  });

  it('exactly to it is not below it, and what calls set aside does not count', async () => {
    const { mandate } = await warned({ credit: '10' }, { lowBalanceThreshold: '8' });
    await falls.spend(mandate.id, '2');
    expect(await falls.levels(mandate.id)).toEqual([]);
    const account = await world.account(mandate.id);
    const held = reservationOf(account.id, '8');
    const ledger = world.app.get(LedgerService);
    expect(await ledger.reserve(held)).toEqual({ status: 'granted' });
    expect(await falls.levels(mandate.id)).toEqual([]);
    await ledger.release(account.id, held.id, 'test');
    expect(await falls.levels(mandate.id)).toEqual([]);
    await falls.spend(mandate.id, '0.000000001');
    expect(await falls.levels(mandate.id)).toEqual(['low']);
  });

  it('by a reversal counts, and is undone with it', async () => {
    const { mandate } = await warned({ credit: '10' }, { lowBalanceThreshold: '8' });
    const more = await world.credit(mandate.id, '5');
    await falls.spend(mandate.id, '3');
    expect(await falls.levels(mandate.id)).toEqual([]);
    await reverse(mandate.id, more.id);
    expect(await falls.crossings(mandate.id)).toMatchObject([{ level: 'low', free: '7.000000000' }]);
    // A booking that is refused leaves nothing behind.
    const empty = await warned({ credit: '10' }, { lowBalanceThreshold: '8' });
    await expect(falls.spend(empty.mandate.id, '11')).rejects.toThrow('insufficient');
    expect(await falls.levels(empty.mandate.id)).toEqual([]);
    expect(await falls.alert(empty.mandate.id)).toMatchObject({ alert: 'armed' });
  });

  it('in the past, by an import, is told to nobody', async () => {
    const { mandate } = await warned({ credit: '0' }, { lowBalanceThreshold: '8' });
    const facade = world.app.get(BillingFacade);
    await facade.importCredit(mandate.id, new Date('2026-01-01T12:00:00Z'), parseChf('20'), 'Früher');
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'armed' });
    const account = await world.account(mandate.id);
    const client = await world.billing.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('nyla.moment', '2026-02-01T12:00:00Z', true)`);
      await client.query('SELECT 1 FROM ledger_post($1)', [
        JSON.stringify([{ id: crypto.randomUUID(), accountId: account.id, type: 'adjustment', amount: '-15' }]),
      ]);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'low' });
    expect(await falls.levels(mandate.id)).toEqual([]);
  });
});

describe('every kind of threshold', () => {
  it('in per cent follows the last credit', async () => {
    const { mandate, admin } = await warned({ credit: '1000' }, { warnPercent: 20 });
    expect(await warnings(admin)).toMatchObject({
      level: 'armed',
      free: '1000.00',
      rules: [{ kind: 'percent', percent: 20, lastCredit: '1000.00', below: '200.00', decisive: true, common: false }],
    });
    await falls.spend(mandate.id, '800');
    expect(await falls.levels(mandate.id)).toEqual([]);
    await falls.spend(mandate.id, '0.01');
    expect(await falls.crossings(mandate.id)).toMatchObject([{ level: 'low', free: '199.990000000' }]);
    const { level, warnedAt } = await warnings(admin);
    expect([level, Date.now() - Date.parse(warnedAt ?? '') < 60_000]).toEqual(['low', true]);
    // A smaller top-up has a smaller share.
    await world.credit(mandate.id, '100');
    expect((await warnings(admin)).rules).toMatchObject([{ lastCredit: '100.00', below: '20.00' }]);
    await falls.spend(mandate.id, '270');
    expect(await falls.levels(mandate.id)).toEqual(['low']);
    await falls.spend(mandate.id, '10');
    expect(await falls.levels(mandate.id)).toEqual(['low', 'low']);
  });

  it('in per cent is exact where it cannot be divided', async () => {
    const { mandate } = await warned({ credit: '0' }, { warnPercent: 33 });
    await world.credit(mandate.id, '1.01');
    // 33 % are 0.3333.
    await falls.spend(mandate.id, '0.6767');
    expect(await falls.levels(mandate.id)).toEqual([]);
    await falls.spend(mandate.id, '0.000000001');
    expect(await falls.levels(mandate.id)).toEqual(['low']);
    const odd = await warned({ credit: '0' }, { warnPercent: 33 });
    await world.credit(odd.mandate.id, '1.000000001');
    expect(await falls.alert(odd.mandate.id)).toMatchObject({ warn_below: '0.330000001' });
  });

  it('in days is what those days cost, and is the common one', async () => {
    const { mandate, admin } = await world.customer({ credit: '100' });
    await falls.usedDaily(mandate.id, '2', 28);
    await world.app.get(WarnLevelsService).renewDue();
    expect(await warnings(admin)).toMatchObject({
      level: 'armed',
      rules: [{ kind: 'days', days: 7, below: '14.00', common: true, decisive: true }],
    });
    await falls.spend(mandate.id, '86');
    expect(await falls.levels(mandate.id)).toEqual([]);
    await falls.spend(mandate.id, '0.5');
    await falls.told(mandate.id);
    expect(await falls.mails(mandate.id)).toMatchObject([
      { kind: 'balance_warning', data: { balance: '13.50', threshold: '14.00' } },
    ]);
    await warnAt(admin, { warnRunwayDays: 3 });
    expect((await warnings(admin)).rules).toMatchObject([{ kind: 'days', days: 3, common: false }]);
    // Three days are less than what is left: armed again.
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'armed' });
  });

  it('in days is counted anew once a day, after a top-up, and while it is used; a brighter forecast arms nothing', async () => {
    const { mandate } = await warned({ credit: '50' }, { warnRunwayDays: 10 });
    const levels = world.app.get(WarnLevelsService);
    await falls.usedDaily(mandate.id, '1', 28);
    await world.credit(mandate.id, '1');
    await levels.renewDue();
    expect(await falls.alert(mandate.id)).toEqual({ alert: 'armed', warn_below: '10.00' });

    // More use the next day: the same credit no longer lasts ten days.
    await falls.pastWas(mandate.id, '9');
    await levels.renewDue();
    expect(await falls.levels(mandate.id)).toEqual([]);
    const clock = world.app.get(Clock);
    const tomorrow = addDays(clock.today(), 1);
    jest.spyOn(clock, 'today').mockReturnValue(tomorrow);
    await Promise.all([levels.renewDue(), levels.renewDue()]);
    expect(await falls.levels(mandate.id)).toEqual(['low']);

    await falls.pastWas(mandate.id, '0.1');
    jest.spyOn(clock, 'today').mockReturnValue(addDays(tomorrow, 1));
    await levels.renewDue();
    const { alert, warn_below } = await falls.alert(mandate.id);
    expect([alert, Number(warn_below) < 1.01]).toEqual(['low', true]);
    await falls.spend(mandate.id, '1');
    expect(await falls.levels(mandate.id)).toEqual(['low']);
    // Used since, and a while ago.
    await world.billing.query(
      "UPDATE billing_account SET runway_at = now() - interval '1 hour' WHERE mandate_id = $1",
      [mandate.id],
    );
    await falls.pastWas(mandate.id, '2');
    await levels.renewDue();
    expect(Number((await falls.alert(mandate.id)).warn_below)).toBeGreaterThan(15);
    // After the top-up the next fall counts.
    await world.credit(mandate.id, '10');
    await falls.spend(mandate.id, '42');
    expect(await falls.levels(mandate.id)).toEqual(['low', 'low']);
  });

  it('together warn at the highest', async () => {
    const { mandate, admin } = await warned({ credit: '100' }, { lowBalanceThreshold: '15', warnPercent: 20 });
    await falls.usedDaily(mandate.id, '1', 28);
    await warnAt(admin, { warnRunwayDays: 19 });
    expect((await warnings(admin)).rules).toMatchObject([
      { kind: 'amount', below: '15.00', decisive: false },
      { kind: 'percent', below: '20.00', decisive: true },
      { kind: 'days', below: '19.00', decisive: false, common: false },
    ]);
    await falls.spend(mandate.id, '80.01');
    expect(await falls.crossings(mandate.id)).toMatchObject([{ level: 'low', warn_below: '20.000000000' }]);
  });
});

describe('a threshold that is changed', () => {
  it('above the balance warns at once, once; while it stays below, not again; below the balance, it is armed again', async () => {
    const { mandate, admin } = await warned({ credit: '100' }, { lowBalanceThreshold: '10' });
    await warnAt(admin, { lowBalanceThreshold: '150' });
    expect(await falls.levels(mandate.id)).toEqual(['low']);
    await warnAt(admin, { lowBalanceThreshold: '120' });
    await warnAt(admin, { warnPercent: 100 });
    await falls.spend(mandate.id, '1');
    expect(await falls.levels(mandate.id)).toEqual(['low']);
    await warnAt(admin, { lowBalanceThreshold: '50', warnPercent: null });
    expect(await falls.alert(mandate.id)).toEqual({ alert: 'armed', warn_below: '50.000000000' });
    await storm(mandate.id, 50);
    expect(await falls.levels(mandate.id)).toEqual(['low', 'low']);
  });

  it('while calls fall through the old and the new one is told of once at most for each', async () => {
    const { mandate, admin } = await warned({ credit: '60' }, { lowBalanceThreshold: '50' });
    const changes = (async () => {
      for (const lowBalanceThreshold of ['45', '40', '35', '30']) await warnAt(admin, { lowBalanceThreshold });
    })();
    await Promise.all([storm(mandate.id, 40), changes]);
    const free = parseChf((await world.account(mandate.id)).balance);
    expect(free).toBe(parseChf('20'));
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'low' });
    const found = (await falls.crossings(mandate.id)).map(({ warn_below }) => Number(warn_below));
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found).size).toBe(found.length);
  });
});

describe('every billing model', () => {
  it('UNLIMITED is told nothing', async () => {
    const { mandate, admin } = await warned({ credit: '0', billingModel: 'UNLIMITED' }, { lowBalanceThreshold: '100' });
    await world.billing.query('UPDATE billing_account SET credit_limit = NULL WHERE mandate_id = $1', [mandate.id]);
    await storm(mandate.id, 20);
    expect(await falls.levels(mandate.id)).toEqual([]);
    expect(await warnings(admin)).toMatchObject({ level: 'off', rules: [], free: null, warnedAt: null });
  });

  it('POSTPAY counts what is free up to its limit', async () => {
    const { mandate, admin } = await warned(
      { credit: '0', billingModel: 'POSTPAY', creditLimit: '100' },
      { lowBalanceThreshold: '40' },
    );
    expect(await warnings(admin)).toMatchObject({ level: 'armed', free: '100.00' });
    await falls.spend(mandate.id, '60');
    expect(await falls.levels(mandate.id)).toEqual([]);
    await falls.spend(mandate.id, '1');
    await falls.told(mandate.id);
    expect(await falls.mails(mandate.id)).toMatchObject([{ kind: 'balance_warning', data: { balance: '39.00' } }]);
    await falls.spend(mandate.id, '39');
    await falls.told(mandate.id);
    expect((await falls.mails(mandate.id)).map(({ kind }) => kind)).toEqual(['balance_warning', 'credit_exhausted']);
    // The operator grants more, and then less.
    await credit.set(mandate.id, { creditLimit: '200' });
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'armed' });
    await credit.set(mandate.id, { creditLimit: '120' });
    expect(await falls.levels(mandate.id)).toEqual(['low', 'exhausted', 'low']);
  });

  it('PREPAY_USER tells the member, and the contacts as well when nothing is left', async () => {
    const { mandate, admin, user } = await warned({ billingModel: 'PREPAY_USER' }, { lowBalanceThreshold: '5' });
    const other = await world.member(`${crypto.randomUUID()}@kunde.test`, mandate, 'user');
    for (const { userId } of [user, other]) await world.credit(mandate.id, '10', userId);
    await falls.spend(mandate.id, '6', { userId: user.userId });
    await falls.told(mandate.id);
    const low = await falls.mails(mandate.id);
    expect(low).toMatchObject([
      { kind: 'balance_warning', address: user.email, data: { ownerName: null, balance: '4.00' } },
    ]);
    expect(await falls.bells(mandate.id)).toEqual([`low_balance ${user.email}`]);
    await falls.spend(mandate.id, '4', { userId: user.userId });
    await falls.told(mandate.id);
    const empty = (await falls.mails(mandate.id)).slice(1);
    expect(empty.map(({ kind, address, data }) => [kind, address, data.ownerName])).toEqual(
      expect.arrayContaining([
        ['credit_exhausted', user.email, null],
        ['credit_exhausted', admin.email, expect.any(String)],
      ]),
    );
    expect(empty).toHaveLength(2);
    expect(await warnings(admin)).toMatchObject({
      level: 'off',
      rules: [{ kind: 'amount', below: '5.00' }],
      members: { armed: 1, low: 0, exhausted: 1 },
    });
    // An admin whose own account is empty has one mail of it, not two.
    await world.credit(mandate.id, '10', admin.userId);
    await falls.spend(mandate.id, '10', { userId: admin.userId });
    await falls.told(mandate.id);
    expect((await falls.mails(mandate.id)).slice(3).map(({ address }) => address)).toEqual([admin.email]);
    // Whoever has left is written to no more; the contacts are.
    await falls.spend(mandate.id, '6', { userId: other.userId });
    await falls.told(mandate.id);
    expect((await falls.mails(mandate.id)).slice(4).map(({ address }) => address)).toEqual([other.email]);
    await world.appDb.query('DELETE FROM membership WHERE user_id = $1', [other.userId]);
    await falls.spend(mandate.id, '4', { userId: other.userId });
    await falls.told(mandate.id);
    expect((await falls.mails(mandate.id)).slice(5).map(({ address }) => address)).toEqual([admin.email]);
  });

  it('PREPAY_USER mails nothing to a member who does not want it; the bell rings, and the contacts are told', async () => {
    const { mandate, admin, user } = await warned({ billingModel: 'PREPAY_USER' }, { lowBalanceThreshold: '5' });
    const body = { topic: 'warnings', wanted: false };
    expect((await world.people.send('PUT', 'account/mails', { as: user, body })).status).toBe(200);
    await world.credit(mandate.id, '10', user.userId);
    await falls.spend(mandate.id, '6', { userId: user.userId });
    await falls.told(mandate.id);
    expect(await falls.mails(mandate.id)).toEqual([]);
    await falls.spend(mandate.id, '4', { userId: user.userId });
    await falls.told(mandate.id);
    expect(await falls.mails(mandate.id)).toMatchObject([{ kind: 'credit_exhausted', address: admin.email }]);
    const bells = [`balance_exhausted ${admin.email}`, `balance_exhausted ${user.email}`, `low_balance ${user.email}`];
    expect(await falls.bells(mandate.id)).toEqual(bells.toSorted());
  });

  it('PREPAY_USER: credit that is moved away counts for whom it leaves', async () => {
    const { mandate, admin, user } = await warned({ billingModel: 'PREPAY_USER' }, { lowBalanceThreshold: '5' });
    await world.credit(mandate.id, '10', user.userId);
    expect((await credit.transfer(admin, user.userId, null, '6')).status).toBe(201);
    expect(await falls.crossings(mandate.id)).toMatchObject([{ level: 'low', user_id: user.userId }]);
    // The mandate's own account pays for nothing.
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'off' });
    expect((await credit.transfer(admin, null, user.userId, '6')).status).toBe(201);
    expect(await falls.alert(mandate.id, user.userId)).toMatchObject({ alert: 'armed' });
  });

  it('a change of the model tells nobody whose credit was collected, and watches who pays now', async () => {
    const { mandate, admin, user } = await warned({ billingModel: 'PREPAY_USER' }, { lowBalanceThreshold: '5' });
    await world.credit(mandate.id, '30', user.userId);
    expect((await credit.set(mandate.id, { billingModel: 'PREPAY_MANDATE' })).status).toBe(200);
    expect(await falls.alert(mandate.id, user.userId)).toMatchObject({ alert: 'off' });
    expect(await falls.alert(mandate.id)).toEqual({ alert: 'armed', warn_below: '5.000000000' });
    expect((await credit.set(mandate.id, { billingModel: 'UNLIMITED' })).status).toBe(200);
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'off' });
    expect((await credit.set(mandate.id, { billingModel: 'POSTPAY', creditLimit: '10' })).status).toBe(200);
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'armed' });
    expect(await falls.levels(mandate.id)).toEqual([]);
    await falls.spend(mandate.id, '36');
    await falls.told(mandate.id);
    expect((await falls.mails(mandate.id)).map(({ address }) => address)).toEqual([admin.email]);
  });

  it('a new account is armed by its first credit, and falls once', async () => {
    const { mandate } = await world.customer({ credit: '0' });
    expect(await falls.alert(mandate.id)).toMatchObject({ alert: 'exhausted' });
    await world.credit(mandate.id, '5');
    await storm(mandate.id, 5);
    expect(await falls.levels(mandate.id)).toEqual(['exhausted']);
  });
});

describe('top-ups and falls at the same time', () => {
  it('leave as many crossings as the bookings, in their order, come to', async () => {
    const { mandate } = await warned({ credit: '20' }, { lowBalanceThreshold: '15' });
    const topUps = Array.from({ length: 12 }, () => world.credit(mandate.id, '8'));
    const calls = Array.from({ length: 100 }, (_, index) =>
      falls.spend(mandate.id, '1', { app: index % 2 ? second : world.app }).catch(() => undefined),
    );
    await Promise.all([...topUps, ...calls]);
    // At the end all of it, so that the last state is known.
    const rest = parseChf((await world.account(mandate.id)).balance);
    if (rest > 0n) await falls.spend(mandate.id, toChf(rest));
    await falls.told(mandate.id);
    const { rows } = await world.billing.query<{ balance_after: string; amount: string }>(
      'SELECT balance_after, amount FROM billing_transaction WHERE mandate_id = $1 ORDER BY seq',
      [mandate.id],
    );
    const expected: string[] = [];
    let level = 'exhausted';
    for (const { balance_after, amount } of rows) {
      const free = parseChf(balance_after);
      const now = free < EXHAUSTED_BELOW ? 'exhausted' : free < parseChf('15') ? 'low' : 'armed';
      if (Number(amount) > 0) level = now;
      else if (now !== level && (level === 'armed' || now === 'exhausted')) {
        level = now;
        expected.push(now);
      }
    }
    // A batch of calls is one fall: what passed through low on its way down is not told of.
    const levels = await falls.levels(mandate.id);
    const asFalls = (list: readonly string[]) => list.join(' ').replaceAll('low exhausted', 'exhausted');
    expect(asFalls(levels)).toBe(asFalls(expected));
    expect(await falls.mails(mandate.id)).toHaveLength(levels.length);
    await expectLedgerClean(world.app);
  });
});

describe('whose matter it is', () => {
  it('is nobody’s from another mandate', async () => {
    const one = await warned({ credit: '10' }, { lowBalanceThreshold: '5' });
    const two = await warned({ credit: '10' }, { lowBalanceThreshold: '5' });
    await falls.spend(one.mandate.id, '6');
    await falls.told(one.mandate.id);
    expect(await falls.mails(two.mandate.id)).toEqual([]);
    expect(await falls.bells(two.mandate.id)).toEqual([]);
    expect(await warnings(two.admin)).toMatchObject({ level: 'armed', free: '10.00' });
    const crossed = await world.people.send('GET', 'billing/warnings', { as: two.admin, mandateId: one.mandate.id });
    expect([400, 403, 404]).toContain(crossed.status);
    expect((await world.people.send('GET', 'billing/warnings', {})).status).toBe(401);
    const asked = await world.people.send('GET', 'billing/warnings', { as: one.user });
    expect([200, 403]).toContain(asked.status);
  });

  it('survives a contact that cannot be found out: the next sweep tells', async () => {
    const { mandate } = await warned({ credit: '10' }, { lowBalanceThreshold: '5' });
    const broken = [world.app, second].map((app) =>
      jest.spyOn(app.get(BillingContacts), 'recipients').mockRejectedValue(new Error('not now')),
    );
    await falls.spend(mandate.id, '6');
    await eventually(() => broken.some((spy) => spy.mock.calls.length > 0));
    expect(await falls.mails(mandate.id)).toEqual([]);
    for (const spy of broken) spy.mockRestore();
    await Promise.all([world.app, second].map((app) => app.get(CrossingsWatch).tell()));
    await falls.told(mandate.id);
    expect(await falls.mails(mandate.id)).toHaveLength(1);
    // The bell may have rung before the mails failed; it rang once.
    expect(await falls.bells(mandate.id)).toHaveLength(1);
  });
});
