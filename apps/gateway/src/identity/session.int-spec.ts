import { hash } from '@node-rs/argon2';
import type { MeDto, ProblemDto } from '@nyla/contracts';
import { PASSWORD, TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { AppDatabase } from '../database/app-database.js';
import type { MandateInfo } from '../mandates/mandates.facade.js';
import { SecretHasher } from './secret-hasher.js';

let app: TestApp;
let people: TestPeople;
let muster: MandateInfo;
let sql: AppDatabase;

beforeAll(async () => {
  app = await createTestApp();
  people = new TestPeople(app.nest);
  sql = app.get(AppDatabase);
  muster = await people.mandate('Muster AG');
  await people.member('anna@x.ch', muster, 'user');
});

afterAll(() => app.close());

const signIn = (email: string, password = PASSWORD, headers = {}) =>
  people.send<MeDto & ProblemDto>('POST', 'session', { body: { email, password }, headers });

describe('signing in', () => {
  it('sets a cookie that no script reads and no other site sends', async () => {
    const { status, headers, session = '' } = await signIn('anna@x.ch');
    expect(status).toBe(200);
    const cookie = String(headers['set-cookie']);
    expect(cookie).toMatch(/^nyla_session=[\w-]{43}; /);
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Expires=']) expect(cookie).toContain(attribute);
    expect(cookie).not.toContain('Secure');
    const [stored] = await sql.query<{ text: string; days: number }>(
      `SELECT row_to_json(s)::text AS text, extract(day FROM expires_at - now()) AS days FROM user_session s
       WHERE token_hash = $1`,
      [app.get(SecretHasher).hash(session)],
    );
    expect(stored?.text).not.toContain(session);
    expect(Number(stored?.days)).toBeGreaterThanOrEqual(29);
  });

  it('tells who one is, and where', async () => {
    const { body } = await signIn(' Anna@X.ch ');
    expect(body).toMatchObject({
      user: { email: 'anna@x.ch', displayName: 'anna', locale: 'de-CH' },
      memberships: [{ mandateId: muster.id, mandateName: 'Muster AG', kind: 'customer', roles: ['user'] }],
      mandateId: muster.id,
    });
    expect(body.permissions).toEqual(expect.arrayContaining(['ui.chat', 'resource.aicore.openai']));
    expect(body.permissions).not.toContain('data.roles.write');
  });

  it('does not tell which of the two was wrong, nor that somebody is deactivated', async () => {
    await people.member('gone@x.ch', muster, 'user');
    await sql.query(`UPDATE app_user SET status = 'deactivated' WHERE email = 'gone@x.ch'`);
    const answers = [
      await signIn('anna@x.ch', 'falsch'),
      await signIn('nobody@x.ch', 'falsch'),
      await signIn('gone@x.ch'),
    ];
    for (const { status, body, session } of answers) {
      expect(status).toBe(401);
      expect(body.code).toBe('auth.invalid_credentials');
      expect(session).toBeUndefined();
    }
  });

  it('ends the session that the browser had before', async () => {
    const before = await people.signIn('anna@x.ch');
    const { session = '' } = await people.send('POST', 'session', {
      as: before,
      body: { email: 'anna@x.ch', password: PASSWORD },
    });
    expect(session).not.toBe(before.session);
    expect((await people.send('GET', 'session', { as: before })).status).toBe(401);
    expect((await people.send('GET', 'session', { as: { session } })).status).toBe(200);
  });

  it('works with a dead cookie and a foreign mandate from another time', async () => {
    const answer = await people.send('POST', 'session', {
      as: { session: 'x'.repeat(43) },
      mandateId: 'rubbish',
      body: { email: 'anna@x.ch', password: PASSWORD },
    });
    expect(answer.status).toBe(200);
  });

  it('renews a hash that was made with less work', async () => {
    await people.member('old@x.ch', muster, 'user');
    const weak = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await sql.query(`UPDATE app_user SET password_hash = $1 WHERE email = 'old@x.ch'`, [weak]);
    await people.signIn('old@x.ch');
    const [row] = await sql.query<{ password_hash: string }>(
      `SELECT password_hash FROM app_user WHERE email = 'old@x.ch'`,
    );
    expect(row?.password_hash).toContain('m=19456,t=2');
    await people.signIn('old@x.ch');
  });

  it('needs a mandate', async () => {
    await people.person('alone@x.ch');
    const { status, body } = await signIn('alone@x.ch');
    expect([status, body.code]).toEqual([400, 'mandate.required']);
  });

  it.each([
    [{ email: 'anna@x.ch' }, 422],
    [{ email: 'no address', password: 'x' }, 422],
    [{ email: 'anna@x.ch', password: { $ne: '' } }, 422],
    [{ email: ['anna@x.ch'], password: 'x' }, 422],
    [{ email: 'anna@x.ch', password: 'x\u0000' }, 422],
    [{ email: 'anna@x.ch', password: 'x'.repeat(300) }, 422],
    [{ email: 'anna@x.ch', password: PASSWORD, remember: true }, 422],
    [[], 422],
  ])('refuses %j', async (body, status) => {
    expect((await people.send('POST', 'session', { body })).status).toBe(status);
  });

  it('is slowed down after ten failures, from there only', async () => {
    await people.member('target@x.ch', muster, 'user');
    for (let i = 0; i < 10; i++) expect((await signIn('target@x.ch', `guess-${i}`)).status).toBe(401);
    const { status, body, headers } = await signIn('target@x.ch');
    expect([status, body.code]).toEqual([429, 'common.too_many_requests']);
    expect(body.details['retryAfterSeconds']).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect((await signIn('anna@x.ch')).status).toBe(200);
  });
});

it('offers no demo logins where there are none', async () => {
  const { status, body } = await people.send('GET', 'session/options');
  expect([status, body]).toEqual([200, { demo: false, demoLogins: [], demoPassword: null }]);
});

describe('a session', () => {
  it('ends when one signs out', async () => {
    const as = await people.signIn('anna@x.ch');
    const answer = await people.send('DELETE', 'session', { as });
    expect([answer.status, answer.session]).toEqual([204, '']);
    expect((await people.send('GET', 'session', { as })).status).toBe(401);
    expect((await people.send('DELETE', 'session', { as })).status).toBe(204);
    expect((await people.send('DELETE', 'session')).status).toBe(204);
  });

  it('ends when it is not used, and when its person is deactivated', async () => {
    const as = await people.signIn('anna@x.ch');
    await sql.query(`UPDATE user_session SET expires_at = now() WHERE token_hash = $1`, [
      app.get(SecretHasher).hash(as.session ?? ''),
    ]);
    expect((await people.send('GET', 'session', { as })).status).toBe(401);
    const other = await people.member('leaving@x.ch', muster, 'user');
    await sql.query(`UPDATE app_user SET status = 'deactivated' WHERE id = $1`, [other.userId]);
    expect((await people.send('GET', 'session', { as: other })).status).toBe(401);
  });

  it('lasts longer when it is used, and writes that at most every ten minutes', async () => {
    const as = await people.signIn('anna@x.ch');
    const row = [app.get(SecretHasher).hash(as.session ?? '')];
    await sql.query(
      `UPDATE user_session SET last_seen_at = now() - interval '11 minutes', expires_at = now() + interval '1 day'
       WHERE token_hash = $1`,
      row,
    );
    const first = await people.send('GET', 'session', { as });
    expect(first.session).toBe(as.session);
    const [stored] = await sql.query<{ days: string }>(
      'SELECT extract(day FROM expires_at - now()) AS days FROM user_session WHERE token_hash = $1',
      row,
    );
    expect(Number(stored?.days)).toBeGreaterThanOrEqual(29);
    expect((await people.send('GET', 'session', { as })).session).toBeUndefined();
  });

  it('is not begun by looking', async () => {
    const { status, body } = await people.send('GET', 'session');
    expect([status, body['code']]).toEqual([401, 'auth.required']);
    for (const session of ['', 'x', 'x'.repeat(43), "'; DROP TABLE app_user; --"]) {
      expect((await people.send('GET', 'session', { as: { session } })).status).toBe(401);
    }
  });

  it('cannot be used by another site', async () => {
    const as = await people.signIn('anna@x.ch');
    const patch = (headers: Record<string, string>) =>
      people.send('PATCH', 'me', { as, body: { displayName: 'Anna' }, headers });
    expect((await patch({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await patch({ origin: 'https://evil.test' })).status).toBe(403);
    expect((await patch({ origin: 'null' })).status).toBe(403);
    expect((await patch({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await patch({})).status).toBe(200);
    expect((await signIn('anna@x.ch', PASSWORD, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const signOut = await people.send('DELETE', 'session', { as, headers: { origin: 'https://evil.test' } });
    expect(signOut.status).toBe(403);
    expect((await people.send('GET', 'session', { as })).status).toBe(200);
  });

  it('is not found through a password of the proxy in front', async () => {
    const as = await people.signIn('anna@x.ch');
    const headers = { authorization: 'Basic c3RhZ2luZzpzdGFnaW5n' };
    expect((await people.send('GET', 'session', { as, headers })).status).toBe(200);
  });

  it('changes name and language of its person', async () => {
    const as = await people.member('ben@x.ch', muster, 'user');
    const changed = await people.send<MeDto>('PATCH', 'me', { as, body: { locale: 'en' } });
    expect(changed.body.user).toMatchObject({ displayName: 'ben', locale: 'en' });
    await people.send('PATCH', 'me', { as, body: { displayName: ' Ben Müller ' } });
    const { body } = await people.send<MeDto>('GET', 'me', { as });
    expect(body.user).toMatchObject({ displayName: 'Ben Müller', locale: 'en' });
    for (const wrong of [{ locale: 'xx' }, { displayName: '  ' }, { displayName: null }, { email: 'new@x.ch' }]) {
      expect((await people.send('PATCH', 'me', { as, body: wrong })).status).toBe(422);
    }
  });
});

describe('the mandate of a request', () => {
  let zeta: MandateInfo;
  let alpha: MandateInfo;

  beforeAll(async () => {
    zeta = await people.mandate('Zeta GmbH');
    alpha = await people.mandate('Älpha AG');
    const both = await people.person('both@x.ch');
    await people.join(both, zeta, 'admin');
    await people.join(both, alpha, 'user');
  });

  const mandateOf = async (as: { session?: string }, mandateId?: string) => {
    const { status, body } = await people.send<MeDto>('GET', 'session', { as, ...(mandateId ? { mandateId } : {}) });
    return status === 200 ? body.mandateId : status;
  };

  it('is the first by name, then the one that was chosen last', async () => {
    const as = await people.signIn('both@x.ch');
    expect(await mandateOf(as)).toBe(alpha.id);
    expect(await mandateOf(as, zeta.id.toUpperCase())).toBe(zeta.id);
    expect(await mandateOf(as)).toBe(zeta.id);
    await sql.query('DELETE FROM membership_role WHERE mandate_id = $1', [alpha.id]);
    expect(await mandateOf(as, alpha.id)).toBe(alpha.id);
  });

  it('is never one of others', async () => {
    const as = await people.signIn('both@x.ch');
    for (const foreign of [
      muster.id,
      '01935c5e-0000-7000-8000-00000000000f',
      'rubbish',
      '%00',
      `${zeta.id},${zeta.id}`,
    ]) {
      expect(await mandateOf(as, foreign)).toBe(404);
    }
    expect(await mandateOf(as)).toBe(alpha.id);
  });

  it('is none where the last membership is gone', async () => {
    const as = await people.member('former@x.ch', muster, 'user');
    await sql.query('DELETE FROM membership WHERE user_id = $1', [as.userId]);
    const { status, body } = await people.send('GET', 'session', { as });
    expect([status, body['code']]).toEqual([400, 'mandate.required']);
    expect((await people.send('DELETE', 'session', { as })).status).toBe(204);
  });

  it('refuses everything but oneself while it is suspended', async () => {
    const as = await people.signIn('both@x.ch');
    await sql.query(`UPDATE mandate SET status = 'suspended' WHERE id = $1`, [zeta.id]);
    const at = (path: string) => people.send('GET', path, { as, mandateId: zeta.id });
    for (const path of ['members', 'roles', 'api-keys']) {
      const { status, body } = await at(path);
      expect([status, body['code']]).toEqual([403, 'mandate.suspended']);
    }
    for (const path of ['session', 'me', 'permissions', 'session/options']) expect((await at(path)).status).toBe(200);
    await sql.query(`UPDATE mandate SET status = 'active' WHERE id = $1`, [zeta.id]);
    expect((await at('roles')).status).toBe(200);
  });
});

it('shows the members of a mandate, page by page, and of no other', async () => {
  const mandate = await people.mandate('Seiten AG');
  const admin = await people.member('admin@seiten.ch', mandate, 'admin', 'user');
  for (const name of ['u1', 'u2', 'u3']) await people.join(await people.person(`${name}@seiten.ch`), mandate);
  const emails: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? 'limit=3' : `limit=3&cursor=${cursor}`;
    const { body } = await people.send<{ items: { email: string; roles: string[] }[]; nextCursor: string | null }>(
      'GET',
      `members?${query}`,
      { as: admin },
    );
    emails.push(...body.items.map(({ email }) => email));
    if (emails.length === 4) expect(body.items.at(-1)?.roles).toEqual(['admin', 'user']);
    cursor = body.nextCursor;
  }
  expect(emails).toEqual(['u3@seiten.ch', 'u2@seiten.ch', 'u1@seiten.ch', 'admin@seiten.ch']);
  for (const query of ['cursor=x', 'limit=0', 'limit=1000', 'limit=a', 'mandateId=x']) {
    expect((await people.send('GET', `members?${query}`, { as: admin })).status).toBe(422);
  }
});
