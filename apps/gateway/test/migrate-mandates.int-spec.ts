import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { balanceFile, FILE_ROWS, makeOldInstallation, OLD_MANDATES, ROOT_ID } from './support/old-installation.js';
import { type Ended, operatorCommand } from './support/operator-command.js';
import { dumpTables, normalised } from './support/table-dump.js';
import { createTestDatabases, type TestDatabases } from './support/test-databases.js';

interface TakeoverReport {
  readonly ok: boolean;
  readonly rows: readonly {
    kind: string;
    line?: number;
    fault?: string;
    mandateId?: string;
    notes?: { note: string }[];
    rolesOpened?: string[];
  }[];
  readonly [figure: string]: unknown;
}

let old: TestDatabases;
let ids: Set<string>;
let folder: string;
let file: string;
const opened: TestDatabases[] = [];
/** After one clean run. */
let clean: { databases: TestDatabases; report: TakeoverReport; state: string[] };

beforeAll(async () => {
  old = await createTestDatabases();
  ids = await makeOldInstallation(old.urls);
  folder = await mkdtemp(path.join(tmpdir(), 'nyla-takeover-'));
  file = path.join(folder, 'balances.csv');
  await writeFile(file, balanceFile());
  const databases = await copy();
  const { output, errors } = await migrate(databases);
  if (errors !== '') throw new Error(errors);
  clean = { databases, report: JSON.parse(output) as TakeoverReport, state: await stateOf(databases) };
}, 180_000);

afterAll(async () => {
  for (const databases of [...opened, old]) await databases.drop();
  await rm(folder, { recursive: true });
});

async function copy(of = old): Promise<TestDatabases> {
  const databases = await createTestDatabases(of);
  opened.push(databases);
  return databases;
}

function migrate(databases: TestDatabases, ...args: string[]): Promise<Ended> {
  return operatorCommand(databases.urls, ['migrate-mandates', '--json', '--balances', file, ...args]);
}

async function stateOf(databases: TestDatabases): Promise<string[]> {
  return normalised(await dumpTables(databases.urls), ids);
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function verified(databases: TestDatabases): Promise<unknown> {
  const { code, output } = await operatorCommand(databases.urls, ['verify', '--json']);
  return { code, ...(JSON.parse(output) as object) };
}

function chf(nano: bigint): string {
  const digits = nano.toString().padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9).replace(/0{1,7}$/, '')}`;
}

describe('one clean run', () => {
  it('refuses exactly the rows that are wrong, each with its line and its reason', () => {
    const expected = FILE_ROWS.flatMap(({ expected: outcome }, index) =>
      typeof outcome === 'string' ? [[index + 2, outcome]] : [],
    );
    const found = clean.report.rows.filter(({ kind }) => kind === 'row').map(({ line, fault }) => [line, fault]);
    expect(found).toEqual(expected);
    expect(clean.report).toMatchObject({ ok: false, rowsRefused: expected.length, mandatesFailed: 0 });
  });

  it('books the others, so that the report, the file and the ledger have the same sum', async () => {
    const amounts = FILE_ROWS.flatMap(({ expected }) =>
      typeof expected === 'bigint' && expected > 0n ? [expected] : [],
    );
    const sum = chf(amounts.reduce((total, amount) => total + amount, 0n));
    const [row] = await query<{ sum: string; count: string; balances: string }>(
      clean.databases.urls.billing,
      `SELECT trim_scale(sum(amount))::text AS sum, count(*), (SELECT trim_scale(sum(balance))::text FROM billing_account) AS balances
       FROM billing_transaction WHERE type = 'credit' AND reason = 'Eröffnungssaldo' AND reference LIKE 'Altsystem %'`,
    );
    expect(row).toEqual({ sum, count: String(amounts.length), balances: sum });
    expect(clean.report).toMatchObject({ chfBooked: sum, balancesBooked: amounts.length, chfThereAlready: '0.00' });
  });

  it('gives every mandate settings and accounts but those whose model nobody can tell', async () => {
    const rows = await query<{
      mandate_id: string;
      billing_model: string;
      suspended: boolean;
      own: number;
      stopped: boolean;
    }>(
      clean.databases.urls.billing,
      `SELECT s.mandate_id, s.billing_model, s.suspended, count(a.id) FILTER (WHERE a.user_id IS NULL)::int AS own,
         bool_or(a.status = 'suspended') AS stopped
       FROM billing_settings s LEFT JOIN billing_account a USING (mandate_id) GROUP BY 1`,
    );
    const settings = new Map(rows.map((row) => [row.mandate_id, row]));
    const left = OLD_MANDATES.filter(({ id }) => !settings.has(id)).map(
      ({ id }) => OLD_MANDATES.findIndex((one) => one.id === id) % 100,
    );
    expect(new Set(left)).toEqual(new Set([16, 91]));
    expect(rows.every(({ own }) => own === 1)).toBe(true);
    expect(settings.get(ROOT_ID)?.billing_model).toBe('UNLIMITED');
    for (const { id, suspended, billed } of OLD_MANDATES) {
      const found = settings.get(id);
      if (found && !billed) expect([found.suspended, found.stopped]).toEqual([suspended, suspended]);
    }
  });

  it('opens providers for roles that use models and that no rule speaks of, and touches no other', async () => {
    const rules = await query<{ mandate_id: string; name: string; rules: string[] }>(
      clean.databases.urls.app,
      `SELECT r.mandate_id, r.name, array_agg(effect || ' ' || resource ORDER BY resource) FILTER (WHERE resource LIKE '%aicore%') AS rules
       FROM role r JOIN access_rule ON role_id = r.id GROUP BY r.id`,
    );
    const of = (number: number) =>
      Object.fromEntries(
        rules.filter(({ mandate_id }) => mandate_id === OLD_MANDATES[number]?.id).map((row) => [row.name, row.rules]),
      );
    const all = ['allow resource.aicore.*'];
    expect(of(100)).toEqual({ admin: all, user: all });
    expect(of(101)).toEqual({ Leitung: all, Buchhaltung: null, admin: all, user: all });
    expect(of(102)).toEqual({
      admin: ['allow resource.aicore.*', 'deny resource.aicore.openai'],
      user: ['deny resource.aicore.*'],
    });
    expect(of(103)).toEqual({ admin: all, user: all });
    expect(of(104)).toEqual({ admin: null, user: null });
    // Billing knew this one: whoever set it up may have meant its roles to use nothing.
    expect(of(0)).toEqual({ admin: null, user: null });
  });

  it('names what somebody should look at', () => {
    const notes = new Map(
      clean.report.rows.flatMap(({ mandateId, notes: own }) =>
        mandateId ? [[mandateId, own?.map(({ note }) => note)]] : [],
      ),
    );
    expect(notes.get(OLD_MANDATES[170]?.id ?? '')).toContain('name_blank');
    expect(notes.get(OLD_MANDATES[7]?.id ?? '')).toContain('suspended');
    expect(notes.get(OLD_MANDATES[123]?.id ?? '')).toContain('no_admin');
    expect(notes.get(OLD_MANDATES[191]?.id ?? '')).toEqual(['models_contradict']);
    expect(notes.get(OLD_MANDATES[0]?.id ?? '')).toContain('roles_without_providers');
    expect(notes.get(OLD_MANDATES[125]?.id ?? '')).toEqual([]);
  });

  it('leaves a ledger that agrees with itself', async () => {
    expect(await verified(clean.databases)).toMatchObject({ code: 0, ok: true, differences: 0 });
  });

  it('changes nothing when it runs again', async () => {
    const before = await dumpTables(clean.databases.urls);
    const again = JSON.parse((await migrate(clean.databases)).output) as TakeoverReport;
    expect(await dumpTables(clean.databases.urls)).toEqual(before);
    expect(again).toMatchObject({
      settingsMade: 0,
      accountsOpened: 0,
      rolesThatMayUseProvidersNow: 0,
      balancesBooked: 0,
      chfBooked: '0.00',
      chfThereAlready: clean.report['chfBooked'],
      rowsRefused: clean.report['rowsRefused'],
    });
  }, 60_000);

  it('books a row that was corrected, and refuses to change an opening balance', async () => {
    const databases = await copy(clean.databases);
    const target = OLD_MANDATES[104]?.id ?? '';
    const other = OLD_MANDATES[125]?.id ?? '';
    const corrected = path.join(folder, 'corrected.csv');
    await writeFile(corrected, `amount,reference,mandate\n1000.00,Korrektur,${target}\n1.00,Altsystem 125,${other}\n`);
    const { code, output } = await operatorCommand(databases.urls, [
      '--json',
      'migrate-mandates',
      '--balances',
      corrected,
    ]);
    const report = JSON.parse(output) as TakeoverReport;
    expect([code, report.rows.filter(({ kind }) => kind === 'row')]).toMatchObject([
      1,
      [{ line: 3, fault: 'booked_differently' }],
    ]);
    expect(report).toMatchObject({ balancesBooked: 1, chfBooked: '1000.00' });
    expect(await verified(databases)).toMatchObject({ code: 0 });
  }, 90_000);
});

describe('a dry run', () => {
  it('says what the real one does, and changes nothing', async () => {
    const databases = await copy();
    const before = await dumpTables(databases.urls);
    const { output } = await migrate(databases, '--dry-run');
    expect(await dumpTables(databases.urls)).toEqual(before);
    expect(JSON.parse(output)).toEqual({ ...clean.report, dryRun: true });
  }, 90_000);

  it('refuses databases that are not up to date instead of migrating them', async () => {
    const databases = await copy();
    await query(databases.urls.app, "DELETE FROM schema_migration WHERE name = 'RoleDefaults1795880000000'");
    const before = await dumpTables(databases.urls);
    const { code, errors } = await migrate(databases, '--dry-run');
    expect([code, errors]).toEqual([
      1,
      expect.stringContaining('not up to date: RoleDefaults1795880000000 is still to run'),
    ]);
    expect(await dumpTables(databases.urls)).toEqual(before);
  });
});

describe('an interrupted run', () => {
  it.each([20, 500])(
    'killed after %i mandates, and started again, comes to the same end',
    async (kill) => {
      const databases = await copy();
      const settled = async () =>
        Number(
          (await query<{ count: string }>(databases.urls.billing, 'SELECT count(*) FROM billing_settings'))[0]?.count,
        );
      const before = await settled();
      let isKilled = false;
      const ended = operatorCommand(databases.urls, ['migrate-mandates', '--balances', file], {
        onStart: (child) => {
          void (async () => {
            while ((await settled()) < before + kill) await new Promise((resolve) => setTimeout(resolve, 3));
            isKilled = child.kill('SIGKILL');
          })();
        },
      });
      expect((await ended).code).toBeNull();
      expect([isKilled, await settled()]).toEqual([true, expect.any(Number)]);
      expect(await settled()).toBeLessThan(OLD_MANDATES.length - 20);
      expect(await verified(databases)).toMatchObject({ code: 0, differences: 0 });
      const { output } = await migrate(databases);
      expect(JSON.parse(output)).toMatchObject({ rowsRefused: clean.report['rowsRefused'], mandatesFailed: 0 });
      expect(await stateOf(databases)).toEqual(clean.state);
      expect(await verified(databases)).toMatchObject({ code: 0, differences: 0 });
    },
    120_000,
  );
});

describe('two at once', () => {
  it('do nothing twice: one works, the other waits for it or says that it is at work', async () => {
    const databases = await copy();
    const both = await Promise.all([migrate(databases), migrate(databases)]);
    expect(await stateOf(databases)).toEqual(clean.state);
    expect(both.every(({ code }) => code === 1)).toBe(true);
  }, 120_000);

  it('tells who comes second', async () => {
    const client = new pg.Client({ connectionString: clean.databases.urls.billing });
    await client.connect();
    await client.query('SELECT pg_advisory_lock(7194027)');
    const { code, errors, output } = await migrate(clean.databases);
    await client.end();
    expect([code, errors, JSON.parse(output)]).toEqual([
      1,
      expect.stringContaining('Another migrate-mandates is at work'),
      { ok: false, error: expect.stringContaining('Another') },
    ]);
  });
});
