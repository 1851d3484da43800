import { jest } from '@jest/globals';
import type { MeDto, ProblemDto, RecoveryCodesDto, SecondFactorDto, SecondFactorSetupDto } from '@nyla/contracts';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD, type Sender, TestPeople } from '../../test/support/people.js';
import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { Clock } from '../common/clock.js';
import { AppDatabase } from '../database/app-database.js';
import type { MandateInfo } from '../mandates/mandates.facade.js';

const STEP_MS = 30_000;
const WRONG = '000000';

let app: TestApp;
let elsewhere: TestApp;
let people: TestPeople;
let far: TestPeople;
let muster: MandateInfo;
let sql: AppDatabase;
let now = Date.now();

beforeAll(async () => {
  app = await createTestApp();
  elsewhere = await createTestApp({ databases: app.databases });
  for (const one of [app, elsewhere]) jest.spyOn(one.get(Clock), 'now').mockImplementation(() => new Date(now));
  people = new TestPeople(app.nest);
  far = new TestPeople(elsewhere.nest);
  sql = app.get(AppDatabase);
  muster = await people.mandate('Muster AG');
});

afterAll(async () => {
  await elsewhere.close();
  await app.close();
});

/** The code that the app shows, so many steps from now. */
function codeOf(secret: string, steps = 0): string {
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now + steps * STEP_MS });
  if (code === WRONG) throw new Error('one in a million: run it again');
  return code;
}

const signIn = (email: string, code?: string, { password = PASSWORD, at = people } = {}) =>
  at.send<MeDto & ProblemDto>('POST', 'session', {
    body: { email, password, ...(code === undefined ? {} : { code }) },
  });

const outcomeOf = async (...attempt: Parameters<typeof signIn>) => {
  const { status, body } = await signIn(...attempt);
  return status === 200 ? 200 : body.code;
};

const post = <T = ProblemDto>(as: Sender, path: string, body: object = {}) =>
  people.send<T & ProblemDto>('POST', `account/second-factor${path}`, { as, body });

const statusOf = async (as: Sender) =>
  (await people.send<SecondFactorDto>('GET', 'account/second-factor', { as })).body;

interface Protected {
  readonly as: Sender & { readonly userId: string };
  readonly email: string;
  readonly secret: string;
  readonly codes: readonly string[];
}

/** A person whose sign-in asks for a code. */
async function withSecondFactor(name: string): Promise<Protected> {
  const email = `${name}@x.ch`;
  const as = await people.member(email, muster, 'user');
  const { body } = await post<SecondFactorSetupDto>(as, '', { password: PASSWORD });
  const confirmed = await post<RecoveryCodesDto>(as, '/confirmation', { code: codeOf(body.secret) });
  expect(confirmed.status).toBe(200);
  now += STEP_MS;
  return { as, email, secret: body.secret, codes: confirmed.body.codes };
}

const actionsOf = async (userId: string) =>
  (
    await sql.query<{ action: string }>('SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY created_at', [
      userId,
    ])
  ).map(({ action }) => action);

describe('setting it up', () => {
  it('takes password and first code; until then nothing changes', async () => {
    const as = await people.member('anna@x.ch', muster, 'user');
    expect(await statusOf(as)).toEqual({ enabledAt: null, recoveryCodesLeft: 0 });
    const begun = await post<SecondFactorSetupDto>(as, '', { password: PASSWORD });
    expect(begun.status).toBe(200);
    expect(begun.body.uri).toContain(begun.body.secret);
    expect(await outcomeOf('anna@x.ch')).toBe(200);
    expect((await post(as, '/confirmation', { code: WRONG })).body.code).toBe('auth.second_factor_invalid');
    expect((await statusOf(as)).enabledAt).toBeNull();
    const confirmed = await post<RecoveryCodesDto>(as, '/confirmation', { code: codeOf(begun.body.secret) });
    expect(confirmed.status).toBe(200);
    expect(new Set(confirmed.body.codes).size).toBe(10);
    expect(await statusOf(as)).toEqual({ enabledAt: new Date(now).toISOString(), recoveryCodesLeft: 10 });
    expect(await outcomeOf('anna@x.ch')).toBe('auth.second_factor_required');
    expect(await actionsOf(as.userId)).toEqual(['account.second_factor_enabled']);
  });

  it('needs the right password, and neither begins nor ends twice', async () => {
    const as = await people.member('ben@x.ch', muster, 'user');
    expect((await post(as, '', { password: 'falsch' })).body.code).toBe('auth.invalid_credentials');
    expect((await post(as, '/confirmation', { code: '123456' })).body.code).toBe('auth.second_factor_not_enabled');
    const removal = await post(as, '/removal', { password: PASSWORD, code: '123456' });
    expect([removal.status, removal.body.code]).toEqual([409, 'auth.second_factor_not_enabled']);
    const first = await post<SecondFactorSetupDto>(as, '', { password: PASSWORD });
    const second = await post<SecondFactorSetupDto>(as, '', { password: PASSWORD });
    // What was shown last counts.
    expect((await post(as, '/confirmation', { code: codeOf(first.body.secret) })).status).toBe(401);
    expect((await post(as, '/confirmation', { code: codeOf(second.body.secret) })).status).toBe(200);
    const again = await post(as, '', { password: PASSWORD });
    expect([again.status, again.body.code]).toEqual([409, 'auth.second_factor_enabled']);
    const twice = await post(as, '/confirmation', { code: codeOf(second.body.secret, 1) });
    expect([twice.status, twice.body.code]).toEqual([409, 'auth.second_factor_enabled']);
  });

  it('happens once when it is confirmed many times at once', async () => {
    const as = await people.member('cora@x.ch', muster, 'user');
    const { body } = await post<SecondFactorSetupDto>(as, '', { password: PASSWORD });
    const code = codeOf(body.secret);
    const answers = await Promise.all(
      [people, far, people, far].map((at) =>
        at.send<RecoveryCodesDto>('POST', 'account/second-factor/confirmation', { as, body: { code } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await statusOf(as)).recoveryCodesLeft).toBe(10);
  });

  it('keeps nothing that a copy of the database could sign in with', async () => {
    const { as, secret, codes } = await withSecondFactor('copy');
    const rows = await sql.query<{ text: string; secret: Buffer }>(
      `SELECT row_to_json(f)::text || coalesce((SELECT json_agg(r)::text FROM recovery_code r WHERE r.user_id = f.user_id), '')
         || coalesce((SELECT json_agg(a)::text FROM audit_entry a WHERE a.user_id = f.user_id), '') AS text, f.secret
       FROM second_factor f WHERE f.user_id = $1`,
      [as.userId],
    );
    const bytes = Buffer.from(Secret.fromBase32(secret).bytes);
    expect(rows[0]?.secret.includes(bytes)).toBe(false);
    expect(rows[0]?.text).not.toContain(secret);
    expect(rows[0]?.text).not.toContain(bytes.toString('hex'));
    for (const code of codes) {
      expect(rows[0]?.text).not.toContain(code);
      expect(rows[0]?.text).not.toContain(code.replace('-', ''));
    }
  });
});

describe('signing in with it', () => {
  it('asks for the code behind the right password only', async () => {
    const { email, secret } = await withSecondFactor('dora');
    expect(await outcomeOf(email)).toBe('auth.second_factor_required');
    expect(await outcomeOf(email, undefined, { password: 'falsch' })).toBe('auth.invalid_credentials');
    expect(await outcomeOf(email, codeOf(secret), { password: 'falsch' })).toBe('auth.invalid_credentials');
    expect(await outcomeOf(email, WRONG)).toBe('auth.second_factor_invalid');
    expect((await signIn(email)).session).toBeUndefined();
    // The wrong password above has not used the code up.
    const { status, session } = await signIn(email, codeOf(secret));
    expect([status, typeof session]).toEqual([200, 'string']);
  });

  it('accepts a code once, and no older one, on any gateway', async () => {
    const { email, secret } = await withSecondFactor('emil');
    const code = codeOf(secret);
    expect(await outcomeOf(email, codeOf(secret, -1))).toBe('auth.second_factor_invalid');
    expect(await outcomeOf(email, `${code.slice(0, 3)} ${code.slice(3)}`)).toBe(200);
    expect(await outcomeOf(email, code)).toBe('auth.second_factor_invalid');
    expect(await outcomeOf(email, code, { at: far })).toBe('auth.second_factor_invalid');
    expect(await outcomeOf(email, codeOf(secret, 1), { at: far })).toBe(200);
    expect(await outcomeOf(email, codeOf(secret, 2))).toBe('auth.second_factor_invalid');
  });

  it('lets one of many in that come with the same code at once', async () => {
    const { email, secret } = await withSecondFactor('franz');
    const code = codeOf(secret);
    // Fewer than what blocks.
    const outcomes = await Promise.all([0, 1, 2, 3].map((i) => outcomeOf(email, code, { at: i % 2 ? people : far })));
    expect(outcomes.filter((outcome) => outcome === 200)).toHaveLength(1);
  });

  it('takes each recovery code once, however it is typed, and writes that down', async () => {
    const { as, email, codes } = await withSecondFactor('greta');
    const [one = '', two = ''] = codes;
    expect(await outcomeOf(email, one.toLowerCase().replace('-', ' '))).toBe(200);
    expect(await outcomeOf(email, one)).toBe('auth.second_factor_invalid');
    expect(await outcomeOf(email, two, { at: far })).toBe(200);
    expect(await outcomeOf(email, 'AAAAA-AAAAA')).toBe('auth.second_factor_invalid');
    expect((await statusOf(as)).recoveryCodesLeft).toBe(8);
    const [entry] = await sql.query(
      `SELECT actor_kind, user_id, ip, before, after FROM audit_entry
       WHERE action = 'account.recovery_code_used' AND subject_id = $1 ORDER BY created_at`,
      [as.userId],
    );
    expect(entry).toEqual({
      actor_kind: 'user',
      user_id: as.userId,
      ip: '127.0.0.1',
      before: { recoveryCodes: 10 },
      after: { recoveryCodes: 9 },
    });
  });

  it("does not take another person's recovery code", async () => {
    const one = await withSecondFactor('hans');
    const other = await withSecondFactor('heidi');
    expect(await outcomeOf(one.email, other.codes[0])).toBe('auth.second_factor_invalid');
    expect((await statusOf(other.as)).recoveryCodesLeft).toBe(10);
  });

  it('blocks after five wrong codes from wherever, on every gateway, until the time is over', async () => {
    const { email, secret, codes } = await withSecondFactor('ida');
    for (let i = 0; i < 5; i++) {
      expect(await outcomeOf(email, WRONG, { at: i % 2 ? people : far })).toBe('auth.second_factor_invalid');
    }
    expect(await outcomeOf(email, codeOf(secret))).toBe('common.too_many_requests');
    expect(await outcomeOf(email, codes[0], { at: far })).toBe('common.too_many_requests');
    now += 14 * 60_000;
    expect(await outcomeOf(email, codeOf(secret))).toBe('common.too_many_requests');
    now += 61_000;
    expect(await outcomeOf(email, codeOf(secret))).toBe(200);
  });

  it('counts wrong codes as failures of the sign-in', async () => {
    const { as, email } = await withSecondFactor('jakob');
    for (let i = 0; i < 10; i++) {
      if (i === 5) await sql.query('UPDATE second_factor SET blocked_until = NULL WHERE user_id = $1', [as.userId]);
      expect(await outcomeOf(email, WRONG)).toBe('auth.second_factor_invalid');
    }
    await sql.query('UPDATE second_factor SET blocked_until = NULL WHERE user_id = $1', [as.userId]);
    // Without a code too: the answer would tell whether the password is right.
    expect(await outcomeOf(email)).toBe('common.too_many_requests');
    expect(await outcomeOf(email, undefined, { password: 'falsch' })).toBe('common.too_many_requests');
  });

  it('does not ask programs', async () => {
    const { as } = await withSecondFactor('klara');
    const { body } = await people.send<{ key: string }>('POST', 'api-keys', { as, body: { name: 'Programm' } });
    expect((await people.send('GET', 'me', { as: { apiKey: body.key } })).status).toBe(200);
  });

  it.each(['', ' ', 'x'.repeat(41), 123456, null, ['123456'], { $ne: '' }])('refuses %j as a code', async (code) => {
    const { status } = await people.send('POST', 'session', {
      body: { email: 'nobody@x.ch', password: PASSWORD, code },
    });
    expect(status).toBe(422);
  });
});

describe('leaving it', () => {
  it('takes password and code, and is written down', async () => {
    const { as, email, secret } = await withSecondFactor('lars');
    const remove = (password: string, code: string) => post(as, '/removal', { password, code });
    expect((await remove('falsch', codeOf(secret))).body.code).toBe('auth.invalid_credentials');
    expect((await remove(PASSWORD, WRONG)).body.code).toBe('auth.second_factor_invalid');
    expect((await remove(PASSWORD, codeOf(secret))).status).toBe(204);
    expect(await outcomeOf(email)).toBe(200);
    expect((await remove(PASSWORD, codeOf(secret, 1))).body.code).toBe('auth.second_factor_not_enabled');
    expect(await actionsOf(as.userId)).toEqual(['account.second_factor_enabled', 'account.second_factor_disabled']);
  });

  it('works with a recovery code, too', async () => {
    const { as, codes } = await withSecondFactor('maria');
    expect((await post(as, '/removal', { password: PASSWORD, code: codes[0] })).status).toBe(204);
  });

  it('of old recovery codes: new ones replace them', async () => {
    const { as, email, secret, codes } = await withSecondFactor('nora');
    expect((await post(as, '/recovery-codes', { password: PASSWORD, code: WRONG })).status).toBe(401);
    const { body } = await post<RecoveryCodesDto>(as, '/recovery-codes', { password: PASSWORD, code: codeOf(secret) });
    expect(body.codes).toHaveLength(10);
    expect(await outcomeOf(email, codes[0])).toBe('auth.second_factor_invalid');
    expect(await outcomeOf(email, body.codes[0])).toBe(200);
    expect(await actionsOf(as.userId)).toContain('account.recovery_codes_renewed');
  });
});
