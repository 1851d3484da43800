import type { ApiKeyDto, CreatedApiKeyDto, MeDto, MemberPageDto, ProblemDto, RoleDto } from '@nyla/contracts';
import { type Sender, TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { AppDatabase } from '../database/app-database.js';
import type { MandateInfo } from '../mandates/mandates.facade.js';

type Member = Sender & { userId: string };

let app: TestApp;
let second: TestApp;
let people: TestPeople;
let elsewhere: TestPeople;
let muster: MandateInfo;
let admin: Member;
let user: Member;
let roleIds: Record<string, string>;
let counter = 0;

beforeAll(async () => {
  app = await createTestApp();
  second = await createTestApp({ databases: app.databases });
  people = new TestPeople(app.nest);
  elsewhere = new TestPeople(second.nest);
});

afterAll(async () => {
  await second.close();
  await app.close();
});

beforeEach(async () => {
  counter++;
  muster = await people.mandate(`Muster ${counter} AG`);
  admin = await people.member(`admin${counter}@x.ch`, muster, 'admin');
  user = await people.member(`user${counter}@x.ch`, muster, 'user');
  const { body } = await people.send<{ items: RoleDto[] }>('GET', 'roles', { as: admin });
  roleIds = Object.fromEntries(body.items.map(({ name, id }) => [name, id]));
});

const make = (body: object = {}, as: Sender = admin) =>
  people.send<CreatedApiKeyDto & ProblemDto>('POST', 'api-keys', {
    as,
    body: { name: 'Kasse', roleId: roleIds['user'], ...body },
  });

const keys = async (as: Sender, query = '') =>
  (await people.send<{ items: ApiKeyDto[] }>('GET', `api-keys${query}`, { as })).body.items;

const statusOf = async (apiKey: string, by = people) =>
  (await by.send('GET', 'permissions', { as: { apiKey } })).status;

it('acts by its own name and role', async () => {
  const { status, body } = await make();
  expect([status, body]).toEqual([
    201,
    expect.objectContaining({ ownerKind: 'service', ownerName: 'Programm Kasse', roles: ['user'] }),
  ]);
  const me = await people.send<MeDto>('GET', 'me', { as: { apiKey: body.key } });
  expect(me.body).toMatchObject({ user: { id: body.userId, displayName: 'Programm Kasse' }, mandateId: muster.id });
  expect(me.body.permissions).toContain('data.chat.own');
  expect((await people.send('GET', 'members', { as: { apiKey: body.key } })).status).toBe(403);
});

it('is no person: not listed, not managed, not signed in', async () => {
  const { body } = await make();
  const members = await people.send<MemberPageDto>('GET', 'members', { as: admin });
  expect(members.body.items.map(({ userId }) => userId)).not.toContain(body.userId);
  expect((await people.send('POST', `members/${body.userId}/deactivate`, { as: admin })).status).toBe(404);
  const email = `${body.userId}@program.invalid`;
  for (const password of ['x', ' ']) {
    expect((await people.send('POST', 'session', { body: { email, password } })).status).toBe(401);
  }
  expect((await people.send('POST', 'session', { body: { email, password: '' } })).status).toBe(422);
});

it('outlives who made it, and dies with its key on every gateway', async () => {
  const { body } = await make();
  const other = await people.member(`admin${counter}b@x.ch`, muster, 'admin');
  expect((await people.send('POST', `members/${admin.userId}/deactivate`, { as: other })).status).toBe(200);
  expect(await statusOf(body.key, elsewhere)).toBe(200);
  expect((await people.send('DELETE', `api-keys/${body.id}`, { as: other })).status).toBe(204);
  expect([await statusOf(body.key), await statusOf(body.key, elsewhere)]).toEqual([401, 401]);
  const [row] = await app.get(AppDatabase).query<{ name: string; gone: boolean }>(
    `SELECT person.display_name AS name, member.deactivated_at IS NOT NULL AS gone
       FROM app_user person JOIN membership member ON member.user_id = person.id WHERE person.id = $1`,
    [body.userId],
  );
  expect(row).toEqual({ name: 'Programm Kasse', gone: true });
});

it('is made, seen and ended by who may see all keys', async () => {
  const refused = await make({}, user);
  expect([refused.status, refused.body.details]).toEqual([403, { permission: 'data.apiKeys.all' }]);
  const { body } = await make();
  expect((await keys(user)).map(({ id }) => id)).toEqual([]);
  expect((await keys(admin)).map(({ id }) => id)).toEqual([body.id]);
  expect(await keys(admin, '?scope=own')).toEqual([]);
  expect((await people.send('GET', 'api-keys?scope=both', { as: admin })).status).toBe(422);
  expect((await people.send('DELETE', `api-keys/${body.id}`, { as: user })).status).toBe(404);
});

it('has a role of its mandate, and none that permits more than its maker may do', async () => {
  const stranger = await people.member(`stranger${counter}@x.ch`, await people.mandate(`Fremd ${counter}`), 'admin');
  const foreign = await make({}, stranger);
  expect([foreign.status, foreign.body.errors?.map(({ field }) => field)]).toEqual([422, ['roleId']]);
  const made = await people.send<RoleDto>('POST', 'roles', { as: admin, body: { name: 'Schlüssel' } });
  const rules = [{ resource: 'data.apiKeys.*', effect: 'allow' }];
  await people.send('PUT', `roles/${made.body.id}/rules`, { as: admin, body: { rules } });
  await people.send('PUT', `members/${user.userId}/roles`, { as: admin, body: { roleIds: [made.body.id] } });
  expect((await make({ roleId: roleIds['admin'] }, user)).body.code).toBe('rbac.forbidden');
  expect((await make({ roleId: made.body.id }, user)).status).toBe(201);
  expect(
    await app.get(AppDatabase).query(`SELECT 1 FROM app_user WHERE kind = 'service' AND display_name = 'Programm x'`),
  ).toEqual([]);
});

it('does not count as somebody who can edit roles', async () => {
  expect((await make({ roleId: roleIds['admin'] })).status).toBe(201);
  const answer = await people.send<ProblemDto>('PUT', `members/${admin.userId}/roles`, {
    as: admin,
    body: { roleIds: [] },
  });
  expect(answer.body.code).toBe('rbac.no_editor_left');
});

it('leaves lines in the audit trail that hold no key', async () => {
  const { body } = await make();
  await people.send('DELETE', `api-keys/${body.id}`, { as: admin });
  const lines = await app
    .get(AppDatabase)
    .query<{ action: string; before: object; after: object }>(
      'SELECT action, before, after FROM audit_entry WHERE subject_id = $1 ORDER BY id',
      [body.id],
    );
  const shown = { name: 'Kasse', prefix: body.prefix, owner: 'Programm Kasse' };
  expect(lines).toEqual([
    { action: 'api_key.created', before: null, after: { ...shown, expiresAt: null } },
    { action: 'api_key.revoked', before: shown, after: null },
  ]);
});
