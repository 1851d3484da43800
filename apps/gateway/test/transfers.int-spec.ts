import { randomUUID } from 'node:crypto';
import type { BalanceDto, MemberAccountPageDto, ProblemDto } from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import { Credit } from './support/credit.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { eventually, World } from './support/world.js';

let world: World;
let credit: Credit;

beforeAll(async () => {
  world = await World.create();
  credit = new Credit(world);
});

beforeEach(() => world.fake.reset());

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

async function customer(amount = '10', initialUserCredit = '0') {
  const made = await world.customer({ billingModel: 'PREPAY_USER', initialUserCredit });
  await world.credit(made.mandate.id, amount);
  return made;
}

const members = async (as: Parameters<Credit['post']>[0]) =>
  (await world.people.send<MemberAccountPageDto>('GET', 'billing/member-accounts', { as })).body.items;

describe('a transfer', () => {
  it('moves credit to a member and back: two bookings each, seen by both, in the trail', async () => {
    const { mandate, admin, user } = await customer();
    const { status, body } = await credit.transfer(admin, null, user.userId, '4');
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({
        fromUserId: null,
        toUserId: user.userId,
        amount: '4.00',
        fromBalance: '6.00',
        toBalance: '4.00',
      }),
    ]);
    const mine = await world.people.send<BalanceDto>('GET', 'billing/balance', { as: user });
    expect(mine.body).toMatchObject({ balance: '4.00', billingModel: 'PREPAY_USER' });
    expect((await world.transactions(user)).items).toMatchObject([
      { type: 'transfer', amount: '4.00', reference: `${mandate.name} → ${user.email.split('@')[0]}` },
    ]);
    expect((await credit.transfer(admin, user.userId, null, '1.5')).body).toMatchObject({
      fromBalance: '2.50',
      toBalance: '7.50',
    });
    expect((await credit.trail(mandate.id)).slice(-2)).toMatchObject([
      {
        action: 'credit.transferred',
        before: { fromBalance: '10.00', toBalance: '0.00' },
        after: { amount: '4.00', toUserId: user.userId },
      },
      {
        action: 'credit.transferred',
        before: { fromBalance: '4.00', toBalance: '6.00' },
        after: { amount: '1.50', toUserId: null },
      },
    ]);
  });

  it('is undone by a transfer back, not by half: reversing one side would make money', async () => {
    const { mandate, admin, user } = await customer();
    await credit.transfer(admin, null, user.userId, '4');
    const { items } = await world.transactions(user);
    for (const { id } of [...items, ...(await world.transactions(admin)).items].filter(
      ({ type }) => type === 'transfer',
    )) {
      const refused = await world.people.send<ProblemDto>('POST', `admin/mandates/${mandate.id}/adjustments`, {
        as: world.operator,
        body: { reversalOf: id, reason: 'Irrtum' },
        headers: { 'idempotency-key': randomUUID() },
      });
      expect([refused.status, refused.body.code]).toEqual([422, 'common.validation_failed']);
    }
    expect((await credit.transfer(admin, user.userId, null, '4')).body).toMatchObject({
      fromBalance: '0.00',
      toBalance: '10.00',
    });
  });

  it('between members works, and opens an account with its initial credit', async () => {
    const { admin, user } = await customer('10', '2');
    const { body } = await credit.transfer(admin, user.userId, admin.userId, '0.5');
    expect(body).toMatchObject({ fromBalance: '1.50', toBalance: '2.50' });
  });

  it('sent 15 times at once with one key happens once', async () => {
    const { mandate, admin, user } = await customer();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 15 }, () => credit.transfer(admin, null, user.userId, '1', key)),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect((await world.account(mandate.id)).balance).toBe('9.000000000');
  });

  it('never overdraws, with 40 at once in all directions', async () => {
    const { mandate, admin, user } = await customer();
    const ways = [
      [null, user.userId],
      [user.userId, admin.userId],
      [admin.userId, null],
      [null, admin.userId],
    ] as const;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const [from, to] = ways[n % ways.length] ?? [null, null];
        return credit.transfer(admin, from, to, '1.7');
      }),
    );
    for (const { status, body } of answers) {
      if (status !== 201) expect([status, body.code]).toEqual([402, 'billing.insufficient_balance']);
    }
    expect(answers.some(({ status }) => status === 201)).toBe(true);
    const accounts = [null, admin.userId, user.userId].map((userId) => world.account(mandate.id, userId));
    const balances = (await Promise.all(accounts)).map(({ balance }) => parseChf(balance));
    expect(balances.every((balance) => balance >= 0n)).toBe(true);
    expect(balances.reduce((sum, balance) => sum + balance, 0n)).toBe(parseChf('10'));
  });

  it('leaves alone what a running call has set aside, and says what is free', async () => {
    const { admin, user, mandate } = await customer();
    await credit.transfer(admin, null, user.userId, '1');
    world.fake.script({ delayMs: 500 });
    const call = world.ask(user, await world.newChat(user), { content: 'Guten Tag' });
    await eventually(async () => (await world.openHolds(mandate.id)) > 0);
    const { held } = await world.account(mandate.id, user.userId);
    const { status, body } = await credit.transfer(admin, user.userId, null, '1');
    expect([status, body.code]).toEqual([402, 'billing.insufficient_balance']);
    expect(body.details).toMatchObject({ required: '1.00' });
    expect(parseChf((body.details as { available: string }).available)).toBe(parseChf('1') - parseChf(held));
    expect((await (await call).finish()).status).toBe(200);
  });

  it('to the same account, to strangers and by users is refused', async () => {
    const [one, two] = [await customer(), await customer()];
    expect((await credit.transfer(one.admin, null, null, '1')).status).toBe(422);
    expect((await credit.transfer(one.admin, one.user.userId, one.user.userId, '1')).status).toBe(422);
    expect((await credit.transfer(one.admin, null, two.user.userId, '1')).status).toBe(404);
    expect((await credit.transfer(one.admin, two.user.userId, null, '1')).status).toBe(404);
    expect((await credit.transfer(one.admin, null, randomUUID(), '1')).status).toBe(404);
    expect((await credit.transfer(one.user, null, one.user.userId, '1')).body.code).toBe('rbac.forbidden');
    for (const amount of ['0', '-1', '0.0000000001', 'NaN']) {
      expect((await credit.transfer(one.admin, null, one.user.userId, amount)).status).toBe(422);
    }
    expect((await world.account(one.mandate.id)).balance).toBe('10.000000000');
  });

  it('exists only where members have their own balances', async () => {
    const { admin, user } = await world.customer();
    const { status, body } = await credit.transfer(admin, null, user.userId, '1');
    expect([status, body.code, body.details]).toEqual([
      409,
      'billing.transfer_not_possible',
      { billingModel: 'PREPAY_MANDATE' },
    ]);
    expect(await members(admin)).toEqual([]);
  });
});

describe('the balances of members', () => {
  it('who were deactivated are given nothing, and may be emptied', async () => {
    const { admin, user } = await customer();
    expect((await credit.transfer(admin, null, user.userId, '2')).status).toBe(201);
    expect((await world.people.send('POST', `members/${user.userId}/deactivate`, { as: admin })).status).toBe(200);
    expect((await credit.transfer(admin, null, user.userId, '1')).status).toBe(404);
    expect((await credit.transfer(admin, user.userId, null, '2')).status).toBe(201);
  });

  it('name everybody, also without an account, and whoever left something behind', async () => {
    const { mandate, admin, user } = await customer();
    const gone = await world.member(`gone-${randomUUID()}@kunde.test`, mandate, 'user');
    await credit.transfer(admin, null, gone.userId, '2');
    await credit.transfer(admin, null, user.userId, '3');
    await world.appDb.query('DELETE FROM membership WHERE mandate_id = $1 AND user_id = $2', [mandate.id, gone.userId]);
    const byId = new Map((await members(admin)).map((member) => [member.userId, member]));
    expect(byId.get(admin.userId)).toMatchObject({ isMember: true, isOpen: false, balance: '0.00', available: '0.00' });
    expect(byId.get(user.userId)).toMatchObject({ isMember: true, isOpen: true, balance: '3.00', available: '3.00' });
    expect(byId.get(gone.userId)).toMatchObject({ isMember: false, isOpen: true, balance: '2.00' });
    expect((await credit.transfer(admin, null, gone.userId, '1')).status).toBe(404);
    expect((await credit.transfer(admin, gone.userId, null, '2')).status).toBe(201);
    expect((await members(admin)).map(({ userId }) => userId)).not.toContain(gone.userId);
    expect((await world.people.send('GET', 'billing/member-accounts', { as: user })).status).toBe(403);
  });
});
