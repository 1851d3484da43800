import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import type { PasswordResetPreviewDto, ProblemDto } from '@nyla/contracts';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD, type Sender, TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { Clock } from '../common/clock.js';
import { AppDatabase } from '../database/app-database.js';
import type { MandateInfo } from '../mandates/mandates.facade.js';
import { IdentityFacade } from './identity.facade.js';

const NEW_PASSWORD = 'Vier Sätze im Wald';
const MINUTE_MS = 60_000;

let app: TestApp;
let elsewhere: TestApp;
let people: TestPeople;
let far: TestPeople;
let sql: AppDatabase;
let muster: MandateInfo;
let member: Sender & { userId: string };
let email: string;
let counter = 0;
let ahead = 0;

beforeAll(async () => {
  app = await createTestApp();
  elsewhere = await createTestApp({ databases: app.databases });
  for (const one of [app, elsewhere]) {
    jest.spyOn(one.get(Clock), 'now').mockImplementation(() => new Date(Date.now() + ahead));
  }
  people = new TestPeople(app.nest);
  far = new TestPeople(elsewhere.nest);
  sql = app.get(AppDatabase);
  // The sender forgets links once they are out, as it should: what is queued is kept beside it.
  for (const statement of [
    'CREATE TABLE queued_mail AS SELECT * FROM mail_outbox WITH NO DATA',
    `CREATE FUNCTION keep_mail() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN INSERT INTO queued_mail SELECT NEW.*; RETURN NEW; END $$`,
    'CREATE TRIGGER keep_mail_tg AFTER INSERT ON mail_outbox FOR EACH ROW EXECUTE FUNCTION keep_mail()',
  ]) {
    await sql.query(statement);
  }
  muster = await people.mandate('Muster AG');
});

beforeEach(async () => {
  ahead += 2 * 60 * MINUTE_MS;
  counter++;
  email = `vera${counter}@x.ch`;
  member = await people.member(email, muster, 'user');
});

afterAll(async () => {
  await elsewhere.close();
  await app.close();
});

const ask = (address = email, by = people) =>
  by.send<ProblemDto>('POST', 'password-reset', { body: { email: address } });

const set = (token: string, password = NEW_PASSWORD, by = people) =>
  by.send<ProblemDto>('POST', `password-reset/${token}`, { body: { password } });

const look = (token: string) => people.send<PasswordResetPreviewDto & ProblemDto>('GET', `password-reset/${token}`);

const signIn = async (password: string, code?: string) => {
  const body = { email, password, ...(code === undefined ? {} : { code }) };
  const answer = await people.send<ProblemDto>('POST', 'session', { body });
  return answer.status === 200 ? 200 : answer.body.code;
};

const isIn = async (as: Sender) => (await far.send('GET', 'session', { as })).status === 200;

interface Row {
  readonly mandate_id: string | null;
  readonly user_id: string;
  readonly kind: string;
  readonly locale: string;
  readonly data: { readonly displayName: string; readonly path: string; readonly expiresAt: string };
}

const mails = (address = email) =>
  sql.query<Row>('SELECT * FROM queued_mail WHERE address = $1 ORDER BY created_at', [address]);

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300));
}

/** The token of the newest link, once so many were sent. */
async function token(count = 1): Promise<string> {
  for (;;) {
    const rows = await mails();
    const last = rows.at(-1);
    if (rows.length >= count && last) return last.data.path.replace('/reset/', '');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('sends a link, sets a new password with it, and ends every session', async () => {
  const elsewhereToo = await people.signIn(email);
  expect((await ask(`  ${email.toUpperCase()} `)).status).toBe(202);
  const link = await token();
  expect(await mails()).toMatchObject([
    {
      mandate_id: null,
      user_id: member.userId,
      kind: 'password_reset',
      locale: 'de-CH',
      data: { displayName: `vera${counter}`, path: expect.stringMatching(/^\/reset\/[\w-]{43}$/) },
    },
  ]);
  const seen = await look(link);
  expect([seen.status, seen.body.email]).toEqual([200, email]);
  const minutes = (Date.parse(seen.body.expiresAt) - Date.now() - ahead) / MINUTE_MS;
  expect(minutes).toBeGreaterThan(59);
  expect(minutes).toBeLessThanOrEqual(60);
  const done = await set(link);
  expect([done.status, done.session]).toEqual([204, undefined]);
  expect([await isIn(member), await isIn(elsewhereToo)]).toEqual([false, false]);
  expect([await signIn(PASSWORD), await signIn(NEW_PASSWORD)]).toEqual(['auth.invalid_credentials', 200]);
  const lines = await sql.query<{ action: string; text: string }>(
    `SELECT action, mandate_id, actor_kind, actor_name, after, row_to_json(e)::text AS text
     FROM audit_entry e WHERE subject_id = $1`,
    [member.userId],
  );
  expect(lines).toMatchObject([
    { action: 'account.password_reset', actor_kind: 'user', mandate_id: null, after: { endedSessions: 2 } },
  ]);
  expect(lines[0]?.text).not.toContain(NEW_PASSWORD);
});

it('keeps API keys', async () => {
  const made = await people.send<{ key: string }>('POST', 'api-keys', { as: member, body: { name: 'Skript' } });
  expect(made.status).toBe(201);
  await ask();
  expect((await set(await token())).status).toBe(204);
  expect((await far.send('GET', 'me', { as: { apiKey: made.body.key } })).status).toBe(200);
});

it('keeps no token but in the mail', async () => {
  await ask();
  const stored = await sql.query('SELECT row_to_json(r) FROM password_reset r');
  expect(JSON.stringify(stored)).not.toContain(await token());
});

it('works once, also when it is used twice at the same moment on two gateways', async () => {
  await ask();
  const link = await token();
  const both = await Promise.all([set(link), set(link, 'Fünf Sätze im Wald', far)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([204, 410]);
  const winner = both[0]?.status === 204 ? NEW_PASSWORD : 'Fünf Sätze im Wald';
  expect(await signIn(winner)).toBe(200);
  const again = await set(link, 'Sechs Sätze im Wald');
  expect([again.status, again.body.code, (await look(link)).body.code]).toEqual([
    410,
    'auth.reset_used',
    'auth.reset_used',
  ]);
});

it('is dead after an hour', async () => {
  await ask();
  const link = await token();
  ahead += 61 * MINUTE_MS;
  const late = await set(link);
  expect([late.status, late.body.code]).toEqual([410, 'auth.reset_expired']);
  expect(await signIn(PASSWORD)).toBe(200);
});

it('outlives a newer one, so that nobody is kept out by requests, and dies with the use of any', async () => {
  await ask();
  const first = await token();
  await ask();
  const second = await token(2);
  expect((await look(first)).status).toBe(200);
  expect((await set(first)).status).toBe(204);
  expect((await set(second, 'Fünf Sätze im Wald')).body.code).toBe('auth.reset_used');
  expect(await signIn(NEW_PASSWORD)).toBe(200);
});

it('asks for a good password and leaves the link good when it is not', async () => {
  await ask();
  const link = await token();
  for (const [password, constraint] of [
    ['kurz', 'minLength'],
    ['password123', 'isCommon'],
    [`xx${email}xx`, 'isPersonal'],
  ] as const) {
    const { status, body } = await set(link, password);
    expect([status, body.errors?.[0]]).toEqual([422, expect.objectContaining({ field: 'password', constraint })]);
  }
  expect((await set(link)).status).toBe(204);
});

it('does not stand in for the second factor', async () => {
  const setup = await people.send<{ secret: string }>('POST', 'account/second-factor', {
    as: member,
    body: { password: PASSWORD },
  });
  const code = (steps: number) =>
    new TOTP({ secret: Secret.fromBase32(setup.body.secret) }).generate({
      timestamp: Date.now() + ahead + steps * 30_000,
    });
  const enabled = await people.send('POST', 'account/second-factor/confirmation', {
    as: member,
    body: { code: code(0) },
  });
  expect(enabled.status).toBeLessThan(300);
  await ask();
  expect((await set(await token())).status).toBe(204);
  expect(await signIn(NEW_PASSWORD)).toBe('auth.second_factor_required');
  expect(await signIn(NEW_PASSWORD, code(1))).toBe(200);
});

describe('who asks', () => {
  it('hears the same, after the same time, whether there is such an account or not', async () => {
    const unknown = `niemand${counter}@x.ch`;
    const timed = async (address: string) => {
      const begin = performance.now();
      const { status, body, headers } = await ask(address);
      const { 'x-request-id': _, date: __, ...same } = headers;
      return { answer: JSON.stringify([status, body, same]), took: performance.now() - begin };
    };
    const [known, none] = [await timed(email), await timed(unknown)];
    expect(none.answer).toBe(known.answer);
    for (const { took } of [known, none]) expect(took).toBeGreaterThan(390);
    await settled();
    expect([(await mails()).length, (await mails(unknown)).length]).toEqual([1, 0]);
  });

  it('gets nothing for who was deactivated, for programs, and for who belongs to no mandate', async () => {
    await people.person(`ohne${counter}@x.ch`);
    await sql.query('UPDATE membership SET deactivated_at = now() WHERE user_id = $1', [member.userId]);
    const other = `weg${counter}@x.ch`;
    const gone = await people.member(other, muster, 'user');
    await sql.query(`UPDATE app_user SET status = 'deactivated' WHERE id = $1`, [gone.userId]);
    const program = `programm${counter}@x.ch`;
    const { userId } = await people.member(program, muster, 'user');
    await sql.query(`UPDATE app_user SET kind = 'service', password_hash = '' WHERE id = $1`, [userId]);
    for (const address of [`ohne${counter}@x.ch`, email, other, program]) expect((await ask(address)).status).toBe(202);
    await settled();
    const rows = await sql.query('SELECT 1 FROM mail_outbox WHERE address = ANY ($1)', [
      [`ohne${counter}@x.ch`, email, other, program],
    ]);
    expect(rows).toEqual([]);
  });

  it('sends three mails an hour at most, from wherever, and the last link stays good', async () => {
    const many = await Promise.all([ask(), ask(), ask(), ask(email, far), ask(email, far), ask(email, far)]);
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([202]));
    const last = await token(3);
    await settled();
    expect((await mails()).length).toBe(3);
    expect((await set(last)).status).toBe(204);
  });

  it('is slowed down', async () => {
    const statuses = [];
    for (let at = 0; at < 11; at++) statuses.push((await ask(`alle${counter}@x.ch`, far)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(202), 429]);
  });

  it('is told of an address that is none', async () => {
    for (const body of [{}, { email: 'x' }, { email: 'a@x.ch\nBcc: b@x.ch' }, { email: ['a@x.ch'] }]) {
      expect((await people.send('POST', 'password-reset', { body })).status).toBe(422);
    }
  });
});

it('knows nothing of links that never were, and slows down whoever tries them out', async () => {
  expect((await look('rubbish')).status).toBe(404);
  expect((await set(randomBytes(32).toString('base64url'))).body.code).toBe('common.not_found');
  ahead += 2 * MINUTE_MS;
  const statuses = new Set();
  let last = 0;
  for (let guess = 0; guess < 101; guess++) {
    last = (await look(randomBytes(32).toString('base64url'))).status;
    statuses.add(last);
  }
  expect([last, [...statuses]]).toEqual([429, [404, 429]]);
});

describe('an open link is void', () => {
  const refused = async (link: string) => {
    const { status, body } = await set(link, 'Neun Sätze im Wald');
    expect([status, body.code]).toEqual([410, 'auth.reset_used']);
  };

  it('when its person changes the password, and not when the change fails', async () => {
    await ask();
    const link = await token();
    const change = (currentPassword: string) =>
      people.send('PUT', 'account/password', { as: member, body: { currentPassword, newPassword: NEW_PASSWORD } });
    expect((await change('falsch-geraten')).status).toBe(401);
    expect((await look(link)).status).toBe(200);
    expect((await change(PASSWORD)).status).toBe(200);
    await refused(link);
    expect(await signIn(NEW_PASSWORD)).toBe(200);
  });

  it('when the operator sets the password', async () => {
    await ask();
    const link = await token();
    await app.get(IdentityFacade).resetPassword(member.userId, NEW_PASSWORD);
    await refused(link);
    expect(await signIn(NEW_PASSWORD)).toBe(200);
  });

  it('when its person is deactivated, also once they are back', async () => {
    const admin = await people.member(`admin${counter}@x.ch`, muster, 'admin');
    await ask();
    const link = await token();
    for (const change of ['deactivate', 'reactivate']) {
      expect((await people.send('POST', `members/${member.userId}/${change}`, { as: admin })).status).toBe(200);
      await refused(link);
    }
    expect(await signIn(PASSWORD)).toBe(200);
  });
});

it('ends with the person', async () => {
  await ask();
  const link = await token();
  await sql.query(`UPDATE app_user SET status = 'deactivated' WHERE id = $1`, [member.userId]);
  expect((await set(link)).status).toBe(404);
});

it('lets nobody in who is just signing in with the old password', async () => {
  await ask();
  const link = await token();
  const [, ...attempts] = await Promise.all([
    set(link),
    ...Array.from({ length: 5 }, () => people.send('POST', 'session', { body: { email, password: PASSWORD } })),
  ]);
  for (const { session } of attempts) if (session) expect(await isIn({ session })).toBe(false);
});
