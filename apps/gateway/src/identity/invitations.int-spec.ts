import { randomBytes } from 'node:crypto';
import type {
  CreatedInvitationDto,
  InvitationPageDto,
  InvitationPreviewDto,
  MeDto,
  ProblemDto,
  RoleDto,
} from '@nyla/contracts';
import { PASSWORD, type Sender, TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { AppDatabase } from '../database/app-database.js';
import type { MandateInfo } from '../mandates/mandates.facade.js';
import { IdentityFacade } from './identity.facade.js';

let app: TestApp;
let second: TestApp;
let people: TestPeople;
let sql: AppDatabase;
let muster: MandateInfo;
let admin: Sender & { userId: string };
let roleIds: Record<string, string>;
let counter = 0;

beforeAll(async () => {
  app = await createTestApp();
  second = await createTestApp({ databases: app.databases });
  people = new TestPeople(app.nest);
  sql = app.get(AppDatabase);
});

afterAll(async () => {
  await second.close();
  await app.close();
});

beforeEach(async () => {
  counter++;
  muster = await people.mandate(`Muster ${counter} AG`);
  admin = await people.member(`admin${counter}@x.ch`, muster, 'admin');
  const { body } = await people.send<{ items: RoleDto[] }>('GET', 'roles', { as: admin });
  roleIds = Object.fromEntries(body.items.map(({ name, id }) => [name, id]));
});

const NEW = { displayName: 'Nina Neu', password: 'ganz-geheim-1', locale: 'en' };
const email = () => `neu${counter}@x.ch`;

const invite = (body: object = {}, as: Sender = admin) =>
  people.send<CreatedInvitationDto & ProblemDto>('POST', 'members/invitations', {
    as,
    body: { email: email(), roleIds: [roleIds['user']], ...body },
  });

const tokenOf = (link: string) => link.slice(link.lastIndexOf('/') + 1);

const preview = (token: string) => people.send<InvitationPreviewDto & ProblemDto>('GET', `invitations/${token}`);

const accept = (token: string, body: object = NEW, as: Sender = {}, by = people) =>
  by.send<{ mandateId: string } & ProblemDto>('POST', `invitations/${token}/accept`, { as, body });

const open = async () => (await people.send<InvitationPageDto>('GET', 'members/invitations', { as: admin })).body.items;

it('lets a new person join by the link, once', async () => {
  const { status, body } = await invite({ email: `  NEU${counter}@X.ch ` });
  expect([status, body.email, body.roles, body.locale]).toEqual([201, email(), ['user'], 'de-CH']);
  expect(body.link).toMatch(/^http:\/\/localhost(:\d+)?\/invite\/[\w-]{43}$/);
  const token = tokenOf(body.link);
  expect((await preview(token)).body).toEqual({
    mandateName: muster.name,
    email: email(),
    invitedBy: `admin${counter}`,
    locale: 'de-CH',
    expiresAt: body.expiresAt,
    hasAccount: false,
  });
  const joined = await accept(token);
  expect([joined.status, joined.body]).toEqual([200, { mandateId: muster.id }]);
  const me = await people.send<MeDto>('GET', 'me', { as: { session: joined.session ?? '' } });
  expect(me.body).toMatchObject({
    user: { email: email(), displayName: 'Nina Neu', locale: 'en' },
    mandateId: muster.id,
  });
  expect(me.body.memberships.map(({ roles }) => roles)).toEqual([['user']]);
  expect((await preview(token)).status).toBe(404);
  expect((await accept(token)).status).toBe(404);
  expect(await open()).toEqual([]);
  const lines = await sql.query<{ action: string; actor_name: string; after: object }>(
    'SELECT action, actor_name, after FROM audit_entry WHERE subject_id = $1 ORDER BY id',
    [body.id],
  );
  expect(lines).toEqual([
    { action: 'invitation.sent', actor_name: `admin${counter}`, after: expect.objectContaining({ roles: ['user'] }) },
    { action: 'invitation.accepted', actor_name: 'Nina Neu', after: { name: 'Nina Neu', roles: ['user'] } },
  ]);
});

it('keeps no link, and shows it once', async () => {
  const { body } = await invite();
  const stored = await sql.query('SELECT row_to_json(i) FROM invitation i');
  const lines = await sql.query('SELECT row_to_json(a) FROM audit_entry a');
  expect(JSON.stringify([stored, lines, await open()])).not.toContain(tokenOf(body.link));
});

it('joins once when the link is used on two gateways at the same moment', async () => {
  const { body } = await invite();
  const gateways = [people, new TestPeople(second.nest)];
  const answers = await Promise.all(gateways.map((by) => accept(tokenOf(body.link), NEW, {}, by)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404]);
});

it('knows one kind of bad link only', async () => {
  const revoked = (await invite()).body;
  expect((await people.send('DELETE', `members/invitations/${revoked.id}`, { as: admin })).status).toBe(204);
  const expired = (await invite()).body;
  await sql.query(`UPDATE invitation SET expires_at = now() WHERE id = $1`, [expired.id]);
  const unknown = randomBytes(32).toString('base64url');
  const problems = [];
  for (const token of [tokenOf(revoked.link), tokenOf(expired.link), unknown, 'rubbish']) {
    for (const { status, body } of [await preview(token), await accept(token)]) {
      problems.push(JSON.stringify([status, body.code, body.details, body.title]));
    }
  }
  expect(new Set(problems).size).toBe(1);
  expect(problems[0]).toContain('common.not_found');
  // The expired one makes way for another.
  expect((await invite()).status).toBe(201);
});

it('slows down whoever tries links out', async () => {
  // Counts live in each gateway: another one keeps them from the other tests.
  const visitors = new TestPeople(second.nest);
  const statuses = [];
  for (let guess = 0; guess < 101; guess++) {
    statuses.push((await visitors.send('GET', `invitations/${randomBytes(32).toString('base64url')}`)).status);
  }
  expect(statuses).toEqual([...Array<number>(100).fill(404), 429]);
});

it('is renewed with a new link, and the old one is dead', async () => {
  const { body } = await invite();
  await sql.query(`UPDATE invitation SET expires_at = now() WHERE id = $1`, [body.id]);
  const renewed = await people.send<CreatedInvitationDto>('POST', `members/invitations/${body.id}/renew`, {
    as: admin,
  });
  expect([renewed.status, renewed.body.id]).toEqual([200, body.id]);
  expect(Date.parse(renewed.body.expiresAt)).toBeGreaterThan(Date.now() + 6 * 86_400_000);
  expect((await preview(tokenOf(body.link))).status).toBe(404);
  expect((await accept(tokenOf(renewed.body.link))).status).toBe(200);
  expect((await people.send('POST', `members/invitations/${body.id}/renew`, { as: admin })).status).toBe(404);
});

describe('somebody who has an account', () => {
  let token: string;
  let userId: string;

  beforeEach(async () => {
    userId = await people.person(email());
    token = tokenOf((await invite()).body.link);
  });

  it('joins by its password, and by no other', async () => {
    expect((await preview(token)).body.hasAccount).toBe(true);
    expect((await accept(token, NEW)).body.code).toBe('auth.invalid_credentials');
    const missing = await accept(token, {});
    expect([missing.status, missing.body.errors?.map(({ field }) => field)]).toEqual([422, ['password']]);
    expect((await accept(token, { password: PASSWORD }, admin)).status).toBe(200);
    const me = await people.send<MeDto>('GET', 'me', { as: await people.signIn(email()) });
    expect(me.body).toMatchObject({ user: { id: userId, displayName: `neu${counter}` }, mandateId: muster.id });
  });

  it('joins without it when signed in, and stays signed in', async () => {
    await people.join(userId, await people.mandate(`Andere ${counter}`), 'user');
    const as = await people.signIn(email());
    const { status, session } = await accept(token, {}, as);
    expect([status, session]).toEqual([200, undefined]);
    expect((await people.send('GET', 'permissions', { as, mandateId: muster.id })).status).toBe(200);
  });

  it('is the invited one: nobody else’s session or key opens the link', async () => {
    const other = await people.member(`other${counter}@x.ch`, await people.mandate(`Andere ${counter}`), 'user');
    expect((await accept(token, {}, other)).status).toBe(422);
    await people.join(userId, await people.mandate(`Dritte ${counter}`), 'user');
    const as = await people.signIn(email());
    const { body } = await people.send<{ key: string }>('POST', 'api-keys', { as, body: { name: 'x' } });
    expect((await accept(token, {}, { apiKey: body.key })).status).toBe(422);
  });

  it('is slowed down like at the sign-in', async () => {
    const statuses = [];
    for (let guess = 0; guess < 11; guess++)
      statuses.push((await accept(token, { password: `falsch-${guess}` })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
  });
});

it.each([
  [{}, ['displayName', 'password']],
  [{ displayName: 'Nina', password: 'kurz' }, ['password']],
  [{ displayName: ' ', password: 'lang-genug' }, ['displayName']],
  [{ displayName: 'Nina', password: 'lang-genug', email: 'andere@x.ch' }, ['email']],
  [{ displayName: 'Nina', password: 'lang-genug', locale: 'xx' }, ['locale']],
])('is not accepted with %j', async (body, fields) => {
  const token = tokenOf((await invite()).body.link);
  const { status, body: problem } = await accept(token, body);
  expect([status, problem.errors?.map(({ field }) => field)]).toEqual([422, fields]);
  expect((await accept(token)).status).toBe(200);
});

it('fills nobody’s mailbox: three mails to one address in a day, then no link is made either', async () => {
  const { id } = (await invite()).body;
  const renew = () =>
    people.send<CreatedInvitationDto & ProblemDto>('POST', `members/invitations/${id}/renew`, { as: admin });
  const kept = (await renew()).body;
  const third = (await renew()).body;
  const { status, body } = await renew();
  expect([status, body.code, body.details]).toEqual([
    429,
    'identity.too_many_invitations',
    { limit: 3, to: 'address' },
  ]);
  expect((await preview(tokenOf(kept.link))).status).toBe(404);
  expect((await preview(tokenOf(third.link))).status).toBe(200);
  expect((await invite({ email: `other${counter}@x.ch` })).status).toBe(201);
});

it('is for somebody who is no member, once at a time', async () => {
  const twice = (await invite()).body;
  const { status, body } = await invite();
  expect([status, body.code, body.details]).toEqual([409, 'identity.already_invited', { invitationId: twice.id }]);
  const raced = await Promise.all([1, 2, 3].map(() => invite({ email: `race${counter}@x.ch` })));
  expect(raced.map((answer) => answer.status).toSorted()).toEqual([201, 409, 409]);
  await accept(tokenOf(twice.link));
  expect((await invite()).body).toMatchObject({ code: 'identity.already_member', details: { status: 'active' } });
});

it('cannot bring back who was deactivated meanwhile', async () => {
  const userId = await people.person(email());
  const token = tokenOf((await invite()).body.link);
  await people.join(userId, muster, 'user');
  await people.send('POST', `members/${userId}/deactivate`, { as: admin });
  expect((await accept(token, { password: PASSWORD })).body.code).toBe('mandate.membership_deactivated');
  expect((await invite({ email: email() })).body.code).toBe('identity.already_member');
});

it('cannot hand out more than whoever sends it has', async () => {
  const manager = await people.member(`manager${counter}@x.ch`, muster);
  const made = await people.send<RoleDto>('POST', 'roles', { as: admin, body: { name: 'Personal' } });
  const rules = [{ resource: 'data.members.*', effect: 'allow' }];
  await people.send('PUT', `roles/${made.body.id}/rules`, { as: admin, body: { rules } });
  await people.send('PUT', `members/${manager.userId}/roles`, { as: admin, body: { roleIds: [made.body.id] } });
  expect((await invite({ roleIds: [roleIds['admin']] }, manager)).body.code).toBe('rbac.forbidden');
  expect((await invite({ roleIds: [made.body.id] }, manager)).status).toBe(201);
  const powerful = (await invite({ email: `chef${counter}@x.ch`, roleIds: [roleIds['admin']] })).body;
  expect((await people.send('POST', `members/invitations/${powerful.id}/renew`, { as: manager })).status).toBe(403);
});

it('is seen and ended in its own mandate only', async () => {
  const { body } = await invite();
  const other = await people.mandate(`Fremd ${counter}`);
  const stranger = await people.member(`stranger${counter}@x.ch`, other, 'admin');
  const path = `members/invitations/${body.id}`;
  expect((await people.send('DELETE', path, { as: stranger })).status).toBe(404);
  expect((await people.send('POST', `${path}/renew`, { as: stranger })).status).toBe(404);
  const listed = await people.send<InvitationPageDto>('GET', 'members/invitations', { as: stranger });
  expect(listed.body.items).toEqual([]);
  expect((await invite({ email: `x${counter}@x.ch` }, stranger)).status).toBe(422);
  const user = await people.member(`user${counter}@x.ch`, muster, 'user');
  expect((await invite({ email: `x${counter}@x.ch` }, user)).status).toBe(403);
  expect((await preview(tokenOf(body.link))).status).toBe(200);
});

it.each([
  { email: 'keine Adresse' },
  { roleIds: [] },
  { roleIds: 'user' },
  { roleIds: ['01935c5e-0000-7000-8000-00000000000f'] },
  { locale: 'xx' },
  { mandateId: '01935c5e-0000-7000-8000-00000000000f' },
])('is not made of %j', async (body) => {
  expect((await invite(body)).status).toBe(422);
  expect(await open()).toEqual([]);
});

it('rests while the mandate is suspended', async () => {
  const token = tokenOf((await invite()).body.link);
  await sql.query(`UPDATE mandate SET status = 'suspended' WHERE id = $1`, [muster.id]);
  expect((await accept(token)).body.code).toBe('mandate.suspended');
});

it('is sent by other modules, such as for the first admin of a mandate', async () => {
  const fresh = await people.mandate(`Neu ${counter} AG`);
  const invitation = {
    mandateId: fresh.id,
    email: ` CHEF${counter}@X.CH`,
    roleNames: ['admin'],
    locale: 'de-CH' as const,
  };
  const sent = await app.get(IdentityFacade).invite(invitation);
  expect(sent).toEqual({
    id: expect.any(String),
    link: expect.stringMatching(/\/invite\//),
    expiresAt: expect.any(String),
  });
  const joined = await accept(tokenOf(sent.link));
  expect(joined.status).toBe(200);
  expect((await people.send('GET', 'members', { as: { session: joined.session ?? '' } })).status).toBe(200);
  await expect(
    app.get(IdentityFacade).invite({ ...invitation, email: 'x@x.ch', roleNames: ['nothing'] }),
  ).rejects.toMatchObject({ code: 'common.not_found' });
});
