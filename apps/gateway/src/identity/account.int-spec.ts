import type { EndedSessionsDto, MeDto, ProblemDto, SessionPageDto } from '@nyla/contracts';
import { PASSWORD, type Sender, TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { AppDatabase } from '../database/app-database.js';
import type { MandateInfo } from '../mandates/mandates.facade.js';

const NEW_PASSWORD = 'Vier Sätze im Wald';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

let app: TestApp;
let elsewhere: TestApp;
let people: TestPeople;
let far: TestPeople;
let muster: MandateInfo;
let sql: AppDatabase;

beforeAll(async () => {
  app = await createTestApp();
  // A second gateway on the same databases.
  elsewhere = await createTestApp({ databases: app.databases });
  people = new TestPeople(app.nest);
  far = new TestPeople(elsewhere.nest);
  sql = app.get(AppDatabase);
  muster = await people.mandate('Muster AG');
});

afterAll(async () => {
  await elsewhere.close();
  await app.close();
});

const signIn = (email: string, password: string, headers = {}) =>
  people.send<MeDto & ProblemDto>('POST', 'session', { body: { email, password }, headers });

const change = (as: Sender, body: object) =>
  people.send<EndedSessionsDto & ProblemDto>('PUT', 'account/password', { as, body });

const sessionsOf = async (as: Sender) =>
  (await people.send<SessionPageDto>('GET', 'account/sessions', { as })).body.items;

const isIn = async (as: Sender) => (await far.send('GET', 'session', { as })).status === 200;

interface Entry {
  readonly action: string;
  readonly mandate_id: string;
  readonly ip: string;
  readonly text: string;
  readonly before: unknown;
  readonly after: unknown;
}

const trailOf = (userId: string) =>
  sql.query<Entry>(
    `SELECT action, mandate_id, ip, row_to_json(e)::text AS text, before, after FROM audit_entry e
     WHERE user_id = $1 ORDER BY created_at`,
    [userId],
  );

async function keyOf(as: Sender): Promise<Sender> {
  const { body } = await people.send<{ key: string }>('POST', 'api-keys', { as, body: { name: 'Programm' } });
  return { apiKey: body.key };
}

describe('changing the password', () => {
  it('lets the new one in, keeps the old one out, and ends every other session on every gateway', async () => {
    const as = await people.member('anna@x.ch', muster, 'user');
    const old = await people.signIn('anna@x.ch');
    const other = await people.member('nachbar@x.ch', muster, 'user');
    expect(await isIn(old)).toBe(true);
    const { status, body } = await change(as, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    expect([status, body]).toEqual([200, { ended: 1 }]);
    expect([await isIn(old), await isIn(as), await isIn(other)]).toEqual([false, true, true]);
    expect((await signIn('anna@x.ch', PASSWORD)).status).toBe(401);
    expect((await signIn('anna@x.ch', NEW_PASSWORD)).status).toBe(200);
    const [entry, ...more] = await trailOf(as.userId);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      action: 'account.password_changed',
      mandate_id: muster.id,
      ip: '127.0.0.1',
      before: null,
      after: { endedSessions: 1 },
    });
    expect(entry?.text).not.toMatch(/Wald|geheim|argon2/);
  });

  it.each([
    [{ newPassword: 'kurz' }, 'minLength'],
    [{ newPassword: 'Password2026' }, 'isCommon'],
    [{ newPassword: 'die-belinda-wars' }, 'isPersonal'],
    [{ newPassword: PASSWORD }, 'isUnchanged'],
    [{ newPassword: 'x'.repeat(300) }, 'maxLength'],
    [{ newPassword: ['a', 'b'] }, 'isString'],
    [{}, 'isString'],
  ])('refuses %j: %s', async (body, constraint) => {
    const email = `belinda-${constraint}-${Object.keys(body).length}-${JSON.stringify(body).length}@x.ch`;
    const as = await people.member(email, muster, 'user');
    const answer = await change(as, { currentPassword: PASSWORD, ...body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map(({ field }) => field)).toContain('newPassword');
    expect(JSON.stringify(answer.body.errors)).toContain(constraint);
    expect((await signIn(email, PASSWORD)).status).toBe(200);
  });

  it('needs the present one, and slows guesses down like the sign-in', async () => {
    const as = await people.member('carl@x.ch', muster, 'user');
    for (let i = 0; i < 10; i++) {
      const { status, body } = await change(as, { currentPassword: `guess-${i}`, newPassword: NEW_PASSWORD });
      expect([status, body.code]).toEqual([401, 'auth.invalid_credentials']);
    }
    const refused = await change(as, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    expect([refused.status, refused.body.code]).toEqual([429, 'common.too_many_requests']);
    // One count for both: whoever guesses here cannot go on there.
    expect((await signIn('carl@x.ch', PASSWORD)).status).toBe(429);
    expect(await isIn(as)).toBe(true);
  });

  it('is done once when it is asked for many times at once', async () => {
    const as = await people.member('dora@x.ch', muster, 'user');
    const wanted = Array.from({ length: 6 }, (_, index) => `Der Wald hat Nummer ${index} Bäume`);
    const answers = await Promise.all(
      wanted.map((newPassword, index) =>
        (index % 2 ? people : far).send('PUT', 'account/password', {
          as,
          body: { currentPassword: PASSWORD, newPassword },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401, 401, 401, 401]);
    const winner = wanted[answers.findIndex(({ status }) => status === 200)] ?? '';
    expect((await far.send('POST', 'session', { body: { email: 'dora@x.ch', password: winner } })).status).toBe(200);
  });

  it('leaves no session behind that began with the old one at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const email = `race-${round}@x.ch`;
      const as = await people.member(email, muster, 'user');
      const [changed, ...begun] = await Promise.all([
        change(as, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }),
        ...Array.from({ length: 5 }, () => far.send('POST', 'session', { body: { email, password: PASSWORD } })),
      ]);
      expect(changed.status).toBe(200);
      for (const { session } of begun) if (session) expect(await isIn({ session })).toBe(false);
    }
  });

  it('is not for programs', async () => {
    const person = await people.member('emil@x.ch', muster, 'user');
    const as = await keyOf(person);
    const attempts = [
      people.send('PUT', 'account/password', { as, body: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD } }),
      people.send('GET', 'account/sessions', { as }),
      people.send('DELETE', 'account/sessions', { as }),
      people.send('GET', 'account/second-factor', { as }),
      people.send('POST', 'account/second-factor', { as, body: { password: PASSWORD } }),
      people.send('POST', 'account/second-factor/confirmation', { as, body: { code: '123456' } }),
      people.send('POST', 'account/second-factor/removal', { as, body: { password: PASSWORD, code: '123456' } }),
      people.send('POST', 'account/second-factor/recovery-codes', { as, body: { password: PASSWORD, code: '1' } }),
    ];
    for (const { status, body } of await Promise.all(attempts)) {
      expect([status, body['code']]).toEqual([403, 'auth.session_required']);
    }
    expect(await isIn(person)).toBe(true);
  });
});

describe('sessions', () => {
  it('are told apart by browser, place and time; the own one is marked', async () => {
    const first = await people.member('frieda@x.ch', muster, 'user');
    const { session = '' } = await signIn('frieda@x.ch', PASSWORD, { 'user-agent': FIREFOX });
    await signIn('frieda@x.ch', PASSWORD, { 'user-agent': IPHONE });
    const items = await sessionsOf({ session });
    expect(items).toHaveLength(3);
    expect(items.map(({ browser, system, device, current }) => [browser, system, device, current])).toEqual([
      ['Safari', 'iOS', 'mobile', false],
      ['Firefox', 'Windows', 'desktop', true],
      [null, null, 'other', false],
    ]);
    for (const { ip, createdAt, lastSeenAt } of items) {
      expect(ip).toBe('127.0.0.1');
      expect(Date.now() - Date.parse(createdAt)).toBeLessThan(60_000);
      expect(Date.now() - Date.parse(lastSeenAt)).toBeLessThan(60_000);
    }
    expect((await sessionsOf(first)).find(({ current }) => current)?.system).toBeNull();
  });

  it('tell where they were used last', async () => {
    const as = await people.member('greta@x.ch', muster, 'user');
    await sql.query(
      `UPDATE user_session SET last_seen_at = now() - interval '1 hour', ip = '10.9.8.7' WHERE user_id = $1`,
      [as.userId],
    );
    await people.send('GET', 'session', { as, headers: { 'user-agent': FIREFOX } });
    expect(await sessionsOf(as)).toMatchObject([{ ip: '127.0.0.1', browser: 'Firefox' }]);
  });

  it('end one by one or all at once, at once on every gateway, and leave a line each', async () => {
    const as = await people.member('hanna@x.ch', muster, 'user');
    const [one, two, three] = [
      await people.signIn('hanna@x.ch'),
      await people.signIn('hanna@x.ch'),
      await people.signIn('hanna@x.ch'),
    ];
    const target = (await sessionsOf(one)).find(({ current }) => current);
    expect((await people.send('DELETE', `account/sessions/${target?.id}`, { as })).status).toBe(204);
    expect([await isIn(one), await isIn(two), await isIn(three), await isIn(as)]).toEqual([false, true, true, true]);
    expect((await people.send('DELETE', `account/sessions/${target?.id}`, { as })).status).toBe(404);
    expect((await people.send('DELETE', 'account/sessions', { as })).body).toEqual({ ended: 2 });
    expect([await isIn(two), await isIn(three), await isIn(as)]).toEqual([false, false, true]);
    expect((await people.send('DELETE', 'account/sessions', { as })).body).toEqual({ ended: 0 });
    const trail = await trailOf(as.userId);
    expect(trail.map(({ action }) => action)).toEqual(['session.ended', 'session.ended', 'session.ended']);
    expect(trail[0]).toMatchObject({ mandate_id: muster.id, before: { ip: '127.0.0.1' }, after: null });
  });

  it('of others, and the own one, cannot be ended here', async () => {
    const as = await people.member('ida@x.ch', muster, 'user');
    const neighbour = await people.member('jan@x.ch', muster, 'admin');
    const [own] = await sessionsOf(as);
    const [foreign] = await sessionsOf(neighbour);
    for (const id of [own?.id, foreign?.id, 'rubbish', '01935c5e-0000-7000-8000-00000000000f']) {
      expect((await people.send('DELETE', `account/sessions/${id}`, { as })).status).toBe(404);
    }
    expect([await isIn(as), await isIn(neighbour)]).toEqual([true, true]);
  });
});

describe('the profile', () => {
  it('keeps the number format apart from the language, and writes down only what changed', async () => {
    const as = await people.member('karl@x.ch', muster, 'user');
    const patch = (body: object) => people.send<MeDto>('PATCH', 'me', { as, body });
    expect((await people.send<MeDto>('GET', 'me', { as })).body.user.numberFormat).toBe('swiss');
    expect((await patch({ numberFormat: 'german' })).body.user).toMatchObject({
      numberFormat: 'german',
      locale: 'de-CH',
      displayName: 'karl',
    });
    await patch({ numberFormat: 'german', displayName: 'karl' });
    await patch({ displayName: 'Karl Koller', locale: 'en' });
    expect((await far.send<MeDto>('GET', 'session', { as })).body.user).toMatchObject({
      displayName: 'Karl Koller',
      locale: 'en',
      numberFormat: 'german',
    });
    expect((await trailOf(as.userId)).map(({ action, before, after }) => ({ action, before, after }))).toEqual([
      { action: 'account.profile_changed', before: { numberFormat: 'swiss' }, after: { numberFormat: 'german' } },
      {
        action: 'account.profile_changed',
        before: { displayName: 'karl', locale: 'de-CH' },
        after: { displayName: 'Karl Koller', locale: 'en' },
      },
    ]);
    for (const numberFormat of ['roman', '', null, 1]) expect((await patch({ numberFormat })).status).toBe(422);
  });
});
