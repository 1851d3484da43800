import { spawn } from 'node:child_process';
import path from 'node:path';
import { AppDatabase } from '../src/database/app-database.js';
import { IdentityFacade } from '../src/identity/identity.facade.js';
import { TEST_SECRET } from './support/test-app.js';
import { headersOf, PASSWORD_OF_ALL, World } from './support/world.js';

const CLI = path.resolve(import.meta.dirname, '../dist/cli/main.js');
const PASSWORD = 'langes-passwort';

let world: World;

beforeAll(async () => {
  world = await World.create();
});

afterAll(() => world.close());

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs an operator's command as its own process, with what it is given on standard input. */
function run(args: readonly string[], input = ''): Promise<Ended> {
  const { app, billing } = world.app.databases.urls;
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env['PATH'], NYLA_SECRET: TEST_SECRET, DATABASE_URL: app, BILLING_DATABASE_URL: billing },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  child.stdin.end(input);
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output, errors })));
}

async function canSignIn(email: string): Promise<boolean> {
  return (await world.people.send('POST', 'session', { body: { email, password: PASSWORD } })).status === 200;
}

describe('create-admin', () => {
  it('takes a password from a pipe, with or without a line end', async () => {
    expect((await run(['create-admin', '--email', 'one@x.ch'], PASSWORD)).code).toBe(0);
    expect((await run(['create-admin', '--email', 'two@x.ch'], `${PASSWORD}\n`)).code).toBe(0);
    expect([await canSignIn('one@x.ch'), await canSignIn('two@x.ch')]).toEqual([true, true]);
  });

  it('ends at once without a password, and with one that is too short', async () => {
    for (const input of ['', '\n', 'kurz']) {
      expect(await run(['create-admin', '--email', 'three@x.ch'], input)).toMatchObject({
        code: 1,
        errors: expect.stringContaining('at least 10 characters'),
      });
    }
  });

  it('refuses what is no e-mail address, and one that is taken, in words or as JSON', async () => {
    expect((await run(['create-admin', '--email', 'nope'], PASSWORD)).errors).toContain('no e-mail address');
    await run(['create-admin', '--email', 'four@x.ch'], PASSWORD);
    const { code, output } = await run(['--json', 'create-admin', '--email', 'four@x.ch'], PASSWORD);
    expect([code, JSON.parse(output)]).toEqual([1, { ok: false, error: expect.stringContaining('common.conflict') }]);
  });
});

describe('create-admin with a weak password', () => {
  it('refuses what everybody tries first, and the own name', async () => {
    for (const input of ['password2026', 'ich-bin-ottilie']) {
      const { code, errors } = await run(['create-admin', '--email', 'ottilie@x.ch'], input);
      expect([code, errors]).toEqual([1, expect.stringContaining('password')]);
      expect(errors).not.toContain(input);
    }
  });
});

describe('reset-second-factor', () => {
  it('lets somebody who has lost everything in by password, and leaves a line', async () => {
    const { user } = await world.customer();
    const { id } = await world.app
      .get(IdentityFacade)
      .findUserByEmail(user.email)
      .then((found) => found ?? { id: '' });
    await world.app
      .get(AppDatabase)
      .query(`INSERT INTO second_factor (user_id, secret, enabled_at) VALUES ($1, '\\x00', now())`, [id]);
    const signIn = () =>
      world.people.send('POST', 'session', { body: { email: user.email, password: PASSWORD_OF_ALL } });
    expect((await signIn()).body['code']).toBe('auth.second_factor_required');
    expect((await run(['reset-second-factor', '--email', ` ${user.email.toUpperCase()}`])).code).toBe(0);
    expect((await signIn()).status).toBe(200);
    const [entry] = await world.app
      .get(AppDatabase)
      .query('SELECT action, actor_kind, actor_name FROM audit_entry WHERE subject_id = $1', [id]);
    expect(entry).toEqual({ action: 'account.second_factor_disabled', actor_kind: 'system', actor_name: 'Nyla' });
    expect((await run(['reset-second-factor', '--email', user.email])).code).toBe(1);
    expect((await run(['reset-second-factor', '--email', 'nobody@x.ch'])).errors).toContain('common.not_found');
  });
});

describe('verify', () => {
  it('ends with 0 on a ledger that agrees, and with 1 and a list on one that does not', async () => {
    const { mandate } = await world.customer({ credit: '5' });
    const clean = await run(['--json', 'verify']);
    expect([clean.code, JSON.parse(clean.output)]).toMatchObject([0, { ok: true, differences: 0 }]);
    await world.billing.query('UPDATE billing_account SET balance = balance + 1 WHERE mandate_id = $1', [mandate.id]);
    const forged = await run(['--json', 'verify']);
    await world.billing.query('UPDATE billing_account SET balance = balance - 1 WHERE mandate_id = $1', [mandate.id]);
    expect([forged.code, forged.output]).toEqual([1, expect.stringContaining('balance is the sum of the bookings')]);
  });
});

describe('open streams of a balance', () => {
  it('are limited for one person, and free again when they close', async () => {
    const { user } = await world.customer({ credit: '1' });
    const url = `${world.baseUrl}/api/v1/billing/balance/events`;
    const headers = headersOf(user);
    const readers = Array.from({ length: 30 }, () => new AbortController());
    const open = (signal: AbortSignal) => fetch(url, { headers, signal });
    const answers = await Promise.all(readers.map(({ signal }) => open(signal)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const extra = new AbortController();
    expect((await open(extra.signal)).status).toBe(429);
    for (const reader of readers) reader.abort();
    let status = 429;
    for (let attempt = 0; status === 429 && attempt < 50; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      status = (await open(extra.signal)).status;
    }
    extra.abort();
    expect(status).toBe(200);
  });
});

describe('a form', () => {
  it('of another site is not read', async () => {
    const response = await fetch(`${world.baseUrl}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=a%40x.ch&password=x',
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      415,
      expect.stringContaining('problem+json'),
    ]);
  });
});
