import type {
  BillingContactDto,
  BillingContactsDto,
  MailPreferencesDto,
  ProblemDto,
  RoleDto,
  SaveBillingContactDto,
  UnsubscriptionDto,
} from '@nyla/contracts';
import { BILLING_CONTACTS_MAX } from '@nyla/contracts';
import { BillingContacts } from '../src/billing/contacts/billing-contacts.facade.js';
import { MailPreferences } from '../src/notifications/mail-preferences.facade.js';
import { Credit } from './support/credit.js';
import type { Answer, Sender } from './support/people.js';
import { type Customer, World } from './support/world.js';

let world: World;
let customer: Customer;

beforeAll(async () => {
  world = await World.create();
});

beforeEach(async () => {
  customer = await world.customer({ credit: '0' });
});

afterAll(() => world.close());

const CONTACT: SaveBillingContactDto = {
  email: 'treuhand@extern.ch',
  name: 'Treuhand Frei',
  locale: 'fr-CH',
  report: true,
  warnings: false,
};

type Answered = Promise<Answer<BillingContactsDto & ProblemDto>>;

const add = (as: Sender, body: Partial<Record<keyof SaveBillingContactDto, unknown>> = {}): Answered =>
  world.people.send('POST', 'billing/contacts', { as, body: { ...CONTACT, ...body } });
const change = (as: Sender, id: string, body: Partial<SaveBillingContactDto> = {}): Answered =>
  world.people.send('PUT', `billing/contacts/${id}`, { as, body: { ...CONTACT, ...body } });
const remove = (as: Sender, id: string): Answered => world.people.send('DELETE', `billing/contacts/${id}`, { as });
const list = async (as: Sender): Promise<BillingContactsDto> =>
  (await world.people.send<BillingContactsDto>('GET', 'billing/contacts', { as })).body;

async function added(body: Partial<SaveBillingContactDto> = {}): Promise<BillingContactDto> {
  const answer = await add(customer.admin, body);
  expect(answer.status).toBe(201);
  const contact = answer.body.items.find(({ email }) => email === (body.email ?? CONTACT.email).toLowerCase());
  if (!contact) throw new Error('the contact is not in the answer');
  return contact;
}

const recipients = (topic: 'report' | 'warnings' = 'report') =>
  world.app.get(BillingContacts).recipients(customer.mandate.id, topic);

async function pathOf(email = CONTACT.email): Promise<string> {
  const found = (await recipients()).find(({ address }) => address === email);
  return (found?.contact?.unsubscribePath ?? '').replace('/unsubscribe/', 'unsubscriptions/');
}

describe('billing contacts', () => {
  it('are the admins, each in their own language, until somebody is named', async () => {
    await world.appDb.query(`UPDATE app_user SET locale = 'en' WHERE id = $1`, [customer.admin.userId]);
    const admin = { address: customer.admin.email, locale: 'en', userId: customer.admin.userId };
    expect(await recipients('report')).toEqual([admin]);
    expect(await recipients('warnings')).toEqual([admin]);

    await added();
    // A list of one kind of mails says nothing of the other.
    expect(await recipients('warnings')).toEqual([admin]);
    expect(await recipients('report')).toMatchObject([
      {
        address: CONTACT.email,
        locale: 'fr-CH',
        userId: null,
        contact: { addedBy: customer.admin.email.split('@')[0] },
      },
    ]);
    expect((await list(customer.admin)).audiences).toMatchObject([
      { topic: 'report', isDefault: false, recipients: [{ email: CONTACT.email, silence: null }] },
      { topic: 'warnings', isDefault: true, recipients: [{ email: customer.admin.email, silence: null }] },
    ]);
  });

  it('know members by their address, and write to nobody who was let go', async () => {
    await added({ email: customer.user.email.toUpperCase() });
    expect(await recipients()).toEqual([
      { address: customer.user.email, locale: 'fr-CH', userId: customer.user.userId },
    ]);
    await world.appDb.query('UPDATE membership SET deactivated_at = now() WHERE user_id = $1', [customer.user.userId]);
    expect((await recipients()).map(({ address }) => address)).toEqual([customer.admin.email]);
    const [report] = (await list(customer.admin)).audiences;
    expect(report).toMatchObject({ isDefault: true, recipients: [{ silence: 'left' }, { silence: null }] });
  });

  it('are not written to about what they do not want; then the admins are, if they do', async () => {
    await added({ email: customer.user.email });
    const refuse = (as: Sender, wanted: boolean) =>
      world.people.send<MailPreferencesDto>('PUT', 'account/mails', { as, body: { topic: 'report', wanted } });
    await refuse(customer.user, false);
    expect((await recipients()).map(({ address }) => address)).toEqual([customer.admin.email]);
    await refuse(customer.admin, false);
    expect(await recipients()).toEqual([]);
    expect((await list(customer.admin)).audiences[0]?.recipients.map(({ silence }) => silence)).toEqual([
      'declined',
      'declined',
    ]);
    await refuse(customer.user, true);
    expect((await recipients()).map(({ address }) => address)).toEqual([customer.user.email]);
  });

  it('leave a line for each change, with what changed', async () => {
    const { id } = await added();
    await change(customer.admin, id, { name: 'Frei & Söhne' });
    await change(customer.admin, id, { name: 'Frei & Söhne' });
    await remove(customer.admin, id);
    const trail = await new Credit(world).trail(customer.mandate.id);
    expect(trail.map(({ action, subject_name, before, after }) => ({ action, subject_name, before, after }))).toEqual([
      { action: 'billing_contact.added', subject_name: CONTACT.email, before: null, after: CONTACT },
      {
        action: 'billing_contact.changed',
        subject_name: CONTACT.email,
        before: { name: 'Treuhand Frei' },
        after: { name: 'Frei & Söhne' },
      },
      {
        action: 'billing_contact.removed',
        subject_name: CONTACT.email,
        before: { ...CONTACT, name: 'Frei & Söhne' },
        after: null,
      },
    ]);
  });

  it('refuse what is no address, and what would be two lines in the head of a mail', async () => {
    for (const email of [
      'nope',
      'a@b',
      'a@x.ch, b@x.ch',
      'a@x.ch;b@x.ch',
      'a@x.ch\r\nBcc: b@x.ch',
      'a@x.ch\nSubject: x',
      '"a\r\nBcc: b"@x.ch',
      '"a b"@x.ch',
      'Anna <a@x.ch>',
      'a@x.ch\u2028',
      `${'a'.repeat(250)}@x.ch`,
      '',
      null,
      ['a@x.ch'],
    ]) {
      const { status, body } = await add(customer.admin, { email });
      // Surrounding white space is cut off, whichever it is.
      if (email === 'a@x.ch\u2028') expect([201, 422]).toContain(status);
      else expect({ email, status, field: body.errors?.[0]?.field }).toEqual({ email, status: 422, field: 'email' });
    }
    for (const name of ['', ' ', 'Anna\r\nBcc: b@x.ch', 'Anna\u2028Bea', 'Anna\u0000', 'x'.repeat(121)]) {
      expect((await add(customer.admin, { name })).status).toBe(422);
    }
    const nothing = { report: false, warnings: false };
    for (const body of [{ locale: 'it' }, { report: 'yes' }, { mandateId: 'x' }, nothing]) {
      expect((await add(customer.admin, body)).status).toBe(422);
    }
  });

  it('are chosen by people: a program may read them, and change none', async () => {
    const body = { name: 'Programm' };
    const made = await world.people.send<{ key: string }>('POST', 'api-keys', { as: customer.admin, body });
    const program = { apiKey: made.body.key };
    expect((await world.people.send('GET', 'billing/contacts', { as: program })).status).toBe(200);
    const { status, body: problem } = await add(program, { email: 'fremd@x.ch' });
    expect([status, problem.code]).toEqual([403, 'auth.session_required']);
  });

  it('hold each address once, however it is written and however many add it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        add(customer.admin, { email: index % 2 ? ' TREUHAND@Extern.CH ' : 'treuhand@extern.ch' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 422);
    expect(refused).toHaveLength(49);
    expect(refused[0]?.body.errors).toMatchObject([{ field: 'email', constraint: 'isListed' }]);
    const [contact] = (await list(customer.admin)).items;
    const second = await added({ email: 'zwei@extern.ch' });
    expect((await change(customer.admin, second.id, { email: 'Treuhand@extern.ch' })).status).toBe(422);
    expect((await change(customer.admin, contact?.id ?? '', { email: 'TREUHAND@extern.ch' })).status).toBe(200);
  });

  it('are limited in number, also when fifty come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => add(customer.admin, { email: `k${index}@extern.ch` })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(BILLING_CONTACTS_MAX);
    expect(answers.find(({ status }) => status === 422)?.body.errors).toMatchObject([{ constraint: 'tooMany' }]);
    expect((await list(customer.admin)).items).toHaveLength(BILLING_CONTACTS_MAX);
  });

  it('are nobody else’s: neither read, nor changed, nor removed by another mandate or a mere member', async () => {
    const { id } = await added();
    const stranger = await world.customer({ credit: '0' });
    for (const answer of [await change(stranger.admin, id), await remove(stranger.admin, id)]) {
      expect(answer.status).toBe(404);
    }
    expect((await list(stranger.admin)).items).toEqual([]);
    for (const answer of [await add(customer.user), await change(customer.user, id), await remove(customer.user, id)]) {
      expect(answer.status).toBe(403);
    }
    expect((await world.people.send('GET', 'billing/contacts', { as: customer.user })).status).toBe(403);
    expect((await add(customer.admin, { email: 'x@y.ch' })).status).toBe(201);
  });

  it('bring no report to somebody who could not see it otherwise', async () => {
    const { body } = await world.people.send<{ items: RoleDto[] }>('GET', 'roles', { as: customer.admin });
    const role = body.items.find(({ name }) => name === 'user');
    const rules = [
      ...(role?.rules ?? []),
      { resource: 'data.billing.settings.read', effect: 'allow' },
      { resource: 'data.billing.settings.write', effect: 'allow' },
    ];
    await world.people.send('PUT', `roles/${role?.id}/rules`, { as: customer.admin, body: { rules } });
    expect(await add(customer.user, { email: customer.user.email })).toMatchObject({
      status: 403,
      body: { details: { permission: 'data.billing.transactions.all' } },
    });
    const answer = await add(customer.user, { email: customer.user.email, report: false, warnings: true });
    expect(answer.status).toBe(201);
    const own = answer.body.items[0]?.id ?? '';
    expect((await change(customer.user, own, { email: customer.user.email, report: true })).status).toBe(403);
    // Nor by turning an existing contact into oneself, nor as one of the default readers.
    const contact = await added();
    expect((await change(customer.user, contact.id, { email: 'mine@extern.ch' })).status).toBe(403);
    expect(
      (await world.people.send('POST', 'billing/reports/test', { as: customer.user, body: { month: '2026-10' } }))
        .status,
    ).toBe(403);
    await remove(customer.admin, contact.id);
    expect((await recipients()).map(({ address }) => address)).toEqual([customer.admin.email]);
  });
});

describe('the link at the end of a mail', () => {
  const open = (path: string) => world.people.send<UnsubscriptionDto>('GET', path);
  const end = (path: string) => world.people.send<UnsubscriptionDto>('POST', path);

  it('ends the mails without signing in, once a button is pressed, and answers the same when used again', async () => {
    await added();
    const path = await pathOf();
    const before = await open(path);
    expect(before).toMatchObject({
      status: 200,
      body: { mandateName: customer.mandate.name, email: CONTACT.email, report: true, unsubscribedAt: null },
    });
    // A mail program that looks at all links has ended nothing.
    expect((await recipients()).map(({ address }) => address)).toEqual([CONTACT.email]);
    const answers = await Promise.all([end(path), end(path), end(path)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.unsubscribedAt)).size).toBe(1);
    expect((await recipients()).map(({ address }) => address)).toEqual([customer.admin.email]);
    expect((await list(customer.admin)).items).toMatchObject([{ unsubscribedAt: expect.any(String) }]);
    const trail = await new Credit(world).trail(customer.mandate.id);
    expect(trail.filter(({ action }) => action === 'billing_contact.unsubscribed')).toHaveLength(1);
    // An admin who edits the contact does not undo it.
    const [contact] = (await list(customer.admin)).items;
    await change(customer.admin, contact?.id ?? '', { name: 'Anders' });
    expect((await list(customer.admin)).items).toMatchObject([{ name: 'Anders', unsubscribedAt: expect.any(String) }]);
  });

  it('is of no use when forged, cut, another’s, or when the contact is another', async () => {
    const contact = await added();
    const path = await pathOf();
    await added({ email: 'zwei@extern.ch' });
    const other = await pathOf('zwei@extern.ch');
    const token = path.replace('unsubscriptions/', '');
    const flip = (index: number) => token.slice(0, index) + (token[index] === 'A' ? 'B' : 'A') + token.slice(index + 1);
    const swapped = Buffer.concat([
      Buffer.from(token, 'base64url').subarray(0, 32),
      Buffer.from(other.replace('unsubscriptions/', ''), 'base64url').subarray(32),
    ]).toString('base64url');
    const forged = [
      flip(3),
      flip(30),
      flip(60),
      flip(84),
      token.slice(0, -1),
      `${token}A`,
      swapped,
      'x',
      '%00',
      'A'.repeat(86),
    ];
    for (const tried of forged) {
      for (const answer of [await open(`unsubscriptions/${tried}`), await end(`unsubscriptions/${tried}`)]) {
        expect({ tried, status: answer.status }).toEqual({ tried, status: 404 });
      }
    }
    expect(await recipients()).toHaveLength(2);
    // With another address it is another reader.
    await change(customer.admin, contact.id, { email: 'drei@extern.ch' });
    expect((await end(path)).status).toBe(404);
    await remove(customer.admin, contact.id);
    expect((await open(path)).status).toBe(404);
  });
});

describe('the mails that a person wants', () => {
  const preferences = async (as: Sender): Promise<MailPreferencesDto> =>
    (await world.people.send<MailPreferencesDto>('GET', 'account/mails', { as })).body;
  const set = (as: Sender, topic: unknown, wanted: unknown) =>
    world.people.send<MailPreferencesDto>('PUT', 'account/mails', { as, body: { topic, wanted } });

  it('are all of them until the person says otherwise, and those for which the role is one', async () => {
    expect((await preferences(customer.user)).items).toEqual([
      { topic: 'warnings', wanted: true },
      { topic: 'credit', wanted: true },
      { topic: 'automations', wanted: true },
    ]);
    expect((await preferences(customer.admin)).items.map(({ topic }) => topic)).toEqual([
      'report',
      'warnings',
      'credit',
      'requests',
      'automations',
    ]);
    const facade = world.app.get(MailPreferences);
    await Promise.all(Array.from({ length: 10 }, () => set(customer.user, 'automations', false)));
    expect(await facade.wants(customer.user.userId, 'automation_failed')).toBe(false);
    expect(await facade.wants(customer.user.userId, 'automation_paused')).toBe(false);
    expect(await facade.wants(customer.user.userId, 'balance_warning')).toBe(true);
    expect(await facade.wants(customer.admin.userId, 'automation_failed')).toBe(true);
    expect((await set(customer.user, 'automations', true)).body.items).toContainEqual({
      topic: 'automations',
      wanted: true,
    });
    expect(await facade.wants(customer.user.userId, 'automation_failed')).toBe(true);
  });

  it('are those about requests for everybody who may decide one', async () => {
    const { body: role } = await world.people.send<RoleDto>('POST', 'roles', {
      as: customer.admin,
      body: { name: 'Rollen' },
    });
    const rules = [{ resource: 'data.roles.write', effect: 'allow' }];
    await world.people.send('PUT', `roles/${role.id}/rules`, { as: customer.admin, body: { rules } });
    const { status } = await world.people.send('PUT', `members/${customer.user.userId}/roles`, {
      as: customer.admin,
      body: { roleIds: [role.id] },
    });
    expect(status).toBe(200);
    expect((await preferences(customer.user)).items.map(({ topic }) => topic)).toEqual([
      'warnings',
      'credit',
      'requests',
    ]);
  });

  it('never lack what keeps an account safe', async () => {
    for (const topic of ['password_reset', 'invitation', 'test_mail', 'security', '', null]) {
      expect((await set(customer.user, topic, false)).status).toBe(422);
    }
    expect((await set(customer.user, 'credit', 'no')).status).toBe(422);
    const facade = world.app.get(MailPreferences);
    await world.appDb.query(`INSERT INTO mail_refusal (user_id, topic) VALUES ($1, 'password_reset')`, [
      customer.user.userId,
    ]);
    for (const kind of ['password_reset', 'invitation', 'automation_mail', 'test_mail'] as const) {
      expect(await facade.wants(customer.user.userId, kind)).toBe(true);
    }
  });
});
