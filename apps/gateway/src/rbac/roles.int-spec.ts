import type { AccessRuleDto, CreatedApiKeyDto, ProblemDto, RoleDto } from '@nyla/contracts';
import { type Sender, TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { AppDatabase } from '../database/app-database.js';
import type { MandateInfo } from '../mandates/mandates.facade.js';

let app: TestApp;
let people: TestPeople;
let muster: MandateInfo;
let admin: Sender & { userId: string };
let user: Sender & { userId: string };
let counter = 0;

const allow = (resource: string): AccessRuleDto => ({ resource, effect: 'allow' });

beforeAll(async () => {
  app = await createTestApp();
  people = new TestPeople(app.nest);
});

afterAll(() => app.close());

beforeEach(async () => {
  counter++;
  muster = await people.mandate(`Muster ${counter} AG`);
  admin = await people.member(`admin${counter}@x.ch`, muster, 'admin');
  user = await people.member(`user${counter}@x.ch`, muster, 'user');
});

const create = (body: object, as: Sender = admin) => people.send<RoleDto & ProblemDto>('POST', 'roles', { as, body });
const rename = (id: string, name: string, as: Sender = admin) =>
  people.send<RoleDto & ProblemDto>('PATCH', `roles/${id}`, { as, body: { name } });
const remove = (id: string, as: Sender = admin) => people.send<ProblemDto>('DELETE', `roles/${id}`, { as });
const setRules = (id: string, body: object, as: Sender = admin) =>
  people.send<RoleDto & ProblemDto>('PUT', `roles/${id}/rules`, { as, body });
const give = (userId: string, ...roleIds: string[]) =>
  people.send('PUT', `members/${userId}/roles`, { as: admin, body: { roleIds } });

async function roleNamed(name: string, as: Sender = admin): Promise<RoleDto> {
  const { body } = await people.send<{ items: RoleDto[] }>('GET', 'roles', { as });
  const role = body.items.find((found) => found.name === name);
  if (!role) throw new Error(`no role ${name}`);
  return role;
}

const trail = (id: string) =>
  app
    .get(AppDatabase)
    .query<{ action: string; before: object; after: object }>(
      'SELECT action, before, after FROM audit_entry WHERE subject_id = $1 ORDER BY id',
      [id],
    );

it('is made empty, or as a copy, and says how many have it', async () => {
  const empty = await create({ name: 'Praktikum' });
  expect([empty.status, empty.body]).toEqual([
    201,
    { id: expect.any(String), name: 'Praktikum', builtIn: false, rules: [], memberCount: 0, version: 1 },
  ]);
  const original = await roleNamed('user');
  const copy = await create({ name: 'Team', copyOf: original.id });
  expect(copy.body.rules).toEqual(original.rules);
  await give(user.userId, copy.body.id, original.id);
  expect([(await roleNamed('Team')).memberCount, original.memberCount]).toEqual([1, 1]);
  expect((await people.send('GET', 'chats', { as: user })).status).toBe(200);
  await people.send('POST', `members/${user.userId}/deactivate`, { as: admin });
  expect((await roleNamed('Team')).memberCount).toBe(0);
});

it('has a name of its own', async () => {
  const { body } = await create({ name: 'Praktikum' });
  for (const answer of [await create({ name: ' Praktikum ' }), await rename(body.id, 'user')]) {
    expect([answer.status, answer.body.errors?.map(({ field }) => field)]).toEqual([422, ['name']]);
  }
  expect((await rename(body.id, 'Lernende')).body.name).toBe('Lernende');
  expect((await rename(body.id, 'Lernende')).status).toBe(200);
  const raced = await Promise.all([1, 2, 3].map(() => create({ name: 'Gleich' })));
  expect(raced.map(({ status }) => status).toSorted()).toEqual([201, 422, 422]);
});

it('keeps its name and stays when it is built in', async () => {
  const { id } = await roleNamed('user');
  expect((await rename(id, 'Leute')).body.code).toBe('rbac.role_built_in');
  expect((await remove(id)).body.code).toBe('rbac.role_built_in');
});

it('is deleted when nobody has it, nobody is invited to it and no program acts with it', async () => {
  const { body: role } = await create({ name: 'Praktikum' });
  await give(user.userId, role.id);
  await people.send('POST', `members/${user.userId}/deactivate`, { as: admin });
  const email = `neu${counter}@x.ch`;
  const { body: invitation } = await people.send<{ id: string }>('POST', 'members/invitations', {
    as: admin,
    body: { email, roleIds: [role.id] },
  });
  const { body: key } = await people.send<CreatedApiKeyDto>('POST', 'api-keys', {
    as: admin,
    body: { name: 'Kasse', roleId: role.id },
  });
  const refused = await remove(role.id);
  expect([refused.status, refused.body.code, refused.body.details]).toEqual([
    409,
    'rbac.role_in_use',
    { members: ['Programm Kasse', `user${counter}`], invitations: [email] },
  ]);
  await give(user.userId);
  await people.send('DELETE', `members/invitations/${invitation.id}`, { as: admin });
  await people.send('DELETE', `api-keys/${key.id}`, { as: admin });
  expect((await remove(role.id)).status).toBe(204);
  expect((await remove(role.id)).status).toBe(404);
  expect((await trail(role.id)).map(({ action }) => action)).toEqual(['role.created', 'role.deleted']);
});

it('is not overwritten by who has not seen the last change', async () => {
  const { body: role } = await create({ name: 'Praktikum' });
  const first = await setRules(role.id, { rules: [allow('ui.chat')], version: role.version });
  expect([first.status, first.body.version]).toEqual([200, 2]);
  const late = await setRules(role.id, { rules: [allow('ui.billing')], version: role.version });
  expect([late.status, late.body.code]).toEqual([409, 'rbac.role_changed']);
  const raced = await Promise.all(
    ['ui.chat', 'ui.billing', 'ui.settings'].map((name) => setRules(role.id, { rules: [allow(name)], version: 2 })),
  );
  expect(raced.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  expect((await setRules(role.id, { rules: [], version: -1 })).status).toBe(422);
  expect((await trail(role.id)).slice(0, 2)).toEqual([
    { action: 'role.created', before: null, after: { name: 'Praktikum', rules: {} } },
    { action: 'role.rules_changed', before: { 'ui.chat': null }, after: { 'ui.chat': 'allow' } },
  ]);
});

it('permits nothing that its maker lacks', async () => {
  const { body: editorRole } = await create({ name: 'Rollen' });
  await setRules(editorRole.id, { rules: [allow('data.roles.*')] });
  await give(user.userId, editorRole.id);
  const adminRole = await roleNamed('admin');
  const copy = await create({ name: 'Wie Admin', copyOf: adminRole.id }, user);
  expect([copy.status, copy.body.code]).toEqual([403, 'rbac.forbidden']);
  const empty = await create({ name: 'Leer' }, user);
  expect((await setRules(empty.body.id, { rules: adminRole.rules }, user)).status).toBe(403);
});

it('belongs to its mandate', async () => {
  const { body: role } = await create({ name: 'Praktikum' });
  const stranger = await people.member(`stranger${counter}@x.ch`, await people.mandate(`Fremd ${counter}`), 'admin');
  expect((await rename(role.id, 'x', stranger)).status).toBe(404);
  expect((await remove(role.id, stranger)).status).toBe(404);
  expect((await create({ name: 'x', copyOf: role.id }, stranger)).status).toBe(404);
  for (const answer of [
    await create({ name: 'x' }, user),
    await rename(role.id, 'x', user),
    await remove(role.id, user),
  ]) {
    expect(answer.status).toBe(403);
  }
});

it.each([{}, { name: '' }, { name: 'x'.repeat(121) }, { name: 'x', copyOf: 'user' }, { name: 'x', builtIn: true }])(
  'is not made of %j',
  async (body) => {
    expect((await create(body)).status).toBe(422);
  },
);
