import type { AccessRuleDto, CreatedApiKeyDto, MemberDto, MemberPageDto, ProblemDto, RoleDto } from '@nyla/contracts';
import { type Sender, TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { AppDatabase } from '../database/app-database.js';
import type { MandateInfo } from '../mandates/mandates.facade.js';

type Member = Sender & { userId: string };

let app: TestApp;
let second: TestApp;
let people: TestPeople;
let elsewhere: TestPeople;
let sql: AppDatabase;
let muster: MandateInfo;
let admin: Member;
let user: Member;
let counter = 0;

beforeAll(async () => {
  app = await createTestApp();
  second = await createTestApp({ databases: app.databases });
  people = new TestPeople(app.nest);
  elsewhere = new TestPeople(second.nest);
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
  user = await people.member(`user${counter}@x.ch`, muster, 'user');
});

const list = async (query = '', as: Sender = admin) =>
  (await people.send<MemberPageDto>('GET', `members${query}`, { as })).body;

const roles = async (as: Sender = admin) => {
  const { body } = await people.send<{ items: RoleDto[] }>('GET', 'roles', { as });
  return Object.fromEntries(body.items.map((role) => [role.name, role]));
};

const idOf = async (name: string) => (await roles())[name]?.id ?? '';

const setRoles = (as: Sender, userId: string, roleIds: unknown) =>
  people.send<MemberDto & Omit<ProblemDto, 'status'>>('PUT', `members/${userId}/roles`, { as, body: { roleIds } });

const deactivate = (as: Sender, userId: string, by = people) =>
  by.send<MemberDto & Omit<ProblemDto, 'status'>>('POST', `members/${userId}/deactivate`, { as });

const reactivate = (as: Sender, userId: string) =>
  people.send<MemberDto & Omit<ProblemDto, 'status'>>('POST', `members/${userId}/reactivate`, { as });

const trail = (subjectId: string) =>
  sql.query<{ action: string; before: object; after: object; user_id: string; mandate_id: string; ip: string }>(
    'SELECT action, before, after, user_id, mandate_id, ip FROM audit_entry WHERE subject_id = $1 ORDER BY id',
    [subjectId],
  );

async function makeRole(name: string, ...rules: string[]): Promise<string> {
  const made = await people.send<RoleDto>('POST', 'roles', { as: admin, body: { name } });
  const body = { rules: rules.map((resource): AccessRuleDto => ({ resource, effect: 'allow' })) };
  expect((await people.send('PUT', `roles/${made.body.id}/rules`, { as: admin, body })).status).toBe(200);
  return made.body.id;
}

describe('the list', () => {
  it('shows who is there, with roles, state and when they were last seen', async () => {
    const { items } = await list();
    expect(items.map(({ displayName, roles, status }) => ({ displayName, roles, status }))).toEqual([
      { displayName: `user${counter}`, roles: ['user'], status: 'active' },
      { displayName: `admin${counter}`, roles: ['admin'], status: 'active' },
    ]);
    expect(items[0]).toMatchObject({ userId: user.userId, roleIds: [await idOf('user')], lastSeenAt: null });
    expect(Date.parse(items[1]?.lastSeenAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it('is searched by parts of names and addresses, taken literally', async () => {
    const found = async (q: string) =>
      (await list(`?q=${encodeURIComponent(q)}`)).items.map(({ displayName }) => displayName);
    expect(await found('USER')).toEqual([`user${counter}`]);
    expect(await found(`admin${counter}@`)).toEqual([`admin${counter}`]);
    expect(await found('%')).toEqual([]);
    expect(await found('_')).toEqual([]);
    await deactivate(admin, user.userId);
    expect((await list('?status=deactivated')).items.map(({ userId }) => userId)).toEqual([user.userId]);
    expect((await list('?status=active')).items.map(({ userId }) => userId)).toEqual([admin.userId]);
    expect((await people.send('GET', 'members?status=gone', { as: admin })).status).toBe(422);
  });

  it('comes in pages', async () => {
    const first = await list('?limit=1');
    const next = await list(`?limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...next.items].map(({ userId }) => userId)).toEqual([user.userId, admin.userId]);
    expect(next.nextCursor).toBeNull();
  });
});

describe('roles of a member', () => {
  it('are replaced, with effect on the next request, and written down', async () => {
    const [adminId, userId] = [await idOf('admin'), await idOf('user')];
    const { status, body } = await setRoles(admin, user.userId, [userId.toUpperCase(), adminId]);
    expect([status, body.roles]).toEqual([200, ['admin', 'user']]);
    expect((await people.send('GET', 'members', { as: user })).status).toBe(200);
    expect((await setRoles(admin, user.userId, [])).body.roles).toEqual([]);
    expect((await elsewhere.send('GET', 'members', { as: user })).status).toBe(403);
    await setRoles(admin, user.userId, []);
    expect(await trail(user.userId)).toEqual([
      {
        action: 'member.roles_changed',
        before: { roles: ['user'] },
        after: { roles: ['admin', 'user'] },
        user_id: admin.userId,
        mandate_id: muster.id,
        ip: '127.0.0.1',
      },
      expect.objectContaining({ before: { roles: ['admin', 'user'] }, after: { roles: [] } }),
    ]);
  });

  it('cannot be more than whoever gives them has', async () => {
    const managerRole = await makeRole('Personal', 'data.members.*', 'data.roles.read');
    const manager = await people.member(`manager${counter}@x.ch`, muster);
    await setRoles(admin, manager.userId, [managerRole]);
    for (const target of [manager.userId, user.userId]) {
      const { status, body } = await setRoles(manager, target, [await idOf('admin'), managerRole]);
      expect([status, body.code]).toEqual([403, 'rbac.forbidden']);
    }
    // What somebody has already may stay, whoever edits them.
    await setRoles(admin, user.userId, [await idOf('admin')]);
    expect((await setRoles(manager, user.userId, [await idOf('admin'), managerRole])).status).toBe(200);
  });

  it.each([['rubbish'], ['user'], [null], [['rubbish']], [['01935c5e-0000-7000-8000-00000000000f']], [[1]]])(
    'cannot be %j',
    async (roleIds) => {
      expect((await setRoles(admin, user.userId, roleIds)).status).toBe(422);
    },
  );

  it('are those of this mandate, given by who may, to members of it', async () => {
    const own = await idOf('user');
    const other = await people.mandate(`Fremd ${counter}`);
    const stranger = await people.member(`stranger${counter}@x.ch`, other, 'admin');
    const foreign = (await roles(stranger))['user']?.id ?? '';
    expect((await setRoles(admin, user.userId, [foreign])).status).toBe(422);
    expect((await setRoles(stranger, user.userId, [foreign])).status).toBe(404);
    expect((await setRoles(admin, stranger.userId, [own])).status).toBe(404);
    expect((await deactivate(stranger, user.userId)).status).toBe(404);
    expect((await reactivate(stranger, user.userId)).status).toBe(404);
    expect((await setRoles(user, user.userId, [own])).status).toBe(403);
    expect((await deactivate(user, admin.userId)).status).toBe(403);
    expect((await setRoles(admin, 'rubbish', [own])).status).toBe(404);
  });

  it('leave somebody who can edit roles', async () => {
    const { status, body } = await setRoles(admin, admin.userId, [await idOf('user')]);
    expect([status, body.code]).toEqual([409, 'rbac.no_editor_left']);
    await setRoles(admin, user.userId, [await idOf('admin')]);
    expect((await setRoles(admin, admin.userId, [await idOf('user')])).status).toBe(200);
  });
});

describe('a deactivated member', () => {
  it('may do nothing any more, with no session and no key, on every gateway', async () => {
    const { body: key } = await people.send<CreatedApiKeyDto>('POST', 'api-keys', { as: user, body: { name: 'x' } });
    expect((await elsewhere.send('GET', 'session', { as: { apiKey: key.key } })).status).toBe(200);
    const { status, body } = await deactivate(admin, user.userId);
    expect([status, body.status, body.roles]).toEqual([200, 'deactivated', ['user']]);
    for (const gateway of [people, elsewhere]) {
      for (const mandateId of [muster.id, undefined]) {
        const refused = await gateway.send<ProblemDto>('GET', 'permissions', {
          as: user,
          ...(mandateId ? { mandateId } : {}),
        });
        expect([refused.status, refused.body.code, refused.body.details]).toEqual([
          403,
          'mandate.membership_deactivated',
          { mandateName: muster.name },
        ]);
      }
      expect((await gateway.send('GET', 'session', { as: { apiKey: key.key } })).status).toBe(401);
    }
    const again = await people.send('POST', 'session', {
      body: { email: `user${counter}@x.ch`, password: 'geheim-123' },
    });
    expect([again.status, again.body['code']]).toEqual([403, 'mandate.membership_deactivated']);
    expect((await reactivate(admin, user.userId)).body.status).toBe('active');
    expect((await people.send('GET', 'permissions', { as: user })).status).toBe(200);
    expect((await people.send('GET', 'session', { as: { apiKey: key.key } })).status).toBe(200);
    expect((await trail(user.userId)).map(({ action }) => action)).toEqual([
      'member.deactivated',
      'member.reactivated',
    ]);
  });

  it('goes on in other mandates', async () => {
    const other = await people.mandate(`Andere ${counter}`);
    await people.join(user.userId, other, 'user');
    await deactivate(admin, user.userId);
    expect((await people.send('GET', 'permissions', { as: user })).body).toMatchObject({ mandateId: other.id });
    expect((await people.send('GET', 'permissions', { as: user, mandateId: muster.id })).body).toMatchObject({
      code: 'mandate.membership_deactivated',
    });
    // Where nobody ever was a member, nothing exists.
    const stranger = await people.mandate(`Fremd ${counter}`);
    expect((await people.send('GET', 'permissions', { as: user, mandateId: stranger.id })).status).toBe(404);
  });

  it('is deactivated once, and written down once', async () => {
    const statuses = await Promise.all(
      [people, elsewhere, people].map(async (by) => (await deactivate(admin, user.userId, by)).status),
    );
    expect(statuses).toEqual([200, 200, 200]);
    expect(await trail(user.userId)).toHaveLength(1);
  });

  it('is not oneself, and not the last one who can edit roles', async () => {
    expect((await deactivate(admin, admin.userId)).body.code).toBe('identity.own_membership');
    const managerRole = await makeRole('Personal', 'data.members.*');
    await setRoles(admin, user.userId, [managerRole]);
    expect((await deactivate(user, admin.userId)).body.code).toBe('rbac.forbidden');
    expect((await setRoles(user, admin.userId, [managerRole])).body.code).toBe('rbac.forbidden');
    expect((await list('?status=deactivated')).items).toEqual([]);
  });

  it('is one at most when two editors deactivate each other at once, on two gateways', async () => {
    for (let round = 0; round < 5; round++) {
      await setRoles(admin, user.userId, [await idOf('admin')]);
      const answers = await Promise.all([
        deactivate(admin, user.userId, people),
        deactivate(user, admin.userId, elsewhere),
      ]);
      const statuses = answers.map(({ status }) => status).toSorted();
      expect(statuses).toEqual([200, 403]);
      const [survivor, other] = answers[0]?.status === 200 ? [admin, user] : [user, admin];
      expect((await reactivate(survivor, other.userId)).status).toBe(200);
    }
  });

  it('comes back only by who has all that their roles permit', async () => {
    const managerRole = await makeRole('Personal', 'data.members.*');
    const manager = await people.member(`manager${counter}@x.ch`, muster);
    await setRoles(admin, manager.userId, [managerRole]);
    await setRoles(admin, user.userId, [await idOf('admin')]);
    await deactivate(admin, user.userId);
    expect((await reactivate(manager, user.userId)).body.code).toBe('rbac.forbidden');
    expect((await list('?status=deactivated')).items).toHaveLength(1);
  });
});
