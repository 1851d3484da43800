import {
  type BalanceDto,
  BILLING_MODELS,
  type BillingModel,
  type InsufficientBalanceDetails,
  type SwitchRefusedDetails,
  type UpdateMandateSettingsDto,
} from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { APPLY, applyValues } from '../src/billing/ledger/ledger.repository.js';
import { LedgerService } from '../src/billing/ledger/ledger.service.js';
import { VerifyService } from '../src/billing/ledger/verify.service.js';
import { Credit } from './support/credit.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { reservationOf } from './support/ledger-gateways.js';
import { type Customer, eventually, World } from './support/world.js';

let world: World;
let credit: Credit;

beforeAll(async () => {
  world = await World.create();
  credit = new Credit(world);
});

beforeEach(() => world.fake.reset());

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

const SWITCHES = BILLING_MODELS.flatMap((from) =>
  BILLING_MODELS.filter((to) => to !== from).map((to) => [from, to] as const),
);

async function customerOf(billingModel: BillingModel, options: { credit?: string; creditLimit?: string } = {}) {
  const customer = await world.customer({ billingModel, credit: '0', creditLimit: '5', ...options });
  // The account as the model has it: the test world opens it for PREPAY.
  await world.billing.query('UPDATE billing_account SET credit_limit = $2 WHERE mandate_id = $1', [
    customer.mandate.id,
    { UNLIMITED: null, POSTPAY: '5', PREPAY_USER: '0', PREPAY_MANDATE: '0' }[billingModel],
  ]);
  return customer;
}

async function fund({ mandate, user }: Customer, model: BillingModel, amount = '10'): Promise<void> {
  await world.credit(mandate.id, amount);
  if (model === 'PREPAY_USER') await world.credit(mandate.id, amount, user.userId);
}

async function total(mandateId: string): Promise<string> {
  const { rows } = await world.billing.query<{ total: string }>(
    'SELECT sum(balance)::text AS total FROM billing_account WHERE mandate_id = $1',
    [mandateId],
  );
  return rows[0]?.total ?? '';
}

/** Starts calls that are under way until the fake provider answers them. */
async function startCalls(customer: Customer, count: number) {
  const chats = await world.newChats(customer.user, count);
  return Promise.all(chats.map((chatId) => world.ask(customer.user, chatId, { content: 'Guten Tag' })));
}

/** Gives whoever pays under a model exactly this much to spend, and everybody else more than enough. */
async function endow({ mandate, admin, user }: Customer, model: BillingModel, amount: string): Promise<void> {
  if (model === 'PREPAY_MANDATE') await world.credit(mandate.id, amount);
  if (model === 'PREPAY_USER') {
    await world.credit(mandate.id, '100');
    await world.credit(mandate.id, '100', admin.userId);
    await world.credit(mandate.id, amount, user.userId);
  }
  await credit.set(mandate.id, { creditLimit: model === 'POSTPAY' ? amount : '100' });
}

describe.each(BILLING_MODELS)('a call under %s', (model) => {
  it.each([
    [-1n, 0],
    [0n, 0],
    [1n, 0],
    [-1n, 2],
    [0n, 2],
    [1n, 2],
  ])('with %d nano-francs more than it may cost, beside %d others, is answered or refused', async (spare, others) => {
    const customer = await customerOf(model, { creditLimit: '0' });
    const { mandate, user } = customer;
    const maximum = parseChf((await world.quote(user, 'Guten Tag')).maximum);
    await endow(customer, model, toChf(maximum * BigInt(others + 1) + spare));
    world.fake.script({ delayMs: 400 });
    const running = await startCalls(customer, others);
    await Promise.all(running.map((call) => call.until('start')));
    const call = await world.ask(user, await world.newChat(user), { content: 'Guten Tag' });
    if (model === 'UNLIMITED' || spare >= 0n) {
      await call.until('start');
      const payer = await world.account(mandate.id, model === 'PREPAY_USER' ? user.userId : null);
      expect(parseChf(payer.held)).toBe(model === 'UNLIMITED' ? 0n : maximum * BigInt(others + 1));
      expect((await call.finish()).one('done').status).toBe('completed');
    } else {
      const details = call.problem?.details as unknown as InsufficientBalanceDetails;
      expect([call.status, parseChf(details.required), parseChf(details.available)]).toEqual([
        402,
        maximum,
        maximum + spare,
      ]);
    }
    await Promise.all(running.map((other) => other.finish()));
    expect(await world.openHolds(mandate.id)).toBe(0);
  });
});

const LIMITS: Readonly<Record<BillingModel, string | null>> = {
  PREPAY_MANDATE: '0.000000000',
  PREPAY_USER: '0.000000000',
  POSTPAY: '5.000000000',
  UNLIMITED: null,
};

describe.each(SWITCHES)('from %s to %s', (from, to) => {
  it('gives the account its new limit, loses no credit, and is in the trail', async () => {
    const customer = await customerOf(from);
    const { mandate, user } = customer;
    await fund(customer, from);
    const before = await total(mandate.id);
    const { status, body } = await credit.set(mandate.id, { billingModel: to });
    expect([status, body.billingModel]).toEqual([200, to]);
    expect((await world.account(mandate.id)).credit_limit).toBe(LIMITS[to]);
    expect(await total(mandate.id)).toBe(before);
    if (from === 'PREPAY_USER') {
      expect((await world.account(mandate.id)).balance).toBe('20.000000000');
      expect((await world.account(mandate.id, user.userId)).balance).toBe('0.000000000');
      expect((await credit.bookings(mandate.id)).map(({ type, amount }) => [type, amount]).slice(-2)).toEqual([
        ['transfer', '-10.000000000'],
        ['transfer', '10.000000000'],
      ]);
    }
    expect((await credit.trail(mandate.id)).at(-1)).toMatchObject({
      action: 'billing_settings.changed',
      user_id: world.operator.userId,
      before: { billingModel: from },
      after: { billingModel: to },
    });
    expect((await world.app.get(VerifyService).verify()).differences).toEqual([]);
  });

  it('with calls in flight settles every one of them, and never shows a broken promise', async () => {
    const customer = await customerOf(from);
    const { mandate } = customer;
    await fund(customer, from);
    world.fake.script({ delayMs: 300 });
    const running = startCalls(customer, 8);
    await eventually(async () => (await world.openHolds(mandate.id)) > 0);
    const first = await credit.set(mandate.id, { billingModel: to });
    const isRefused = from === 'PREPAY_USER' || from === 'UNLIMITED';
    if (isRefused) {
      expect([first.status, first.body.code]).toEqual([409, 'billing.switch_refused']);
      const details = first.body.details as unknown as SwitchRefusedDetails;
      expect(details).toMatchObject({ reason: 'calls_in_flight', billingModel: to });
      expect(details.callsInFlight).toBeGreaterThan(0);
    } else expect(first.status).toBe(200);
    // More calls while switching again and again; each is answered, or refused for want of credit.
    const tries = (async () => {
      const statuses: number[] = [];
      do statuses.push((await credit.set(mandate.id, { billingModel: to })).status);
      while (statuses.at(-1) !== 200 && statuses.length < 200);
      return statuses;
    })();
    const answers = await Promise.all((await running).map((answer) => answer.finish()));
    const statuses = await tries;
    expect(statuses.at(-1)).toBe(200);
    expect(statuses.slice(0, -1).every((status) => status === 409)).toBe(true);
    const completed = answers.filter((answer) => answer.status === 200);
    expect(completed.length).toBeGreaterThan(0);
    expect(await world.debits(mandate.id)).toHaveLength(completed.length);
    expect(await world.openHolds(mandate.id)).toBe(0);
    const { rows } = await world.billing.query(
      'SELECT id FROM billing_transaction WHERE mandate_id = $1 AND shortfall > 0',
      [mandate.id],
    );
    expect(rows).toEqual([]);
  });
});

describe('a switch', () => {
  it.each<[string, BillingModel, UpdateMandateSettingsDto]>([
    ['', 'UNLIMITED', { billingModel: 'POSTPAY' }],
    ['to a lower limit ', 'POSTPAY', { creditLimit: '3' }],
  ])('%swaits for a reservation that is being made, and finds its call in flight', async (_, from, change) => {
    const { mandate } = await customerOf(from);
    const { id: accountId } = await world.account(mandate.id);
    const call = reservationOf(accountId, '4');
    const client = await world.billing.connect();
    await client.query('BEGIN');
    await client.query(APPLY, applyValues([], [{ ...call, amount: '4' }], 'test'));
    const switching = credit.set(mandate.id, change);
    await eventually(async () => {
      const { rows } = await world.billing.query('SELECT FROM pg_locks WHERE NOT granted');
      return rows.length > 0;
    });
    await client.query('COMMIT');
    client.release();
    const { status, body } = await switching;
    await world.app.get(LedgerService).release(accountId, call.id, 'test');
    expect([status, body.code]).toEqual([409, 'billing.switch_refused']);
    expect(body.details).toMatchObject({ reason: 'calls_in_flight', callsInFlight: 1 });
  });

  it.each(['PREPAY_MANDATE', 'PREPAY_USER'] as const)(
    'of a postpaid balance below zero to %s is refused',
    async (to) => {
      const { mandate, user } = await customerOf('POSTPAY');
      await (await world.ask(user, await world.newChat(user), { content: 'Guten Tag' })).finish();
      const { balance } = await world.account(mandate.id);
      expect(Number(balance)).toBeLessThan(0);
      const { status, body } = await credit.set(mandate.id, { billingModel: to });
      expect([status, body.code]).toEqual([409, 'billing.switch_refused']);
      expect(body.details).toMatchObject({ reason: 'balance_too_low', billingModel: to, creditLimit: '0.00' });
      expect((await world.account(mandate.id)).credit_limit).toBe('5.000000000');
      expect(await credit.trail(mandate.id)).toEqual([]);
      await world.credit(mandate.id, '1');
      expect((await credit.set(mandate.id, { billingModel: to })).status).toBe(200);
    },
  );

  it('of an unlimited balance below zero is refused, but not to a limit that covers it', async () => {
    const { mandate, user } = await customerOf('UNLIMITED');
    await (await world.ask(user, await world.newChat(user), { content: 'Guten Tag' })).finish();
    const refused = await credit.set(mandate.id, { billingModel: 'PREPAY_MANDATE' });
    expect(refused.body.details).toMatchObject({ reason: 'balance_too_low' });
    expect((await credit.set(mandate.id, { billingModel: 'POSTPAY', creditLimit: '5' })).status).toBe(200);
  });

  it('lowers a credit limit no further than the balance is in use, holds included', async () => {
    const { mandate, user } = await customerOf('POSTPAY', { creditLimit: '5' });
    await (await world.ask(user, await world.newChat(user), { content: 'Guten Tag' })).finish();
    const refused = await credit.set(mandate.id, { creditLimit: '0' });
    expect(refused.body.details).toMatchObject({ reason: 'balance_too_low', callsInFlight: 0 });
    expect((await credit.set(mandate.id, { creditLimit: '1' })).status).toBe(200);
    expect((await world.account(mandate.id)).credit_limit).toBe('1.000000000');
    await world.credit(mandate.id, '1');
    world.fake.script({ delayMs: 400 });
    const call = world.ask(user, await world.newChat(user), { content: 'Guten Tag', maxOutputTokens: 100_000 });
    await eventually(async () => (await world.openHolds(mandate.id)) > 0);
    const { balance, held } = await world.account(mandate.id);
    const answer = await credit.set(mandate.id, { creditLimit: '0' });
    if (Number(balance) < Number(held)) expect(answer.body.details).toMatchObject({ reason: 'calls_in_flight' });
    else expect(answer.status).toBe(200);
    await (await call).finish();
  });

  it('moves each credit once, when two operators switch there and back at once, with members coming in', async () => {
    const customer = await customerOf('PREPAY_USER');
    const { mandate, admin, user } = customer;
    await fund(customer, 'PREPAY_USER');
    await credit.set(mandate.id, { initialUserCredit: '3' });
    const models: BillingModel[] = [
      'PREPAY_MANDATE',
      'PREPAY_USER',
      'PREPAY_MANDATE',
      'PREPAY_USER',
      'POSTPAY',
      'PREPAY_MANDATE',
    ];
    await Promise.all([
      ...models.map((billingModel) => credit.set(mandate.id, { billingModel })),
      ...[admin, user, admin].map((as) => world.people.send('GET', 'billing/balance', { as })),
    ]);
    await credit.set(mandate.id, { billingModel: 'PREPAY_MANDATE' });
    const opened = (await credit.bookings(mandate.id)).filter(({ amount }) => amount === '3.000000000');
    const initial = opened.filter(({ type }) => type === 'credit').length;
    expect((await world.account(mandate.id)).balance).toBe(`${20 + 3 * initial}.000000000`);
  });

  it('overtakes a member who comes for the first time: no account is opened that nobody would see', async () => {
    const { mandate, user } = await customerOf('PREPAY_USER');
    await credit.set(mandate.id, { initialUserCredit: '3' });
    const operator = await world.billing.connect();
    try {
      await operator.query('BEGIN');
      await operator.query('SELECT 1 FROM billing_settings WHERE mandate_id = $1 FOR UPDATE', [mandate.id]);
      const balance = world.people.send<BalanceDto>('GET', 'billing/balance', { as: user });
      await eventually(async () => {
        const { rows } = await world.billing.query(
          "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR SHARE%'",
        );
        return rows.length > 0;
      });
      await operator.query("UPDATE billing_settings SET billing_model = 'PREPAY_MANDATE' WHERE mandate_id = $1", [
        mandate.id,
      ]);
      await operator.query('COMMIT');
      expect(await balance).toMatchObject({ status: 200, body: { billingModel: 'PREPAY_MANDATE' } });
    } finally {
      operator.release();
    }
    await expect(world.account(mandate.id, user.userId)).rejects.toThrow('no such account');
  });

  it.each([
    [{ billingModel: 'FREE' }, 422],
    [{ creditLimit: '-1' }, 422],
    [{ markupPercent: '1000.1' }, 422],
    [{ markupPercent: '50.00001' }, 422],
    [{ selfTopUpLimit: 'NaN' }, 422],
    [{ balance: '1000' }, 422],
    [{}, 200],
    [{ markupPercent: '37.5' }, 200],
    [{ markupPercent: null }, 200],
  ])('to %j answers %i', async (body, status) => {
    const { mandate } = await customerOf('PREPAY_MANDATE');
    expect((await credit.set(mandate.id, body as UpdateMandateSettingsDto)).status).toBe(status);
  });

  it('is not for admins, and of an unknown mandate a 404', async () => {
    const { mandate, admin } = await customerOf('PREPAY_MANDATE');
    const path = `admin/mandates/${mandate.id}/settings`;
    expect((await world.people.send('GET', path, { as: admin })).status).toBe(403);
    expect((await credit.set(mandate.id, { creditLimit: '1' }, admin)).status).toBe(403);
    expect((await credit.set('00000000-0000-7000-8000-000000000000', { creditLimit: '1' })).status).toBe(404);
  });
});
