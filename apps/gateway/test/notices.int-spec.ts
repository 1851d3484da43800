import { jest } from '@jest/globals';
import type {
  NoticesDto,
  NotificationDto,
  NotificationPageDto,
  OnboardingDto,
  RoleDto,
  WishDto,
} from '@nyla/contracts';
import { WISHES_PER_DAY_MAX } from '@nyla/contracts';
import { Clock } from '../src/common/clock.js';
import { AppDatabase } from '../src/database/app-database.js';
import { NoticesWatch } from '../src/notices/notices-watch.service.js';
import { NotificationsFacade } from '../src/notifications/notifications.facade.js';
import { RbacFacade } from '../src/rbac/rbac.facade.js';
import { prompt, TestAutomations } from './support/automations.js';
import { Credit } from './support/credit.js';
import type { Answer, Sender } from './support/people.js';
import type { TestApp } from './support/test-app.js';
import { allProviders, type Customer, eventually, headersOf, MODEL, pause, World } from './support/world.js';

const DAY_MS = 86_400_000;

let world: World;
let second: TestApp;
let secondUrl: string;
let customer: Customer;

beforeAll(async () => {
  world = await World.create({ providers: allProviders });
  second = await world.secondGateway();
  secondUrl = await second.listen();
});

beforeEach(async () => {
  world.fake.reset();
  customer = await world.customer();
});

afterEach(() => jest.restoreAllMocks());

afterAll(async () => {
  await second.close();
  await world.close();
});

async function notifications(as: Sender, query = ''): Promise<NotificationPageDto> {
  const { status, body } = await world.people.send<NotificationPageDto>('GET', `notifications${query}`, { as });
  expect(status).toBe(200);
  return body;
}

async function of(as: Sender, kind: NotificationDto['kind']): Promise<NotificationDto[]> {
  return (await notifications(as)).items.filter((notification) => notification.kind === kind);
}

const askForCredit = (as: Sender, body: object = {}): Promise<Answer<WishDto>> =>
  world.people.send<WishDto>('POST', 'notices/credit', { as, body });

const askForProvider = (as: Sender, body: object): Promise<Answer<WishDto>> =>
  world.people.send<WishDto>('POST', 'notices/provider', { as, body });

async function notices(as: Sender): Promise<NoticesDto> {
  return (await world.people.send<NoticesDto>('GET', 'notices', { as })).body;
}

async function setUserRules(change: (rules: RoleDto['rules']) => RoleDto['rules']): Promise<void> {
  const as = customer.admin;
  const { body } = await world.people.send<{ items: RoleDto[] }>('GET', 'roles', { as });
  const role = body.items.find(({ name }) => name === 'user');
  const rules = change(role?.rules ?? []);
  const { status } = await world.people.send('PUT', `roles/${role?.id}/rules`, { as, body: { rules } });
  expect(status).toBe(200);
}

const denyOpenAi = () =>
  setUserRules((rules) => [...rules, { resource: 'resource.aicore.openai', effect: 'deny' as const }]);
const allowOpenAi = () =>
  setUserRules((rules) => rules.filter(({ resource }) => resource !== 'resource.aicore.openai'));

function tell(userIds: readonly string[], userName: string, mandateId = customer.mandate.id): Promise<string[]> {
  const data = { userId: userIds[0] ?? '', userName };
  return world.app.get(NotificationsFacade).notify({ mandateId, to: { userIds }, kind: 'member_joined', data });
}

async function setThreshold(lowBalanceThreshold: string | null): Promise<void> {
  const body = { lowBalanceThreshold };
  const { status } = await world.people.send('PUT', 'billing/settings', { as: customer.admin, body });
  expect(status).toBe(200);
}

/** Takes credit back, as the operator corrects a mistake. */
async function takeBack(transactionId: string): Promise<void> {
  const { status } = await world.people.send('POST', `admin/mandates/${customer.mandate.id}/adjustments`, {
    as: world.operator,
    body: { reversalOf: transactionId, reason: 'Irrtum' },
    headers: { 'idempotency-key': crypto.randomUUID() },
  });
  expect(status).toBe(201);
}

describe('notifications', () => {
  it('are paged, counted, and read by those whom they are for alone', async () => {
    for (const name of ['Ada', 'Bea', 'Cleo']) await tell([customer.user.userId], name);
    const first = await notifications(customer.user, '?limit=2');
    expect(first.items.map(({ data }) => data['userName'])).toEqual(['Cleo', 'Bea']);
    expect(first.unread).toBe(3);
    const rest = await notifications(customer.user, `?limit=2&cursor=${first.nextCursor}`);
    expect(rest).toMatchObject({ items: [{ data: { userName: 'Ada' } }], nextCursor: null });
    expect((await notifications(customer.admin)).items).toEqual([]);

    // The admin cannot read them away, and nobody from another mandate.
    const ids = first.items.map(({ id }) => id);
    const stranger = await world.customer();
    for (const as of [customer.admin, stranger.user]) {
      const { status, body } = await world.people.send('POST', 'notifications/read', { as, body: { ids } });
      expect({ status, body }).toEqual({ status: 200, body: { unread: 0, newest: null } });
    }
    expect((await notifications(customer.user)).unread).toBe(3);
    await world.people.send('POST', 'notifications/read', { as: customer.user, body: { ids: ids.slice(0, 1) } });
    expect((await notifications(customer.user)).unread).toBe(2);
    await world.people.send('POST', 'notifications/read', { as: customer.user, body: { all: true } });
    const read = await notifications(customer.user);
    expect(read.unread).toBe(0);
    expect(read.items.every(({ readAt }) => readAt !== null)).toBe(true);
  });

  it('of one mandate are not seen in another of the same person', async () => {
    const other = await world.people.mandate('Zweite AG');
    await world.people.join(customer.user.userId, other, 'user');
    await tell([customer.user.userId], 'Ada', other.id);
    const inMandate = (mandateId: string) =>
      world.people.send<NotificationPageDto>('GET', 'notifications', { as: customer.user, mandateId });
    expect((await inMandate(other.id)).body.unread).toBe(1);
    expect((await inMandate(customer.mandate.id)).body.unread).toBe(0);
  });

  it('reach no one who is no member, and go back with their cause', async () => {
    const stranger = await world.customer();
    expect(await tell([stranger.user.userId, customer.user.userId, customer.user.userId], 'Ada')).toEqual([
      customer.user.userId,
    ]);
    const failing = world.app.get(AppDatabase).run(async () => {
      await tell([customer.user.userId], 'Bea');
      throw new Error('the cause failed');
    });
    await expect(failing).rejects.toThrow('the cause failed');
    expect((await notifications(customer.user)).unread).toBe(1);
  });

  it.each([
    ['nothing at all', {}],
    ['both', { ids: [], all: true }],
    ['no id', { ids: ['nothing'] }],
    ['no list', { ids: 'all' }],
    ['a word', { all: 'yes' }],
    ['too many ids', { ids: Array.from({ length: 101 }, () => crypto.randomUUID()) }],
    ['a field of its own', { all: true, userId: crypto.randomUUID() }],
  ])('refuse to be read by %s', async (_, body) => {
    expect((await world.people.send('POST', 'notifications/read', { as: customer.user, body })).status).toBe(422);
  });

  it('appear live on another gateway', async () => {
    const controller = new AbortController();
    const response = await fetch(`${secondUrl}/api/v1/notifications/events`, {
      headers: headersOf(customer.user),
      signal: controller.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    await eventually(() => text.includes('"unread":0'));
    await tell([customer.user.userId], 'Ada');
    await eventually(() => text.includes('"unread":1') && text.includes('"userName":"Ada"'));
    // What others are told of is nobody's business.
    const before = text;
    await tell([customer.admin.userId], 'Bea');
    await pause(400);
    expect(text).toBe(before);
    controller.abort();
    await reading;
  });

  it('go to whoever has the permission at that moment, and to the operator in the ROOT mandate', async () => {
    const facade = world.app.get(NotificationsFacade);
    const told = await facade.notify({
      mandateId: customer.mandate.id,
      to: { permission: 'data.billing.topUp' },
      kind: 'top_up_booked',
      data: { amount: '5' },
    });
    expect(told).toEqual([customer.admin.userId]);
    const { id: mandateId, name: mandateName } = customer.mandate;
    await facade.notify({
      mandateId,
      to: { operators: true },
      kind: 'top_up_requested',
      data: { mandateId, mandateName, amount: '100', userName: 'Ada' },
    });
    expect(await of(world.operator, 'top_up_requested')).toMatchObject([{ data: { mandateName } }]);
    expect(await of(customer.admin, 'top_up_requested')).toEqual([]);
  });
});

describe('asking for credit', () => {
  it('tells those who may top up, once, however often and from wherever it is asked', async () => {
    customer = await world.customer({ credit: '0' });
    const chatId = crypto.randomUUID();
    const body = { chatId, required: '2.50', note: 'Für die Offerte' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        index % 2 === 0
          ? askForCredit(customer.user, body)
          : fetch(`${secondUrl}/api/v1/notices/credit`, {
              method: 'POST',
              headers: headersOf(customer.user),
              body: JSON.stringify(body),
            }).then(async (response) => ({ status: response.status, body: (await response.json()) as WishDto })),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map((answer) => answer.body.sentAt)).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ kind: 'credit', solvedAt: null, sentTo: [expect.any(String)] });
    expect(await of(customer.admin, 'credit_requested')).toMatchObject([
      { data: { userId: customer.user.userId, required: '2.50', note: 'Für die Offerte' } },
    ]);
    expect((await notifications(customer.user)).items).toEqual([]);
    expect((await notices(customer.user)).wishes).toHaveLength(1);
    expect((await notices(customer.admin)).wishes).toEqual([]);

    // Less than what is needed is no answer yet.
    await world.credit(customer.mandate.id, '2');
    await pause(1_200);
    expect(await of(customer.user, 'credit_booked')).toEqual([]);
    await world.credit(customer.mandate.id, '1');
    await eventually(async () => (await of(customer.user, 'credit_booked')).length > 0);
    await pause(700);
    // Two gateways have seen it.
    expect(await of(customer.user, 'credit_booked')).toMatchObject([{ data: { chatId, available: '3.00' } }]);
    expect((await notices(customer.user)).wishes).toMatchObject([{ solvedAt: expect.any(String), sentTo: [] }]);
  });

  it('may be asked again when it was fulfilled, or a day later', async () => {
    customer = await world.customer({ credit: '0' });
    await askForCredit(customer.user);
    await world.credit(customer.mandate.id, '1');
    await eventually(async () => (await of(customer.user, 'credit_booked')).length === 1);
    await askForCredit(customer.user, { required: '5' });
    expect(await of(customer.admin, 'credit_requested')).toHaveLength(2);
    const now = Date.now();
    jest.spyOn(world.app.get(Clock), 'now').mockReturnValue(new Date(now + DAY_MS + 1_000));
    await askForCredit(customer.user, { required: '5' });
    expect(await of(customer.admin, 'credit_requested')).toHaveLength(3);
  });

  it('is not sent when there is enough', async () => {
    const { status, body } = await askForCredit(customer.user, { required: '9.99' });
    expect(status).toBe(200);
    expect(body.solvedAt).not.toBeNull();
    expect(await of(customer.admin, 'credit_requested')).toEqual([]);
  });

  it('is found by the sweep when its event was lost', async () => {
    customer = await world.customer({ credit: '0' });
    await askForCredit(customer.user, { required: '1' });
    // Past the ledger's service, so that nobody is told.
    await world.billing.query('UPDATE billing_settings SET billing_model = $2 WHERE mandate_id = $1', [
      customer.mandate.id,
      'UNLIMITED',
    ]);
    await world.billing.query('UPDATE billing_account SET credit_limit = NULL WHERE mandate_id = $1', [
      customer.mandate.id,
    ]);
    await world.app.get(NoticesWatch).sweep();
    expect(await of(customer.user, 'credit_booked')).toMatchObject([{ data: { available: null } }]);
  });

  it.each([
    ['a negative amount', { required: '-1' }],
    ['no amount', { required: '0' }],
    ['a number', { required: 5 }],
    ['a chat that is none', { chatId: 'mine' }],
    ['a novel', { note: 'x'.repeat(501) }],
    ['what cannot be stored', { note: '\u0000' }],
    ['a mandate', { mandateId: crypto.randomUUID() }],
  ])('refuses %s', async (_, body) => {
    expect((await askForCredit(customer.user, body)).status).toBe(422);
  });
});

describe('asking for a provider', () => {
  it('tells those who may change roles, and the asker when the rule changes', async () => {
    await denyOpenAi();
    const [connectorType, model] = MODEL.split('/') as ['openai', string];
    const asked = await askForProvider(customer.user, { connectorType, model });
    expect(asked.body).toMatchObject({ kind: 'provider', connectorType, model, solvedAt: null });
    await askForProvider(customer.user, { connectorType, model });
    expect(await of(customer.admin, 'provider_requested')).toMatchObject([{ data: { connectorType, model } }]);
    await allowOpenAi();
    await eventually(async () => (await of(customer.user, 'provider_permitted')).length > 0);
    await pause(700);
    expect(await of(customer.user, 'provider_permitted')).toMatchObject([{ data: { connectorType, model } }]);
    expect((await notices(customer.user)).wishes).toMatchObject([{ solvedAt: expect.any(String) }]);
  });

  it('is answered by a role that is given, too', async () => {
    await denyOpenAi();
    await askForProvider(customer.user, { connectorType: 'openai' });
    await world.app.get(RbacFacade).assignRole(customer.mandate.id, customer.user.userId, 'admin');
    await eventually(async () => (await of(customer.user, 'provider_permitted')).length === 1);
  });

  it('is not sent for what is permitted, and refused for what does not exist', async () => {
    const permitted = await askForProvider(customer.user, { connectorType: 'openai' });
    expect(permitted.body.solvedAt).not.toBeNull();
    const unknown = await askForProvider(customer.user, { connectorType: 'openai', model: 'gpt-hereditary' });
    expect(unknown).toMatchObject({ status: 422, body: { code: 'aicore.model_unknown' } });
    expect((await askForProvider(customer.user, { connectorType: 'nobody' })).status).toBe(422);
    expect(await of(customer.admin, 'provider_requested')).toEqual([]);
  });

  it('is bounded: nobody is flooded', async () => {
    await denyOpenAi();
    const { rows } = await world.appDb.query<{ id: string }>(
      `INSERT INTO wish (id, mandate_id, user_id, kind, connector_type, model)
       SELECT gen_random_uuid(), $1, $2, 'provider', 'openai', 'm' || n FROM generate_series(1, $3) n RETURNING id`,
      [customer.mandate.id, customer.user.userId, WISHES_PER_DAY_MAX],
    );
    expect(rows).toHaveLength(WISHES_PER_DAY_MAX);
    const { status, body } = await askForProvider(customer.user, { connectorType: 'openai' });
    expect({ status, code: (body as unknown as { code: string }).code }).toEqual({
      status: 429,
      code: 'common.too_many_requests',
    });
    expect(await of(customer.admin, 'provider_requested')).toEqual([]);
  });
});

describe('a balance that falls', () => {
  it('is told of once per fall, by two gateways together, and again after a top-up', async () => {
    await setThreshold('8');
    const extra = await world.credit(customer.mandate.id, '2');
    await pause(700);
    expect(await of(customer.admin, 'low_balance')).toEqual([]);
    const { items } = await world.transactions(customer.admin, '?type=credit');
    const initial = items.find(({ id }) => id !== extra.id);
    await takeBack(initial?.id ?? '');
    await eventually(async () => (await of(customer.admin, 'low_balance')).length === 1);
    expect(await of(customer.user, 'low_balance')).toEqual([]);
    expect((await notices(customer.admin)).crossing).toMatchObject({ level: 'low' });

    const little = await world.credit(customer.mandate.id, '1');
    await pause(1_200);
    await takeBack(little.id);
    await pause(1_200);
    expect(await of(customer.admin, 'low_balance')).toHaveLength(1);

    await takeBack(extra.id);
    await eventually(async () => (await of(customer.admin, 'balance_exhausted')).length === 1);
    const more = await world.credit(customer.mandate.id, '50');
    expect((await notices(customer.admin)).crossing).toBeNull();
    await takeBack(more.id);
    await eventually(async () => (await of(customer.admin, 'balance_exhausted')).length === 2);
    await pause(700);
    expect(await of(customer.admin, 'balance_exhausted')).toHaveLength(2);
  });

  it('of a member’s own account is the member’s matter', async () => {
    customer = await world.customer({ billingModel: 'PREPAY_USER' });
    await setThreshold('8');
    const credit = await world.credit(customer.mandate.id, '9', customer.user.userId);
    await world.credit(customer.mandate.id, '1', customer.user.userId);
    await takeBack(credit.id);
    await eventually(async () => (await of(customer.user, 'low_balance')).length === 1);
    expect(await of(customer.admin, 'low_balance')).toEqual([]);
  });
});

describe('top-ups, transfers and new members', () => {
  const credit = () => new Credit(world);

  it('tell the operator of a request, and who asked of what became of it', async () => {
    const { status, body } = await credit().request(customer.admin, '120.00');
    expect(status).toBe(201);
    const asked = (await of(world.operator, 'top_up_requested')).find(({ data }) => data['amount'] === '120.00');
    expect(asked?.data).toMatchObject({ mandateId: customer.mandate.id, mandateName: customer.mandate.name });
    expect((await credit().book(body.id, '100.00')).status).toBe(201);
    expect((await of(customer.admin, 'top_up_booked')).map(({ data }) => data)).toEqual([{ amount: '100.00' }]);
    const next = await credit().request(customer.admin, '7.00');
    await world.people.send('POST', `admin/top-up-requests/${next.body.id}/refusal`, {
      as: world.operator,
      body: { reason: 'Offene Rechnung' },
    });
    const [declined] = await of(customer.admin, 'top_up_declined');
    expect(declined?.data).toEqual({ amount: '7.00', reason: 'Offene Rechnung' });
    expect(await of(customer.user, 'top_up_declined')).toEqual([]);
  });

  it('tell a member of credit that was moved to them', async () => {
    const divided = await world.customer({ billingModel: 'PREPAY_USER', credit: '0' });
    await world.credit(divided.mandate.id, '20');
    const { status } = await credit().post(divided.admin, 'billing/transfers', {
      fromUserId: null,
      toUserId: divided.user.userId,
      amount: '3.50',
    });
    expect(status).toBe(201);
    const [told] = await of(divided.user, 'credit_booked');
    expect(told?.data).toMatchObject({ amount: '3.50' });
  });

  it('tell the admins of somebody who joined, and of a suspension', async () => {
    const { body: roles } = await world.people.send<{ items: { id: string; name: string }[] }>('GET', 'roles', {
      as: customer.admin,
    });
    const roleIds = roles.items.filter(({ name }) => name === 'user').map(({ id }) => id);
    const { body: invitation } = await world.people.send<{ link: string }>('POST', 'members/invitations', {
      as: customer.admin,
      body: { email: `neu-${customer.mandate.id}@kunde.test`, roleIds },
    });
    const token = invitation.link.split('/').at(-1) ?? '';
    const { status } = await world.people.send('POST', `invitations/${token}/accept`, {
      body: { displayName: 'Nora Neu', password: 'Vier Sätze im Wald' },
    });
    expect(status).toBe(200);
    expect((await of(customer.admin, 'member_joined'))[0]?.data).toMatchObject({ userName: 'Nora Neu' });
    expect(await of(customer.user, 'member_joined')).toEqual([]);
    await world.people.send('POST', `admin/mandates/${customer.mandate.id}/suspend`, {
      as: world.operator,
      body: { reason: 'Rechnung offen' },
    });
    const { rows } = await world.appDb.query<{ data: unknown }>(
      "SELECT data FROM notification WHERE mandate_id = $1 AND kind = 'mandate_suspended'",
      [customer.mandate.id],
    );
    expect(rows.map(({ data }) => data)).toEqual([{ reason: 'Rechnung offen' }]);
  });
});

describe('automations', () => {
  it('that are paused tell their owner and whoever can help', async () => {
    customer = await world.customer({ credit: '0' });
    const automations = new TestAutomations(world, customer);
    const id = await automations.create({ steps: [prompt('frage', 'Sag etwas.')] });
    const run = await automations.run(id);
    expect(run.status).toBe('stopped');
    const expected = [{ data: { automationId: id, reason: 'insufficient_balance', runId: run.id } }];
    expect(await of(customer.user, 'automation_paused')).toMatchObject(expected);
    expect(await of(customer.admin, 'automation_paused')).toMatchObject(expected);
  });

  it('that fail by themselves tell their owner, once until it is read', async () => {
    const automations = new TestAutomations(world, customer);
    const loop = { id: 's', name: 's', kind: 'for_each' as const };
    const steps = [{ ...loop, forEach: { list: 'steps.nothing', maxItems: 5, steps: [prompt('frage', 'Ja?')] } }];
    const schedule = { cron: '0 0 1 1 *', timeZone: 'Europe/Zurich', missed: 'catch_up' as const };
    const due = () => new Date(Date.now() - 1_000);
    const id = await automations.create({ steps, schedule, nextRunAt: due() });
    await eventually(async () => (await of(customer.user, 'automation_failed')).length === 1, 15_000);
    expect(await of(customer.admin, 'automation_failed')).toEqual([]);
    const ranTwice = async () => {
      const { rows } = await world.appDb.query<{ count: string }>(
        "SELECT count(*) FROM automation_run WHERE automation_id = $1 AND status = 'failed'",
        [id],
      );
      return Number(rows[0]?.count) === 2;
    };
    await world.appDb.query('UPDATE automation SET next_run_at = $2 WHERE id = $1', [id, due()]);
    await eventually(ranTwice, 15_000);
    expect(await of(customer.user, 'automation_failed')).toHaveLength(1);
  });
});

describe('onboarding', () => {
  const read = (as: Sender) => world.people.send<OnboardingDto>('GET', 'onboarding', { as });
  const done = ({ body }: Answer<OnboardingDto>) => body.steps.filter((step) => step.done).map(({ step }) => step);

  it('shows what is left to do, to admins, until they hide it for the mandate', async () => {
    customer = await world.customer({ credit: '0' });
    expect((await read(customer.user)).status).toBe(403);
    expect((await world.people.send('POST', 'onboarding/hide', { as: customer.user })).status).toBe(403);
    const fresh = await read(customer.admin);
    expect(fresh.body).toMatchObject({ open: true });
    expect(fresh.body.steps.map(({ step }) => step)).toEqual(['address', 'limits', 'topUp', 'chat']);
    expect(done(fresh)).toEqual([]);
    await setThreshold('5');
    await world.credit(customer.mandate.id, '5');
    const chatId = await world.newChat(customer.user);
    await (await world.ask(customer.user, chatId, { content: 'Guten Tag' })).finish();
    expect(done(await read(customer.admin))).toEqual(['limits', 'topUp', 'chat']);

    await world.people.send('POST', 'onboarding/hide', { as: customer.admin });
    expect((await read(customer.admin)).body).toEqual({ open: false, steps: [] });
    const other = await world.customer();
    expect((await read(other.admin)).body.open).toBe(true);
  });

  it('asks no top-up of whoever pays afterwards, and nothing of whoever has no limit', async () => {
    customer = await world.customer({ billingModel: 'POSTPAY', creditLimit: '10', credit: '0' });
    expect((await read(customer.admin)).body.steps.map(({ step }) => step)).not.toContain('topUp');
    expect((await read(world.operator)).body).toEqual({ open: false, steps: [] });
  });
});

it('a suspended mandate’s people still learn that it is suspended, and whom to ask', async () => {
  await world.appDb.query("UPDATE mandate SET status = 'suspended' WHERE id = $1", [customer.mandate.id]);
  expect(await notices(customer.user)).toMatchObject({ mandateStatus: 'suspended', contacts: [expect.any(String)] });
  expect((await notifications(customer.user)).unread).toBe(0);
});
