import { randomUUID } from 'node:crypto';
import type { BalanceDto, TopUpOptionsDto, TopUpPageDto, TopUpRequestPageDto } from '@nyla/contracts';
import { CreditEvents, type TopUpEvent } from '../src/billing/credit/credit-events.js';
import { Credit } from './support/credit.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { headersOf, type Person, World } from './support/world.js';

let world: World;
let credit: Credit;
let heard: [string, TopUpEvent][];

beforeAll(async () => {
  world = await World.create();
  credit = new Credit(world);
  const hear = (name: string) => (event: TopUpEvent) => {
    heard.push([name, event]);
    return Promise.resolve();
  };
  world.app.get(CreditEvents).register({
    topUpRequested: hear('requested'),
    topUpBooked: hear('booked'),
    topUpDeclined: hear('declined'),
    creditGranted: () => Promise.resolve(),
    creditTransferred: () => Promise.resolve(),
  });
});

beforeEach(() => {
  heard = [];
});

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

async function customer(selfTopUpLimit = '1000') {
  const made = await world.customer({ credit: '0' });
  expect((await credit.set(made.mandate.id, { selfTopUpLimit })).status).toBe(200);
  return made;
}

const options = async (as: Person) =>
  (await world.people.send<TopUpOptionsDto>('GET', 'billing/top-up-options', { as })).body;
const list = async (as: Person, path = 'billing/top-ups') =>
  (await world.people.send<TopUpPageDto>('GET', path, { as })).body.items;
const balanceOf = async (mandateId: string) => (await world.account(mandateId)).balance;

describe('a top-up of the own mandate', () => {
  it('is booked at once, with its author, and seen in balance, list, bookings and trail', async () => {
    const { mandate, admin } = await customer();
    const { status, body } = await credit.post<{ id: string }>(admin, 'billing/top-ups', {
      amount: '250.00',
      reference: 'PO 17',
    });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        kind: 'self',
        state: 'booked',
        amount: '250.00',
        bookedAmount: '250.00',
        userId: admin.userId,
        reference: 'PO 17',
      },
    });
    const { body: balance } = await world.people.send<BalanceDto>('GET', 'billing/balance', { as: admin });
    expect(balance.balance).toBe('250.00');
    expect(await options(admin)).toMatchObject({
      limit: '1000.00',
      used: '250.00',
      remaining: '750.00',
      balance: '250.00',
    });
    expect(await list(admin)).toEqual([body]);
    expect(await credit.bookings(mandate.id)).toEqual([
      { type: 'credit', amount: '250.000000000', user_id: admin.userId, reference: 'PO 17' },
    ]);
    const [, booked] = await credit.trail(mandate.id);
    expect(booked).toMatchObject({
      action: 'credit.booked',
      user_id: admin.userId,
      before: { balance: '0.00' },
      after: { balance: '250.00', amount: '250.00' },
    });
    expect(heard).toEqual([['booked', expect.objectContaining({ mandateId: mandate.id, amount: 250_000_000_000n })]]);
  });

  it('sent 20 times at once with one key is booked once and told once', async () => {
    const { mandate, admin } = await customer();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => credit.topUp(admin, '100', key)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(await balanceOf(mandate.id)).toBe('100.000000000');
    expect(heard).toHaveLength(1);
    expect((await credit.topUp(admin, '200', key)).body.code).toBe('common.idempotency_conflict');
  });

  it('never passes the limit of the month, with 50 at once on two gateways', async () => {
    const { mandate, admin } = await customer();
    const second = await world.secondGateway();
    try {
      const urls = [world.baseUrl, await second.listen()];
      const statuses = await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const response = await fetch(`${urls[index % 2]}/api/v1/billing/top-ups`, {
            method: 'POST',
            headers: { ...headersOf(admin), 'idempotency-key': randomUUID() },
            body: JSON.stringify({ amount: '150' }),
          });
          return response.status;
        }),
      );
      expect(statuses.filter((status) => status === 201)).toHaveLength(6);
      expect(statuses.filter((status) => status === 409)).toHaveLength(44);
    } finally {
      await second.close();
    }
    expect(await balanceOf(mandate.id)).toBe('900.000000000');
    const { status, body } = await credit.topUp(admin, '100.01');
    expect([status, body.code, body.details]).toEqual([
      409,
      'billing.top_up_limit_exceeded',
      { limit: '1000.00', used: '900.00', remaining: '100.00' },
    ]);
    expect((await credit.topUp(admin, '100')).status).toBe(201);
  });

  it('begins anew in the next month of Zurich', async () => {
    const { mandate, admin } = await customer('100');
    expect((await credit.topUp(admin, '100')).status).toBe(201);
    expect((await credit.topUp(admin, '1')).status).toBe(409);
    // The last moment of the month before, in Zurich; in UTC it is an hour or two earlier.
    await world.billing.query(
      `UPDATE billing_top_up SET created_at = date_trunc('month', now() AT TIME ZONE 'Europe/Zurich') AT TIME ZONE 'Europe/Zurich'
         - interval '1 microsecond' WHERE mandate_id = $1`,
      [mandate.id],
    );
    expect((await credit.topUp(admin, '100')).status).toBe(201);
  });

  it('that was reversed says so, and gives its room in the limit back', async () => {
    const { mandate, admin } = await customer();
    const made = await credit.post<{ transactionId: string }>(admin, 'billing/top-ups', { amount: '900.00' });
    expect((await credit.post(admin, 'billing/top-ups', { amount: '200.00' })).status).toBe(409);
    const reversal = { reversalOf: made.body.transactionId, reason: 'Verschrieben' };
    expect((await credit.post(world.operator, `admin/mandates/${mandate.id}/adjustments`, reversal)).status).toBe(201);
    expect(await list(admin)).toEqual([expect.objectContaining({ state: 'booked', reversed: true })]);
    expect(await options(admin)).toMatchObject({ used: '0.00', remaining: '1000.00' });
    expect((await credit.post(admin, 'billing/top-ups', { amount: '200.00' })).body).toMatchObject({ reversed: false });
  });

  it('is not for users, not without a limit, and not where nothing limits the account [lesson: income-once]', async () => {
    const { mandate, admin, user } = await customer('0');
    expect((await credit.topUp(user, '10')).body.code).toBe('rbac.forbidden');
    expect((await credit.request(user, '10')).body.code).toBe('rbac.forbidden');
    expect((await credit.topUp(admin, '10')).body.details).toEqual({ limit: '0.00', used: '0.00', remaining: '0.00' });
    await credit.set(mandate.id, { billingModel: 'UNLIMITED', selfTopUpLimit: '1000' });
    expect((await credit.topUp(admin, '10')).body.code).toBe('billing.top_up_not_needed');
    expect((await credit.request(admin, '10')).body.code).toBe('billing.top_up_not_needed');
    expect(await options(admin)).toMatchObject({ unlimited: true });
  });

  it.each([
    ['0.5', 'billing.amount_out_of_range'],
    ['1000000.01', 'billing.amount_out_of_range'],
    ['10.001', 'common.validation_failed'],
    ['-10', 'common.validation_failed'],
    ['0', 'common.validation_failed'],
    ['1e3', 'common.validation_failed'],
    ["1'000", 'common.validation_failed'],
    [10 as unknown as string, 'common.validation_failed'],
  ])('of %j is refused: %s', async (amount, code) => {
    const { mandate, admin } = await customer('9999999');
    for (const path of ['billing/top-ups', 'billing/top-up-requests']) {
      expect((await credit.post(admin, path, { amount })).body.code).toBe(code);
    }
    expect(await credit.bookings(mandate.id)).toEqual([]);
  });

  it('needs a key', async () => {
    const { admin } = await customer();
    const { status } = await world.people.send('POST', 'billing/top-ups', { as: admin, body: { amount: '10' } });
    expect(status).toBe(422);
  });
});

describe('a request to the operator', () => {
  it('is seen in the inbox, booked with amount, reference and reason, and told to who asked', async () => {
    const { mandate, admin } = await customer('0');
    const { body: asked } = await credit.request(admin, '5000', 'Für das Projekt Föhn');
    expect(asked).toMatchObject({
      kind: 'request',
      state: 'requested',
      amount: '5000.00',
      note: 'Für das Projekt Föhn',
    });
    const inbox = await world.people.send<TopUpRequestPageDto>('GET', 'admin/top-up-requests?state=requested', {
      as: world.operator,
    });
    expect(inbox.body.items.find(({ id }) => id === asked.id)).toMatchObject({
      mandateId: mandate.id,
      mandateName: mandate.name,
      userName: admin.email.split('@')[0],
      balance: '0.00',
      billingModel: 'PREPAY_MANDATE',
    });
    const { status, body } = await credit.book(asked.id, '4000', { reference: 'R-9' });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({
        state: 'booked',
        amount: '5000.00',
        bookedAmount: '4000.00',
        reason: 'Bezahlt',
        reference: 'R-9',
      }),
    ]);
    expect(await balanceOf(mandate.id)).toBe('4000.000000000');
    expect(await list(admin, 'billing/top-up-requests')).toEqual([body]);
    expect((await credit.trail(mandate.id)).map(({ action }) => action)).toEqual([
      'top_up_request.made',
      'credit.booked',
      'top_up_request.booked',
    ]);
    expect(heard.map(([name, { amount }]) => [name, amount])).toEqual([
      ['requested', 5_000_000_000_000n],
      ['booked', 4_000_000_000_000n],
    ]);
  });

  it('needs its amount twice above CHF 10 000', async () => {
    const { mandate, admin } = await customer('0');
    const { body: asked } = await credit.request(admin, '25000');
    for (const more of [{}, { confirm: '2500' }, { confirm: '24999.99' }]) {
      const { status, body } = await credit.book(asked.id, '25000', more);
      expect([status, body.code, body.details]).toEqual([
        409,
        'billing.confirmation_required',
        { limit: '10000.00', amount: '25000.00' },
      ]);
    }
    expect((await credit.book(asked.id, '25000', { confirm: '25000.00' })).status).toBe(201);
    expect(await balanceOf(mandate.id)).toBe('25000.000000000');
  });

  it('is booked exactly once by two operators at once, whatever their keys [lesson: income-once]', async () => {
    const { mandate, admin } = await customer('0');
    const { body: asked } = await credit.request(admin, '50');
    const answers = await Promise.all(Array.from({ length: 12 }, () => credit.book(asked.id, '50')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
      expect([status, body.code, body.details]).toEqual([409, 'billing.request_decided', { state: 'booked' }]);
    }
    expect(await balanceOf(mandate.id)).toBe('50.000000000');
  });

  it('is either booked, declined or withdrawn, when all three are tried at once', async () => {
    const { mandate, admin } = await customer('0');
    for (let round = 0; round < 5; round++) {
      const { body: asked } = await credit.request(admin, '10');
      const answers = await Promise.all([
        credit.book(asked.id, '10'),
        credit.decline(asked.id),
        world.people.send('POST', `billing/top-up-requests/${asked.id}/withdrawal`, { as: admin }),
      ]);
      expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    }
    const booked = (await list(admin)).filter(({ state }) => state === 'booked').length;
    expect(await balanceOf(mandate.id)).toBe(`${booked * 10}.000000000`);
  });

  it('repeated with its key is booked once and answered alike', async () => {
    const { mandate, admin } = await customer('0');
    const { body: asked } = await credit.request(admin, '50');
    const key = randomUUID();
    const [one, two] = [await credit.book(asked.id, '50', {}, key), await credit.book(asked.id, '50', {}, key)];
    expect(two).toMatchObject({ status: 201, body: one.body });
    expect(await balanceOf(mandate.id)).toBe('50.000000000');
  });

  it('is declined with a reason that the requester reads', async () => {
    const { mandate, admin } = await customer('0');
    const { body: asked } = await credit.request(admin, '50');
    expect((await credit.decline(asked.id)).status).toBe(200);
    expect(await list(admin)).toMatchObject([{ state: 'declined', reason: 'Offene Rechnung', bookedAmount: null }]);
    expect((await credit.trail(mandate.id)).at(-1)).toMatchObject({
      action: 'top_up_request.declined',
      before: { state: 'requested' },
      after: { state: 'declined', reason: 'Offene Rechnung' },
    });
    expect(heard.at(-1)).toEqual(['declined', expect.objectContaining({ reason: 'Offene Rechnung' })]);
  });

  it('of another mandate is a 404, and the inbox is the operator alone', async () => {
    const [one, two] = [await customer('0'), await customer('0')];
    const { body: asked } = await credit.request(one.admin, '50');
    const withdrawal = await world.people.send('POST', `billing/top-up-requests/${asked.id}/withdrawal`, {
      as: two.admin,
    });
    expect(withdrawal.status).toBe(404);
    expect(await list(two.admin)).toEqual([]);
    for (const as of [one.admin, one.user]) {
      expect((await credit.book(asked.id, '50', {}, undefined, as)).body.code).toBe('rbac.forbidden');
      expect((await credit.decline(asked.id, as)).body.code).toBe('rbac.forbidden');
      expect((await world.people.send('GET', 'admin/top-up-requests', { as })).status).toBe(403);
    }
    expect((await credit.book(randomUUID(), '50')).status).toBe(404);
  });

  it('can be open ten times at the most', async () => {
    const { admin } = await customer('0');
    const answers = await Promise.all(Array.from({ length: 14 }, () => credit.request(admin, '10')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(4);
  });

  it('is paged by key', async () => {
    const { admin } = await customer('0');
    for (let n = 1; n <= 5; n++) await credit.request(admin, `${n}`);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '?limit=2' : `?limit=2&cursor=${cursor}`;
      const { body }: { body: TopUpPageDto } = await world.people.send('GET', `billing/top-ups${query}`, { as: admin });
      seen.push(...body.items.map(({ amount }) => amount));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['5.00', '4.00', '3.00', '2.00', '1.00']);
  });
});

describe("the operator's own credits and corrections", () => {
  it('need their amount twice above CHF 10 000, and are in the trail', async () => {
    const { mandate } = await customer('0');
    const path = `admin/mandates/${mandate.id}`;
    const body = { amount: '10000.01', reason: 'Einzahlung' };
    expect((await credit.post(world.operator, `${path}/credits`, body)).body.code).toBe(
      'billing.confirmation_required',
    );
    const { body: booked } = await credit.post<{ id: string }>(world.operator, `${path}/credits`, {
      ...body,
      confirm: '10000.01',
    });
    const reversal = { reversalOf: booked.id, reason: 'Irrtum' };
    const refused = await credit.post(world.operator, `${path}/adjustments`, reversal);
    expect(refused.body).toMatchObject({ code: 'billing.confirmation_required', details: { amount: '10000.01' } });
    const done = await credit.post(world.operator, `${path}/adjustments`, { ...reversal, confirm: '10000.01' });
    expect(done.status).toBe(201);
    expect((await credit.post(world.operator, `${path}/credits`, { amount: '10000', reason: 'x' })).status).toBe(201);
    expect(
      (await credit.trail(mandate.id)).map(({ action, before, after }) => [
        action,
        before?.['balance'],
        after?.['balance'],
      ]),
    ).toEqual([
      ['credit.booked', '0.00', '10000.01'],
      ['credit.reversed', '10000.01', '0.00'],
      ['credit.booked', '0.00', '10000.00'],
    ]);
  });

  it('leave no line in the trail when they fail', async () => {
    const { mandate, admin } = await customer('0');
    const { body: booked } = await credit.post<{ id: string }>(world.operator, `admin/mandates/${mandate.id}/credits`, {
      amount: '1',
      reason: 'x',
    });
    const reversal = { reversalOf: booked.id, reason: 'Irrtum' };
    const path = `admin/mandates/${mandate.id}/adjustments`;
    await credit.post(world.operator, path, reversal);
    expect((await credit.post(world.operator, path, reversal)).body.code).toBe('billing.already_reversed');
    expect(await credit.trail(mandate.id)).toHaveLength(2);
    expect((await credit.set(mandate.id, { selfTopUpLimit: '5' }, admin)).body.code).toBe('rbac.forbidden');
  });
});
