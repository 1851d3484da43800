import type { CreatedApiKeyDto, MeDto } from '@nyla/contracts';
import { type Sender, TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { AppDatabase } from '../database/app-database.js';
import type { MandateInfo } from '../mandates/mandates.facade.js';

let app: TestApp;
let people: TestPeople;
let sql: AppDatabase;
let muster: MandateInfo;
let other: MandateInfo;
let user: Sender & { userId: string };
let admin: Sender;

beforeAll(async () => {
  app = await createTestApp();
  people = new TestPeople(app.nest);
  sql = app.get(AppDatabase);
  muster = await people.mandate('Muster AG');
  other = await people.mandate('Andere AG');
  user = await people.member('user@x.ch', muster, 'user');
  admin = await people.member('admin@x.ch', muster, 'admin');
  await people.join(user.userId, other, 'admin');
});

afterAll(() => app.close());

async function createKey(as: Sender, body: object = { name: 'Skript' }): Promise<CreatedApiKeyDto> {
  const answer = await people.send<CreatedApiKeyDto>('POST', 'api-keys', { as, mandateId: muster.id, body });
  expect(answer.status).toBe(201);
  return answer.body;
}

const statusOf = async (apiKey: string, mandateId?: string) =>
  (await people.send('GET', 'session', { as: { apiKey }, ...(mandateId ? { mandateId } : {}) })).status;

const listed = async (as: Sender) => {
  const { body } = await people.send<{ items: { id: string }[] }>('GET', 'api-keys', { as, mandateId: muster.id });
  return body.items.map(({ id }) => id);
};

const revoke = async (as: Sender, id: string) =>
  (await people.send('DELETE', `api-keys/${id}`, { as, mandateId: muster.id })).status;

it('acts as its member, in its mandate only', async () => {
  const { key, prefix } = await createKey(user);
  expect(key).toMatch(/^nyla_sk_[\w-]{43}$/);
  expect(key.startsWith(prefix)).toBe(true);
  const { body } = await people.send<MeDto>('GET', 'session', { as: { apiKey: key } });
  expect(body).toMatchObject({ user: { id: user.userId }, mandateId: muster.id });
  expect(body.memberships.map(({ mandateId }) => mandateId)).toEqual([muster.id]);
  expect(await statusOf(key, muster.id)).toBe(200);
  expect(await statusOf(key, other.id)).toBe(404);
  expect(await statusOf(key, 'rubbish')).toBe(404);
  const forbidden = await people.send('GET', 'roles', { as: { apiKey: key } });
  expect([forbidden.status, forbidden.body['code']]).toEqual([403, 'rbac.forbidden']);
});

it('is shown once and kept as a hash', async () => {
  const { key, id } = await createKey(user);
  const list = await people.send('GET', 'api-keys', { as: user, mandateId: muster.id });
  const stored = await sql.query('SELECT row_to_json(k) FROM api_key k WHERE id = $1', [id]);
  expect(JSON.stringify([list.body, stored])).toContain(id);
  expect(JSON.stringify([list.body, stored])).not.toContain(key);
  expect(JSON.stringify(list.body)).not.toContain('keyHash');
});

it('goes before the cookie, also when it is bad', async () => {
  for (const apiKey of ['', 'x', 'nyla_sk_', `nyla_sk_${'x'.repeat(43)}`]) {
    expect((await people.send('GET', 'session', { as: { ...user, apiKey } })).status).toBe(401);
  }
});

it('is not refused because a browser sends it from another site', async () => {
  const { key } = await createKey(user);
  const headers = { origin: 'https://tool.test', 'sec-fetch-site': 'cross-site' };
  const { status } = await people.send('POST', 'chats', { as: { apiKey: key }, body: {}, headers });
  expect(status).toBe(201);
});

it.each([
  ['PATCH', 'me', { displayName: 'Anna Muster' }],
  ['PUT', 'account/mails', { topic: 'credit', wanted: false }],
] as const)('does not decide for its owner who that is and what to be written: %s %s', async (method, path, body) => {
  const { key } = await createKey(user);
  const answer = await people.send(method, path, { as: { apiKey: key }, body });
  expect([answer.status, answer.body['code']]).toEqual([403, 'auth.session_required']);
});

it('ends when it expires, when its member is deactivated, and when the membership ends', async () => {
  const { key, id } = await createKey(user, { name: 'kurz', expiresAt: new Date(Date.now() + 60_000).toISOString() });
  expect(await statusOf(key)).toBe(200);
  await sql.query('UPDATE api_key SET expires_at = now() WHERE id = $1', [id]);
  expect(await statusOf(key)).toBe(401);
  const leaving = await people.member('leaving@x.ch', muster, 'user');
  const { key: theirs } = await createKey(leaving);
  await sql.query(`UPDATE app_user SET status = 'deactivated' WHERE id = $1`, [leaving.userId]);
  expect(await statusOf(theirs)).toBe(401);
  await sql.query(`UPDATE app_user SET status = 'active' WHERE id = $1`, [leaving.userId]);
  expect(await statusOf(theirs)).toBe(200);
  await sql.query('DELETE FROM membership WHERE user_id = $1', [leaving.userId]);
  expect(await statusOf(theirs)).toBe(401);
});

it('writes down its use at most once a minute', async () => {
  const { key, id } = await createKey(user);
  const lastUsed = async () => {
    const [row] = await sql.query<{ at: Date | null }>('SELECT last_used_at AS at FROM api_key WHERE id = $1', [id]);
    return row?.at?.getTime();
  };
  expect(await lastUsed()).toBeUndefined();
  await statusOf(key);
  const first = await lastUsed();
  expect(first).toBeDefined();
  await statusOf(key);
  expect(await lastUsed()).toBe(first);
  await sql.query(`UPDATE api_key SET last_used_at = now() - interval '61 seconds' WHERE id = $1`, [id]);
  await statusOf(key);
  expect(await lastUsed()).toBeGreaterThanOrEqual(first ?? 0);
});

it('is revoked at once, by its owner or by an admin, and by nobody else', async () => {
  const mine = await createKey(user);
  const theirs = await createKey(admin);
  expect(await listed(user)).not.toContain(theirs.id);
  expect(await listed(admin)).toEqual(expect.arrayContaining([mine.id, theirs.id]));
  expect(await revoke(user, theirs.id)).toBe(404);
  expect((await people.send('DELETE', `api-keys/${mine.id}`, { as: user, mandateId: other.id })).status).toBe(404);
  expect(await revoke(user, 'rubbish')).toBe(404);
  expect(await statusOf(theirs.key)).toBe(200);
  expect(await revoke(admin, mine.id)).toBe(204);
  expect(await statusOf(mine.key)).toBe(401);
  expect(await revoke(admin, mine.id)).toBe(404);
  expect(await listed(admin)).not.toContain(mine.id);
});

it('cannot make itself a key that lives longer', async () => {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { key } = await createKey(user, { name: 'ein Tag', expiresAt });
  const make = async (body: object) => (await people.send('POST', 'api-keys', { as: { apiKey: key }, body })).status;
  expect(await make({ name: 'immer' })).toBe(422);
  expect(await make({ name: 'länger', expiresAt: new Date(Date.now() + 7_200_000).toISOString() })).toBe(422);
  expect(await make({ name: 'gleich', expiresAt })).toBe(201);
});

it.each([
  {},
  { name: '' },
  { name: 'x'.repeat(121) },
  { name: 'x', expiresAt: '2020-01-01T00:00:00Z' },
  { name: 'x', expiresAt: 'tomorrow' },
  { name: 'x', expiresAt: null },
  { name: 'x', userId: '01935c5e-0000-7000-8000-00000000000f' },
  { name: 'x', mandateId: '01935c5e-0000-7000-8000-00000000000f' },
])('is not made of %j', async (body) => {
  const before = await listed(admin);
  expect((await people.send('POST', 'api-keys', { as: user, mandateId: muster.id, body })).status).toBe(422);
  expect(await listed(admin)).toEqual(before);
});
