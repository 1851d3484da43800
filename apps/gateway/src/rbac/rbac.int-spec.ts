import type { AccessRuleDto, PermissionsDto, ProblemDto, RoleDto } from '@nyla/contracts';
import { type Sender, TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { AppDatabase } from '../database/app-database.js';
import { type MandateInfo, MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from './rbac.facade.js';
import { RbacRepository } from './rbac.repository.js';

let app: TestApp;
let people: TestPeople;
let muster: MandateInfo;
let admin: Sender;
let user: Sender;

const allow = (resource: string): AccessRuleDto => ({ resource, effect: 'allow' });
const deny = (resource: string): AccessRuleDto => ({ resource, effect: 'deny' });

beforeAll(async () => {
  app = await createTestApp();
  people = new TestPeople(app.nest);
});

afterAll(() => app.close());

let counter = 0;

beforeEach(async () => {
  counter++;
  muster = await people.mandate(`Muster ${counter} AG`);
  admin = await people.member(`admin${counter}@x.ch`, muster, 'admin');
  user = await people.member(`user${counter}@x.ch`, muster, 'user');
});

async function rolesOf(as: Sender): Promise<Record<string, RoleDto>> {
  const { body } = await people.send<{ items: RoleDto[] }>('GET', 'roles', { as });
  return Object.fromEntries(body.items.map((role) => [role.name, role]));
}

async function roleNamed(name: string): Promise<RoleDto> {
  const role = (await rolesOf(admin))[name];
  if (!role) throw new Error(`no role ${name}`);
  return role;
}

const setRules = (as: Sender, roleId: string, rules: AccessRuleDto[]) =>
  people.send<RoleDto & ProblemDto>('PUT', `roles/${roleId}/rules`, { as, body: { rules } });

const permissionsOf = async (as: Sender) =>
  (await people.send<PermissionsDto>('GET', 'permissions', { as })).body.permissions;

describe('roles', () => {
  it('are seen by who may, those of this mandate only', async () => {
    const roles = await rolesOf(admin);
    expect(Object.keys(roles)).toEqual(['admin', 'user']);
    const [role] = Object.values(roles);
    expect((await people.send<RoleDto>('GET', `roles/${role?.id}`, { as: admin })).body).toEqual(role);
    const refused = await people.send('GET', 'roles', { as: user });
    expect([refused.status, refused.body['details']]).toEqual([403, { permission: 'data.roles.read' }]);
    const stranger = await people.member(`stranger${counter}@x.ch`, await people.mandate(`Fremd ${counter}`), 'admin');
    expect((await people.send('GET', `roles/${role?.id}`, { as: stranger })).status).toBe(404);
    expect((await setRules(stranger, role?.id ?? '', [allow('ui.chat')])).status).toBe(404);
    expect((await setRules(stranger, 'rubbish', [allow('ui.chat')])).status).toBe(404);
  });

  it('are changed as a whole, with effect on the very next request', async () => {
    const role = await roleNamed('user');
    expect(await permissionsOf(user)).toContain('resource.aicore.openai');
    const rules = [
      allow('data.apiKeys.own'),
      allow('resource.aicore.*'),
      deny('resource.aicore.openai'),
      allow('ui.chat'),
    ];
    const changed = await setRules(admin, role.id, rules);
    expect([changed.status, changed.body.rules]).toEqual([200, rules]);
    const permissions = await permissionsOf(user);
    expect(permissions).toContain('resource.aicore.anthropic');
    expect(permissions).not.toContain('resource.aicore.openai');
    expect(permissions).not.toContain('data.chat.own');
    expect((await setRules(admin, role.id, [])).status).toBe(200);
    expect(await permissionsOf(user)).toEqual([]);
    expect((await people.send('GET', 'api-keys', { as: user })).status).toBe(403);
  });

  it('are not changed by who may not', async () => {
    const role = await roleNamed('user');
    expect((await setRules(user, role.id, [allow('data.*')])).status).toBe(403);
    expect((await setRules({}, role.id, [allow('data.*')])).status).toBe(401);
    expect((await roleNamed('user')).rules).toEqual(role.rules);
  });

  it('cannot name what does not exist', async () => {
    const role = await roleNamed('user');
    const { status, body } = await setRules(admin, role.id, [allow('ui.chat'), allow('ui.nothing'), allow('UI.chat')]);
    expect(status).toBe(422);
    expect(body.errors?.map(({ field }) => field)).toEqual(['rules.1.resource', 'rules.2.resource']);
    for (const rules of [[{ resource: 'ui.chat', effect: 'maybe' }], [{ resource: 'ui.chat' }], 'ui.chat', null]) {
      const answer = await people.send('PUT', `roles/${role.id}/rules`, { as: admin, body: { rules } });
      expect(answer.status).toBe(422);
    }
    expect((await roleNamed('user')).rules).toEqual(role.rules);
  });

  it('cannot hand out what their editor lacks', async () => {
    const userRole = await roleNamed('user');
    const editing = [...userRole.rules, allow('data.roles.*'), deny('resource.aicore.openai')];
    expect((await setRules(admin, userRole.id, editing)).status).toBe(200);
    const unlimited = await setRules(user, userRole.id, editing.slice(0, -1));
    expect([unlimited.status, unlimited.body.details]).toEqual([403, { permission: 'resource.aicore.openai' }]);
    // What the role has already may stay.
    expect((await setRules(user, userRole.id, [...editing, deny('resource.aicore.tavily')])).status).toBe(200);
    expect((await setRules(user, userRole.id, [allow('*')])).status).toBe(403);
  });

  it('never give a customer the operator’s permissions', async () => {
    const role = await roleNamed('user');
    for (const name of ['data.operator.*', 'data.operator.credit', 'ui.admin', 'data.op*']) {
      const { status, body } = await setRules(admin, role.id, [allow(name)]);
      expect([status, body.details]).toEqual([403, { permission: name }]);
    }
    const database = app.get(AppDatabase);
    await database.query(`INSERT INTO access_rule SELECT id, '*', 'allow' FROM role WHERE mandate_id = $1`, [
      muster.id,
    ]);
    for (const as of [admin, user]) {
      const permissions = await permissionsOf(as);
      expect(permissions).toContain('data.billing.topUp');
      expect(permissions.filter((name) => name.startsWith('data.operator') || name === 'ui.admin')).toEqual([]);
    }
  });

  it('leave an owner who can edit them', async () => {
    const adminRole = await roleNamed('admin');
    const harmless = adminRole.rules.filter(({ resource }) => resource !== 'data.*');
    for (const rules of [harmless, [...adminRole.rules, deny('data.roles.write')], []]) {
      const { status, body } = await setRules(admin, adminRole.id, rules);
      expect([status, body.code]).toEqual([409, 'rbac.no_editor_left']);
    }
    expect((await roleNamed('admin')).rules).toEqual(adminRole.rules);
    const userRole = await roleNamed('user');
    expect((await setRules(admin, userRole.id, [...userRole.rules, allow('data.roles.*')])).status).toBe(200);
    expect((await setRules(admin, adminRole.id, harmless)).body.code).toBe('rbac.no_editor_left');
  });

  it('give back to an owner what was taken from everybody', async () => {
    const adminRole = await roleNamed('admin');
    const narrow = [allow('data.roles.*'), allow('data.members.*'), deny('resource.aicore.openai')];
    expect((await setRules(admin, adminRole.id, narrow)).status).toBe(200);
    expect(await permissionsOf(admin)).not.toContain('ui.chat');
    expect((await setRules(admin, adminRole.id, adminRole.rules)).status).toBe(200);
    expect(await permissionsOf(admin)).toEqual(expect.arrayContaining(['ui.chat', 'resource.aicore.openai']));
    // What the role never had by default stays out of reach.
    expect((await setRules(admin, adminRole.id, [allow('*'), allow('data.operator.credit')])).status).toBe(403);
  });

  it('are not narrowed by somebody who has less', async () => {
    const adminRole = await roleNamed('admin');
    const userRole = await roleNamed('user');
    expect((await setRules(admin, userRole.id, [...userRole.rules, allow('data.roles.*')])).status).toBe(200);
    for (const rules of [[allow('data.roles.*')], [...adminRole.rules, deny('data.billing.topUp')]]) {
      const { status, body } = await setRules(user, adminRole.id, rules);
      expect([status, body.code]).toEqual([403, 'rbac.forbidden']);
    }
    expect((await roleNamed('admin')).rules).toEqual(adminRole.rules);
    // What they have themselves they may take.
    const fewer = userRole.rules.filter(({ resource }) => resource !== 'ui.automations');
    const { status } = await setRules(user, userRole.id, [...fewer, allow('data.roles.*')]);
    expect(status).toBe(200);
  });

  it('leave one even when two editors give up at once', async () => {
    const [adminRole, userRole] = [await roleNamed('admin'), await roleNamed('user')];
    await setRules(admin, userRole.id, [...userRole.rules, allow('data.roles.*')]);
    const statuses = await Promise.all(
      [adminRole, userRole].map(async ({ id }) => (await setRules(id === userRole.id ? user : admin, id, [])).status),
    );
    expect(statuses.toSorted()).toEqual([200, 409]);
  });
});

it('reads what a caller may do once per request, and again for the next', async () => {
  const read = import.meta.jest.spyOn(app.get(RbacRepository), 'permissionsOf');
  // The guard asks, and the service asks again whose keys to list.
  await people.send('GET', 'api-keys', { as: user });
  expect(read).toHaveBeenCalledTimes(1);
  await people.send('GET', 'api-keys', { as: user });
  expect(read).toHaveBeenCalledTimes(2);
  read.mockRestore();
});

describe('the facade', () => {
  it('makes default roles once and keeps how they were edited', async () => {
    const role = await roleNamed('user');
    await setRules(admin, role.id, [allow('ui.chat')]);
    await Promise.all([1, 2, 3].map(() => app.get(RbacFacade).ensureDefaultRoles(muster.id, 'customer')));
    expect((await roleNamed('user')).rules).toEqual([allow('ui.chat')]);
    expect(Object.keys(await rolesOf(admin))).toEqual(['admin', 'user']);
  });

  it('gives no role to strangers, and none that does not exist', async () => {
    const rbac = app.get(RbacFacade);
    const stranger = await people.person(`outside${counter}@x.ch`);
    await expect(rbac.assignRole(muster.id, stranger, 'user')).rejects.toThrow('membership_role_membership_fk');
    await expect(rbac.assignRole(muster.id, stranger, 'operator')).rejects.toMatchObject({ code: 'common.not_found' });
    expect((await rbac.permissionsOf(muster.id, stranger)).granted()).toEqual([]);
  });

  it('gives the operator everything, in ROOT', async () => {
    const root = await app.get(MandatesFacade).findRoot();
    if (!root) throw new Error('no ROOT mandate');
    const operator = await people.member(`operator${counter}@x.ch`, root, 'operator');
    const rootAdmin = await people.member(`rootadmin${counter}@x.ch`, root, 'admin');
    expect(await permissionsOf(operator)).toEqual(
      expect.arrayContaining(['data.operator.credit', 'ui.admin', 'ui.chat']),
    );
    expect(await permissionsOf(rootAdmin)).not.toContain('data.operator.credit');
    const { user: role } = await rolesOf(operator);
    expect((await setRules(rootAdmin, role?.id ?? '', [allow('data.operator.credit')])).status).toBe(403);
    expect((await setRules(operator, role?.id ?? '', [allow('data.operator.credit')])).status).toBe(200);
  });
});
