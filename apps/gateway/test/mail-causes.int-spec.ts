import { jest } from '@jest/globals';
import type {
  CreatedInvitationDto,
  MailData,
  MailKind,
  MailPreviewDto,
  NotificationPageDto,
  ProblemDto,
  RoleDto,
} from '@nyla/contracts';
import { LOCALES, MAIL_KINDS } from '@nyla/contracts';
import type pg from 'pg';
import { Clock } from '../src/common/clock.js';
import { MailOutbox } from '../src/common/mail/mail-outbox.js';
import { MailSender } from '../src/mail/mail-sender.service.js';
import { NotificationsFacade } from '../src/notifications/notifications.facade.js';
import { prompt, TestAutomations } from './support/automations.js';
import { Credit } from './support/credit.js';
import type { Sender } from './support/people.js';
import { type Customer, eventually, MODEL, World } from './support/world.js';

let world: World;
let credit: Credit;
let customer: Customer;
let other: Customer;

beforeAll(async () => {
  world = await World.create();
  credit = new Credit(world);
  // It would forget links once they are out.
  await world.app.get(MailSender).beforeApplicationShutdown();
});

beforeEach(async () => {
  customer = await world.customer({ credit: '0' });
  other = await world.customer({ credit: '0' });
});

afterEach(() => jest.restoreAllMocks());

afterAll(() => world.close());

interface Row<K extends MailKind = MailKind> {
  readonly kind: K;
  readonly address: string;
  readonly mandate_id: string;
  readonly user_id: string | null;
  readonly locale: string;
  readonly state: string;
  readonly data: MailData[K];
}

async function mails<K extends MailKind>(
  database: pg.Pool,
  kind: K,
  mandateId = customer.mandate.id,
): Promise<Row<K>[]> {
  const { rows } = await database.query<Row<K>>(
    'SELECT * FROM mail_outbox WHERE kind = $1 AND mandate_id = $2 ORDER BY created_at, address',
    [kind, mandateId],
  );
  return rows;
}

const countOf = async (database: pg.Pool) =>
  Number((await database.query<{ count: string }>('SELECT count(*) FROM mail_outbox')).rows[0]?.count);

const deactivate = (userId: string) =>
  world.appDb.query('UPDATE membership SET deactivated_at = now() WHERE user_id = $1', [userId]);

/** The next mail cannot be written, whoever writes it. */
function breakOutbox(): void {
  jest.spyOn(world.app.get(MailOutbox), 'enqueue').mockRejectedValueOnce(new Error('the outbox is full'));
}

describe('credit', () => {
  const request = async (amount = '250.00') => (await credit.request(customer.admin, amount, 'Für «Käse»')).body.id;

  it('that is asked for is mailed to the operator', async () => {
    await request();
    const rows = await mails(world.billing, 'top_up_requested');
    expect(rows).toEqual([
      expect.objectContaining({
        address: world.operator.email,
        user_id: world.operator.userId,
        state: 'queued',
        locale: 'de-CH',
        data: {
          mandateId: customer.mandate.id,
          mandateName: customer.mandate.name,
          userName: customer.admin.email.split('@')[0],
          amount: '250.00',
          note: 'Für «Käse»',
        },
      }),
    ]);
    expect(await mails(world.appDb, 'top_up_requested')).toEqual([]);
  });

  it('that is booked for a request is mailed to who asked, once, in the language of that person', async () => {
    await world.appDb.query(`UPDATE app_user SET locale = 'fr-CH' WHERE id = $1`, [customer.admin.userId]);
    const id = await request();
    const both = await Promise.all([credit.book(id, '200', {}, 'k'), credit.book(id, '200', {}, 'k')]);
    expect(both.map(({ status }) => status)).toContain(201);
    const rows = await mails(world.billing, 'credit_booked');
    expect(rows).toMatchObject([
      {
        address: customer.admin.email,
        locale: 'fr-CH',
        data: { mandateName: customer.mandate.name, amount: '200.00', balance: '200.00', reason: 'Bezahlt' },
      },
    ]);
  });

  it('that is declined is mailed with the reason', async () => {
    await credit.decline(await request());
    expect(await mails(world.billing, 'top_up_declined')).toMatchObject([
      { address: customer.admin.email, data: { amount: '250.00', reason: 'Offene Rechnung' } },
    ]);
  });

  it('that the operator books is mailed to those who look after it, or to the member whose it is', async () => {
    await world.credit(customer.mandate.id, '50');
    expect(await mails(world.billing, 'credit_booked')).toMatchObject([
      { address: customer.admin.email, data: { amount: '50.00', balance: '50.00', reason: 'Einzahlung' } },
    ]);
    const own = await world.customer({ billingModel: 'PREPAY_USER' });
    await world.credit(own.mandate.id, '5', own.user.userId);
    expect(await mails(world.billing, 'credit_booked', own.mandate.id)).toMatchObject([
      { address: own.user.email, data: { amount: '5.00', balance: '5.00' } },
    ]);
  });

  it('that moves to a member is mailed to that member', async () => {
    const own = await world.customer({ billingModel: 'PREPAY_USER' });
    await world.credit(own.mandate.id, '30');
    expect((await credit.transfer(own.admin, null, own.user.userId, '12')).status).toBe(201);
    expect((await mails(world.billing, 'credit_booked', own.mandate.id)).slice(1)).toMatchObject([
      { address: own.user.email, data: { amount: '12.00', balance: '12.00', reason: null } },
    ]);
  });

  it('that a mandate books itself is confirmed to who did it', async () => {
    await credit.set(customer.mandate.id, { selfTopUpLimit: '100' });
    expect((await credit.topUp(customer.admin, '40')).status).toBe(201);
    expect(await mails(world.billing, 'credit_booked')).toMatchObject([
      { address: customer.admin.email, data: { amount: '40.00', balance: '40.00', reason: null } },
    ]);
  });

  it('leaves no mail behind when its booking fails after all', async () => {
    const id = await request();
    const before = await countOf(world.billing);
    const notify = jest.spyOn(world.app.get(NotificationsFacade), 'notify');
    notify.mockRejectedValueOnce(new Error('broken'));
    expect((await credit.book(id, '200')).status).toBe(500);
    notify.mockRejectedValueOnce(new Error('broken'));
    expect((await credit.decline(id)).status).toBe(500);
    expect(await countOf(world.billing)).toBe(before);
    expect((await world.account(customer.mandate.id)).balance).toBe('0.000000000');
    expect((await credit.book(id, '200')).status).toBe(201);
    expect(await mails(world.billing, 'credit_booked')).toHaveLength(1);
  });

  it('is not booked where its mail cannot be written', async () => {
    const id = await request();
    breakOutbox();
    expect((await credit.book(id, '200')).status).toBe(500);
    expect((await world.account(customer.mandate.id)).balance).toBe('0.000000000');
  });

  it('is mailed to nobody of another mandate and to nobody who has left', async () => {
    const id = await request();
    await deactivate(customer.admin.userId);
    expect((await credit.book(id, '200')).status).toBe(201);
    expect(await mails(world.billing, 'credit_booked')).toEqual([]);
    const { rows } = await world.billing.query('SELECT 1 FROM mail_outbox WHERE address = ANY ($1)', [
      [other.admin.email, other.user.email],
    ]);
    expect(rows).toEqual([]);
  });
});

describe('a wish for credit', () => {
  const ask = (as: Sender, body: object = { required: '12.5', note: 'Bis Freitag' }) =>
    world.people.send('POST', 'notices/credit', { as, body });

  it('is mailed to those who can help, once a day', async () => {
    for (let times = 0; times < 2; times++) expect((await ask(customer.user)).status).toBe(200);
    expect(await mails(world.appDb, 'credit_request')).toMatchObject([
      {
        address: customer.admin.email,
        user_id: customer.admin.userId,
        data: {
          mandateName: customer.mandate.name,
          userName: customer.user.email.split('@')[0],
          required: '12.5',
          note: 'Bis Freitag',
        },
      },
    ]);
    expect(await mails(world.billing, 'credit_request')).toEqual([]);
  });

  it('and its mail stand or fall together', async () => {
    breakOutbox();
    expect((await ask(customer.user)).status).toBe(500);
    const { rows } = await world.appDb.query('SELECT 1 FROM wish WHERE mandate_id = $1', [customer.mandate.id]);
    expect(rows).toEqual([]);
    expect((await ask(customer.user)).status).toBe(200);
    expect(await mails(world.appDb, 'credit_request')).toHaveLength(1);
  });
});

describe('a wish for a provider', () => {
  const [connectorType, model] = MODEL.split('/') as ['openai', string];
  const ask = (body: object) =>
    world.people.send('POST', 'notices/provider', { as: customer.user, body: { connectorType, ...body } });

  beforeEach(async () => {
    const deny = { resource: `resource.aicore.${connectorType}`, effect: 'deny' as const };
    const { body } = await world.people.send<{ items: RoleDto[] }>('GET', 'roles', { as: customer.admin });
    const role = body.items.find(({ name }) => name === 'user');
    const rules = { rules: [...(role?.rules ?? []), deny] };
    const { status } = await world.people.send('PUT', `roles/${role?.id}/rules`, { as: customer.admin, body: rules });
    expect(status).toBe(200);
  });

  it('is mailed to those who may change roles, once a day, with the name of the model', async () => {
    for (let times = 0; times < 2; times++) expect((await ask({ model, note: 'Für Verträge' })).status).toBe(200);
    expect((await ask({})).status).toBe(200);
    const mandateName = customer.mandate.name;
    const userName = customer.user.email.split('@')[0];
    expect(await mails(world.appDb, 'provider_request')).toMatchObject([
      {
        address: customer.admin.email,
        user_id: customer.admin.userId,
        data: { mandateName, userName, connectorType, modelName: 'GPT-6.1 Terra', note: 'Für Verträge' },
      },
      { address: customer.admin.email, data: { mandateName, userName, connectorType, modelName: null, note: null } },
    ]);
  });

  it('is not mailed to who wants no such mails; the bell rings all the same', async () => {
    const body = { topic: 'requests', wanted: false };
    expect((await world.people.send('PUT', 'account/mails', { as: customer.admin, body })).status).toBe(200);
    expect((await ask({})).status).toBe(200);
    expect(await mails(world.appDb, 'provider_request')).toEqual([]);
    const { body: bell } = await world.people.send<NotificationPageDto>('GET', 'notifications', { as: customer.admin });
    expect(bell.items).toMatchObject([{ kind: 'provider_requested' }]);
  });

  it('and its mail stand or fall together', async () => {
    breakOutbox();
    expect((await ask({})).status).toBe(500);
    const { rows } = await world.appDb.query('SELECT 1 FROM wish WHERE mandate_id = $1', [customer.mandate.id]);
    expect(rows).toEqual([]);
    expect((await ask({})).status).toBe(200);
    expect(await mails(world.appDb, 'provider_request')).toHaveLength(1);
  });
});

describe('an automation', () => {
  const loop = {
    id: 's',
    name: 's',
    kind: 'for_each' as const,
    forEach: { list: 'steps.nothing', maxItems: 5, steps: [prompt('frage', 'Ja?')] },
  };
  const schedule = { cron: '0 0 1 1 *', timeZone: 'Europe/Zurich', missed: 'catch_up' as const };
  const due = () => new Date(Date.now() - 1_000);

  it('that is paused is mailed to its owner', async () => {
    const automations = new TestAutomations(world, customer);
    const id = await automations.create({ steps: [prompt('frage', 'Sag etwas.')] });
    const run = await automations.run(id);
    expect(await mails(world.appDb, 'automation_paused')).toMatchObject([
      {
        address: customer.user.email,
        data: { automationId: id, automationName: 'Automation', runId: run.id, reason: 'insufficient_balance' },
      },
    ]);
  });

  it('that fails is mailed to its owner at most once an hour', async () => {
    const clock = jest.spyOn(world.app.get(Clock), 'now');
    const automations = new TestAutomations(world, customer);
    const id = await automations.create({ steps: [loop], schedule, nextRunAt: due() });
    const failed = async (count: number) => {
      await eventually(async () => {
        const { rows } = await world.appDb.query<{ count: string }>(
          "SELECT count(*) FROM automation_run WHERE automation_id = $1 AND status = 'failed'",
          [id],
        );
        return Number(rows[0]?.count) === count;
      }, 15_000);
    };
    const again = () => world.appDb.query('UPDATE automation SET next_run_at = $2 WHERE id = $1', [id, due()]);
    await failed(1);
    const [hour = ''] = new Date().toISOString().split(':');
    await again();
    await failed(2);
    const isSameHour = new Date().toISOString().startsWith(hour);
    const sent = await mails(world.appDb, 'automation_failed');
    expect(sent).toHaveLength(isSameHour ? 1 : 2);
    expect(sent[0]).toMatchObject({ address: customer.user.email, data: { automationId: id } });
    clock.mockImplementation(() => new Date(Date.now() + 3_600_000));
    await again();
    await failed(3);
    expect(await mails(world.appDb, 'automation_failed')).toHaveLength(sent.length + 1);
  });

  it('of somebody who has left is mailed to nobody', async () => {
    const automations = new TestAutomations(world, customer);
    const id = await automations.create({ steps: [loop], schedule, nextRunAt: due() });
    await deactivate(customer.user.userId);
    await eventually(async () => {
      const { rows } = await world.appDb.query<{ open: boolean }>(
        `SELECT status = 'active' AND next_run_at < now() AS open FROM automation WHERE id = $1`,
        [id],
      );
      return rows[0]?.open === false;
    }, 15_000);
    expect(
      (await mails(world.appDb, 'automation_failed')).concat((await mails(world.appDb, 'automation_paused')) as never),
    ).toEqual([]);
  });
});

describe('an invitation', () => {
  const roleIds = async () => {
    const { body } = await world.people.send<{ items: RoleDto[] }>('GET', 'roles', { as: customer.admin });
    return body.items.filter(({ name }) => name === 'user').map(({ id }) => id);
  };
  const invite = async (email: string) =>
    world.people.send<CreatedInvitationDto & ProblemDto>('POST', 'members/invitations', {
      as: customer.admin,
      body: { email, roleIds: await roleIds(), locale: 'fr-CH' },
    });

  it('is mailed in its language, and so is its new link', async () => {
    const email = `neu@${customer.mandate.id}.ch`;
    const { body } = await invite(email);
    const renewed = await world.people.send<CreatedInvitationDto>('POST', `members/invitations/${body.id}/renew`, {
      as: customer.admin,
    });
    const rows = await mails(world.appDb, 'invitation');
    expect(rows).toMatchObject(
      [body, renewed.body].map(({ link, expiresAt }) => ({
        address: email,
        user_id: null,
        locale: 'fr-CH',
        data: {
          mandateName: customer.mandate.name,
          inviterName: customer.admin.email.split('@')[0],
          path: new URL(link).pathname,
          expiresAt,
        },
      })),
    );
    expect(await mails(world.appDb, 'invitation', other.mandate.id)).toEqual([]);
  });

  it('of the operator to a new mandate is mailed, too', async () => {
    const { status } = await world.people.send('POST', 'admin/mandates', {
      as: world.operator,
      body: { name: 'Neu AG', billingModel: 'PREPAY_MANDATE', firstAdmin: { email: 'erste@neu.ch', locale: 'en' } },
      headers: { 'idempotency-key': 'neu-ag' },
    });
    expect(status).toBe(201);
    const { rows } = await world.appDb.query('SELECT kind FROM mail_outbox WHERE address = $1', ['erste@neu.ch']);
    expect(rows).toEqual([{ kind: 'invitation' }]);
  });

  it('and its mail stand or fall together', async () => {
    breakOutbox();
    const email = `bricht@${customer.mandate.id}.ch`;
    expect((await invite(email)).status).toBe(500);
    const { rows } = await world.appDb.query('SELECT 1 FROM invitation WHERE email = $1', [email]);
    expect(rows).toEqual([]);
    expect((await invite(email)).status).toBe(201);
  });
});

describe('the preview', () => {
  const look = (path: string, as: Sender = world.operator) =>
    world.people.send<MailPreviewDto>('GET', `admin/mails/preview${path}`, { as });

  it('shows every kind in every language to the operator', async () => {
    expect((await look('')).body).toEqual({ items: [...MAIL_KINDS], nextCursor: null });
    for (const kind of MAIL_KINDS) {
      for (const locale of LOCALES) {
        const { status, body } = await look(`/${kind}?locale=${locale}`);
        expect([status, body.kind, body.locale]).toEqual([200, kind, locale]);
        expect(body.html).toContain(`lang="${locale}"`);
      }
    }
  });

  it('refuses what there is not, and whom it is not for', async () => {
    expect((await look('/constructor')).status).toBe(404);
    expect((await look('/test_mail?locale=xx')).status).toBe(422);
    expect((await look('', customer.admin)).status).toBe(403);
    expect((await look('/test_mail', customer.admin)).status).toBe(403);
    expect((await look('/test_mail', {})).status).toBe(401);
  });
});
