import { AppDatabase } from '../src/database/app-database.js';
import { IdentityFacade } from '../src/identity/identity.facade.js';
import { type Ended, operatorCommand } from './support/operator-command.js';
import { headersOf, PASSWORD_OF_ALL, World } from './support/world.js';

const PASSWORD = 'langes-passwort';

let world: World;

beforeAll(async () => {
  world = await World.create();
});

afterAll(() => world.close());

function run(args: readonly string[], input = ''): Promise<Ended> {
  return operatorCommand(world.app.databases.urls, args, { input });
}

async function canSignIn(email: string, password = PASSWORD): Promise<boolean> {
  return (await world.people.send('POST', 'session', { body: { email, password } })).status === 200;
}

/** Names of a person's roles in the ROOT mandate. */
async function rootRoles(email: string): Promise<string[]> {
  const rows = await world.app.get(AppDatabase).query<{ name: string }>(
    `SELECT role.name FROM app_user person JOIN membership_role given ON given.user_id = person.id
     JOIN role ON role.id = given.role_id JOIN mandate ON mandate.id = given.mandate_id
     WHERE person.email = $1 AND mandate.kind = 'root'`,
    [email],
  );
  return rows.map(({ name }) => name);
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

  it('refuses what is no e-mail address, no name and no language, as a wrong call', async () => {
    const nothing: readonly string[][] = [
      ['--email', 'nope'],
      ['--email', 'five@x.ch', '--name', ' '],
      ['--email', 'five@x.ch', '--locale', 'it-CH'],
      [],
    ];
    for (const args of nothing) {
      expect(await run(['create-admin', ...args], PASSWORD)).toMatchObject({ code: 2, output: '' });
    }
    expect(await rootRoles('five@x.ch')).toEqual([]);
  });

  it('makes somebody who is there an operator, without touching the password, again and again', async () => {
    const { user } = await world.customer();
    const first = await run(['create-admin', '--json', '--email', user.email.toUpperCase()]);
    expect([first.code, JSON.parse(first.output)]).toMatchObject([
      0,
      { ok: true, role: 'operator, given now', password: 'unchanged' },
    ]);
    const second = await run(['create-admin', '--email', user.email, '--name', 'Jemand Anders']);
    expect([second.code, second.output]).toEqual([0, expect.stringContaining('operator already')]);
    expect([await rootRoles(user.email), await canSignIn(user.email, PASSWORD_OF_ALL)]).toEqual([['operator'], true]);
    const lines = await world.app
      .get(AppDatabase)
      .query(`SELECT action, actor_name FROM audit_entry WHERE subject_id = $1`, [user.userId]);
    expect(lines).toContainEqual({ action: 'member.roles_changed', actor_name: 'Nyla' });
    expect(lines).toHaveLength(1);
  });

  it('brings somebody back whose membership rests', async () => {
    await run(['create-admin', '--email', 'six@x.ch'], PASSWORD);
    await world.app
      .get(AppDatabase)
      .query(
        `UPDATE membership SET deactivated_at = now() WHERE user_id = (SELECT id FROM app_user WHERE email = 'six@x.ch')`,
      );
    expect((await run(['create-admin', '--email', 'six@x.ch'])).output).toContain('given now');
    expect(await canSignIn('six@x.ch')).toBe(true);
  });

  it('resets a password only when it is told to, ends the sign-ins, and refuses a weak one', async () => {
    await run(['create-admin', '--email', 'seven@x.ch', '--name', 'Sieben'], PASSWORD);
    expect(await canSignIn('seven@x.ch')).toBe(true);
    const reset = ['create-admin', '--email', 'seven@x.ch', '--reset-password'];
    expect((await run(reset, 'kurz')).code).toBe(1);
    expect((await run(reset, 'Sieben-ist-der-Name')).errors).toContain('must not contain the name');
    expect(await canSignIn('seven@x.ch')).toBe(true);
    expect(await run(reset, 'ein-anderes-passwort')).toMatchObject({
      code: 0,
      output: expect.stringContaining('sign-ins ended: 2'),
    });
    expect([await canSignIn('seven@x.ch'), await canSignIn('seven@x.ch', 'ein-anderes-passwort')]).toEqual([
      false,
      true,
    ]);
  });

  it('makes one person of two calls at once, who has one of the two passwords', async () => {
    const ends = await Promise.all(
      ['erstes-geheimwort', 'zweites-geheimwort'].map((password) =>
        run(['create-admin', '--email', 'eight@x.ch'], password),
      ),
    );
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    const works = [
      await canSignIn('eight@x.ch', 'erstes-geheimwort'),
      await canSignIn('eight@x.ch', 'zweites-geheimwort'),
    ];
    expect([works.toSorted(), await rootRoles('eight@x.ch')]).toEqual([[false, true], ['operator']]);
  });

  it('lets nobody in who was deactivated', async () => {
    await run(['create-admin', '--email', 'nine@x.ch'], PASSWORD);
    await world.app.get(AppDatabase).query(`UPDATE app_user SET status = 'deactivated' WHERE email = 'nine@x.ch'`);
    expect(await run(['create-admin', '--email', 'nine@x.ch'])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('is deactivated'),
    });
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
  it.each([
    ['application/x-www-form-urlencoded', 'email=a%40x.ch&password=x'],
    ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="email"\r\n\r\na@x.ch\r\n--b--'],
  ])('of another site is not read: %s', async (type, body) => {
    const response = await fetch(`${world.baseUrl}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      415,
      expect.stringContaining('problem+json'),
    ]);
  });
});

describe('every command', () => {
  const COMMANDS: readonly string[][] = [
    ['migrate'],
    ['bootstrap'],
    ['migrate-mandates', '--dry-run'],
    ['migrate-mandates'],
    ['verify'],
    ['report', '--month', '2026-01'],
    ['statements', '--month', '2026-01'],
    ['expire-holds'],
    ['create-admin', '--email', 'operator@nyla.test'],
    ['reset-second-factor', '--email', 'operator@nyla.test'],
  ];

  it.each(COMMANDS)(
    '%s %s tells what it takes, and what it did, as text and as JSON',
    async (...args) => {
      const help = await run([args[0] ?? '', '--help']);
      expect(help).toMatchObject({ code: 0, errors: '' });
      expect(help.output).toMatch(/^Usage: nyla [\s\S]*--json/);
      const text = await run(args);
      expect(text.output).toMatch(text.code === 0 ? /\nOK\n$/ : /\nNOT OK\n$/);
      const json = await run([...args, '--json']);
      expect([json.code, json.errors, json.output.trim().split('\n').length]).toEqual([text.code, '', 1]);
      expect(JSON.parse(json.output)).toMatchObject({ ok: text.code === 0 });
    },
    60_000,
  );

  it.each(COMMANDS)('%s %s ends with 2 when it is called in a wrong way', async (name = '', ...args) => {
    const wrong = await run([name, ...args, '--nonsense', '--json']);
    expect([wrong.code, JSON.parse(wrong.output)]).toMatchObject([2, { ok: false }]);
    expect(wrong.errors).toContain('--nonsense');
    expect((await run([name, ...args, 'too', 'much'])).code).toBe(2);
  });

  it.each(COMMANDS)('%s %s says without a stack that PostgreSQL does not answer', async (...args) => {
    const nowhere = 'postgres://nobody:secret-word@127.0.0.1:1/none';
    const { code, errors, output } = await operatorCommand({ app: nowhere, billing: nowhere }, args);
    expect([code, output]).toEqual([1, '']);
    expect(errors).toContain('PostgreSQL does not answer');
    expect(errors).not.toMatch(/\n\s+at |secret-word/);
  });

  it('is listed by --help, and nothing at all is a wrong call', async () => {
    const { output } = await run(['--help']);
    for (const [name = ''] of COMMANDS) expect(output).toContain(`\n  ${name} `);
    expect((await run([])).code).toBe(2);
    expect((await run(['nonsense'])).code).toBe(2);
  });

  it('names a setting that is wrong, and never its value', async () => {
    const { code, errors } = await operatorCommand(world.app.databases.urls, ['verify'], {
      env: { NYLA_SECRET: 'zu-kurz' },
    });
    expect([code, errors]).toEqual([1, expect.stringContaining('NYLA_SECRET')]);
    expect(errors).not.toContain('zu-kurz');
  });
});

describe('migrate-mandates', () => {
  it('calls a file that cannot be read a wrong call', async () => {
    const { code, errors } = await run(['migrate-mandates', '--balances', '/nowhere/balances.csv']);
    expect([code, errors]).toEqual([2, expect.stringContaining('/nowhere/balances.csv cannot be read')]);
    expect((await run(['migrate-mandates', '--providers', 'openei'])).code).toBe(2);
  });
});
