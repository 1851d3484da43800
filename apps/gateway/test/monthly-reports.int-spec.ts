import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { jest } from '@jest/globals';
import type {
  BalanceDto,
  ForecastDto,
  MailData,
  ReportStateDto,
  StatisticsDto,
  TestReportDto,
  TransactionSummaryDto,
} from '@nyla/contracts';
import { TEST_REPORTS_PER_DAY_MAX } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { MonthlyReports } from '../src/billing/reports/monthly-reports.service.js';
import { ReportSchedule } from '../src/billing/reports/report-schedule.service.js';
import { ReportStatements } from '../src/billing/reports/report-statements.js';
import { ReportsFacade } from '../src/billing/reports/reports.facade.js';
import { DemoHistoryService } from '../src/bootstrap/demo-history.service.js';
import { Clock } from '../src/common/clock.js';
import { newId } from '../src/common/ids.js';
import { PastCalls } from './support/past-calls.js';
import type { Sender } from './support/people.js';
import { TEST_SECRET, type TestApp } from './support/test-app.js';
import { type Customer, World } from './support/world.js';

const CLI = path.resolve(import.meta.dirname, '../dist/cli/main.js');
const MONTH = '2026-10';
const DUE = '2026-11-01T05:00:00Z';

let world: World;
let past: PastCalls;
let others: TestApp[];

beforeAll(async () => {
  world = await World.create();
  others = [await world.secondGateway(), await world.secondGateway()];
  past = await PastCalls.of(world, '2026-07-01T00:00:00Z');
}, 60_000);

beforeEach(async () => {
  await world.billing.query('TRUNCATE monthly_report, monthly_report_run, mail_outbox, billing_contact');
  // Of mandates of earlier tests nobody shall hear again.
  await world.billing.query('UPDATE billing_settings SET mandate_id = gen_random_uuid()');
});

afterEach(() => jest.restoreAllMocks());

afterAll(async () => {
  for (const app of others) await app.close();
  await world.close();
});

/** Sets the clock of all gateways. */
function at(instant: string): void {
  for (const app of [world.app, ...others]) jest.spyOn(app.get(Clock), 'now').mockReturnValue(new Date(instant));
}

/** A customer with some calls in October, of people whose names are known. */
async function customer(month = MONTH): Promise<Customer> {
  const made = await world.customer({ credit: '0' });
  await past.credit(made.mandate.id, `${month}-02T08:00:00Z`);
  await past.book(made.mandate.id, `${month}-12T08:00:00Z`, [{ userId: made.user.userId }]);
  return made;
}

/** A mandate without people, whose mails go to one contact. */
async function plain(name: string, ...emails: string[]): Promise<string> {
  const { id } = await world.people.mandate(name);
  await world.billing.query(`INSERT INTO billing_settings (mandate_id, billing_model) VALUES ($1, 'PREPAY_MANDATE')`, [
    id,
  ]);
  await world.billing.query('INSERT INTO billing_account (id, mandate_id) VALUES ($1, $2)', [newId(), id]);
  await past.credit(id, `${MONTH}-02T08:00:00Z`);
  await past.book(id, `${MONTH}-12T08:00:00Z`, [{ userId: randomUUID() }]);
  for (const email of emails) await contact(id, email);
  return id;
}

async function contact(mandateId: string, email: string, report = true): Promise<void> {
  await world.billing.query(
    `INSERT INTO billing_contact (id, mandate_id, email, name, locale, report, warnings, added_by, added_by_name, created_at)
     VALUES ($1, $2, $3, $3, 'fr-CH', $4, true, $5, 'Anna Admin', now())`,
    [newId(), mandateId, email, report, randomUUID()],
  );
}

interface MailRow {
  readonly address: string;
  readonly mandate_id: string;
  readonly user_id: string | null;
  readonly locale: string;
  readonly data: MailData['monthly_report'];
}

async function mails(mandateId?: string): Promise<MailRow[]> {
  const { rows } = await world.billing.query<MailRow>(
    `SELECT * FROM mail_outbox WHERE kind = 'monthly_report' AND ($1::uuid IS NULL OR mandate_id = $1)
     ORDER BY mandate_id, address`,
    [mandateId ?? null],
  );
  return rows;
}

async function reports(): Promise<number> {
  return (await world.billing.query('SELECT FROM monthly_report')).rowCount ?? 0;
}

const tick = (app: TestApp): Promise<void> => app.get(ReportSchedule).tick();

async function get<T>(as: Sender, url: string): Promise<T> {
  const { status, body } = await world.people.send<T>('GET', url, { as });
  expect({ url, status }).toEqual({ url, status: 200 });
  return body;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** The operator's command as its own process; `kill` decides when it dies. */
function command(args: readonly string[], kill?: (stop: () => void) => void): Promise<Ended> {
  const { app, billing } = world.databaseUrls;
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env['PATH'], NYLA_SECRET: TEST_SECRET, DATABASE_URL: app, BILLING_DATABASE_URL: billing },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  kill?.(() => child.kill('SIGKILL'));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output })));
}

/** Makes each report take a while, so that there is a middle to die in. */
async function slowly(work: () => Promise<void>): Promise<void> {
  await world.billing.query(`
    CREATE OR REPLACE FUNCTION take_a_while() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(0.04); RETURN NEW; END $$;
    CREATE TRIGGER slow_tg BEFORE INSERT ON mail_outbox FOR EACH ROW EXECUTE FUNCTION take_a_while()`);
  try {
    await work();
  } finally {
    await world.billing.query('DROP TRIGGER slow_tg ON mail_outbox');
  }
}

describe('the figures of a month', () => {
  it('are those of the dashboard and of the ledger, to the last digit', async () => {
    at(DUE);
    const made = await world.customer({ credit: '0' });
    const { id } = made.mandate;
    await world.app.get(DemoHistoryService).book(id, [made.admin.userId, made.user.userId]);
    const automationId = randomUUID();
    // At the very ends of the month in Zurich, which are not those of Greenwich.
    for (const moment of [
      '2026-09-30T21:59:59Z',
      '2026-09-30T22:00:00Z',
      '2026-10-31T22:59:59Z',
      '2026-10-31T23:00:00Z',
    ]) {
      await past.book(id, moment, [{ userId: made.user.userId, automationId, output: 4_321 }]);
    }
    await tick(world.app);
    const [mail] = await mails(id);
    const data = mail?.data as MailData['monthly_report'];
    expect(mail).toMatchObject({ address: made.admin.email, locale: 'de-CH', user_id: made.admin.userId });

    const as = made.admin;
    const days = `from=${MONTH}-01&to=${MONTH}-31`;
    const statistics = (groupBy: string) => get<StatisticsDto>(as, `billing/statistics?${days}&groupBy=${groupBy}`);
    const byDay = await statistics('day');
    const before = await get<StatisticsDto>(as, 'billing/statistics?from=2026-09-01&to=2026-09-30&groupBy=day');
    const summary = await get<TransactionSummaryDto>(as, `billing/transactions/summary?${days}`);
    expect(data).toMatchObject({
      month: MONTH,
      used: byDay.total.amount,
      calls: byDay.total.calls,
      usedBefore: before.total.amount,
      callsBefore: before.total.calls,
      credited: summary.other,
      forecast: (await get<ForecastDto>(as, 'billing/forecast')).expected,
      runwayDays: (await get<BalanceDto>(as, 'billing/balance')).runwayDays,
    });
    expect(data.used).toBe(summary.used);
    const used = byDay.rows.map(({ day, amount }) => ({ date: day, amount }));
    expect(data.days.filter(({ amount }) => amount !== '0.000000000' && parseChf(amount) > 0n)).toEqual(used);
    expect(data.days).toHaveLength(31);

    for (const [groupBy, lines] of [
      ['userId', data.topUsers],
      ['automationId', data.topAutomations],
      ['connectorType,model', data.topModels],
    ] as const) {
      const { rows } = await statistics(groupBy);
      const top = rows
        .filter((row) => groupBy !== 'automationId' || row.automationId !== null)
        .toSorted((a, b) => (parseChf(a.amount) < parseChf(b.amount) ? 1 : -1))
        .slice(0, 5);
      expect(lines.map(({ calls, amount }) => ({ calls, amount }))).toEqual(
        top.map(({ calls, amount }) => ({ calls, amount })),
      );
    }
    expect(data.topUsers.map(({ name }) => name).toSorted()).toEqual(
      [made.admin.email, made.user.email].map((e) => e.split('@')[0]).toSorted(),
    );
    expect(data.topModels[0]?.name).toMatch(/GPT/);

    const { rows } = await world.billing.query<Record<'used' | 'credited' | 'closing', string>>(
      `SELECT coalesce(-sum(amount) FILTER (WHERE type = 'debit' AND created_at >= $2), 0)::text AS used,
         coalesce(sum(amount) FILTER (WHERE type <> 'debit' AND created_at >= $2), 0)::text AS credited,
         sum(amount)::text AS closing
       FROM billing_transaction WHERE mandate_id = $1 AND created_at < $3`,
      [id, '2026-10-01T00:00:00+02:00', '2026-11-01T00:00:00+01:00'],
    );
    const ledger = rows[0];
    expect([data.used, data.credited, data.closingBalance]).toEqual(
      [ledger?.used, ledger?.credited, ledger?.closing].map((amount) => toChf(parseChf(amount ?? ''))),
    );
  });

  it('hold no month before where the mandate was not there yet, and no balance where none counts', async () => {
    at(DUE);
    const young = await customer();
    const free = await customer();
    await world.billing.query(`UPDATE billing_settings SET billing_model = 'UNLIMITED' WHERE mandate_id = $1`, [
      free.mandate.id,
    ]);
    await world.billing.query('UPDATE billing_account SET credit_limit = NULL WHERE mandate_id = $1', [
      free.mandate.id,
    ]);
    await tick(world.app);
    const [first] = await mails(young.mandate.id);
    expect(first?.data).toMatchObject({ usedBefore: null, callsBefore: null, calls: 1 });
    expect(first?.data).not.toHaveProperty('unlimited');
    const [second] = await mails(free.mandate.id);
    expect(second?.data).toMatchObject({ unlimited: true, runwayDays: null });
  });
});

describe('three gateways at six o’clock of the 1st', () => {
  it('send each contact one report, also when one of them dies in the middle', async () => {
    const ids = await Promise.all(
      Array.from({ length: 14 }, (_, index) => plain(`Viele ${index}`, `a${index}@x.ch`, `b${index}@x.ch`)),
    );
    at('2026-11-01T04:59:59Z');
    await Promise.all([world.app, ...others].map(tick));
    expect(await reports()).toBe(0);

    at(DUE);
    await slowly(async () => {
      const killed = command(['report', '--month', MONTH], (stop) => {
        const watch = setInterval(() => {
          void reports().then((count) => {
            if (count < 3) return;
            clearInterval(watch);
            stop();
          });
        }, 5);
      });
      // The gateways come when the first has begun.
      while ((await reports()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await Promise.all([world.app, ...others].map(tick));
      expect((await killed).code).toBeNull();
    });
    const sent = await mails();
    expect(sent).toHaveLength(ids.length * 2);
    expect(new Set(sent.map(({ address }) => address)).size).toBe(ids.length * 2);
    expect(await reports()).toBe(ids.length);
    // And never again in this month.
    await Promise.all([world.app, ...others].map(tick));
    at('2026-11-20T12:00:00Z');
    await Promise.all([world.app, ...others].map(tick));
    expect(await mails()).toHaveLength(ids.length * 2);
  }, 90_000);

  it('go on where the one that works loses its database', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, (_, index) => plain(`Bruch ${index}`, `c${index}@x.ch`)));
    at(DUE);
    await slowly(async () => {
      const first = tick(world.app);
      while ((await reports()) < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      const rest = others.map(tick);
      await world.billing.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database =
           (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      await Promise.all([first, ...rest]);
    });
    expect((await mails()).map(({ mandate_id }) => mandate_id).toSorted()).toEqual(ids.toSorted());
  }, 90_000);

  it('make up for a downtime, but not for months before the last', async () => {
    const september = await customer('2026-09');
    const october = await customer();
    at('2026-11-19T13:37:00Z');
    await tick(world.app);
    const months = (await mails()).map(({ mandate_id, data }) => [mandate_id, data.month]);
    // Who used something in September is told that October was still.
    expect(months.toSorted()).toEqual(
      [
        [september.mandate.id, MONTH],
        [october.mandate.id, MONTH],
      ].toSorted(),
    );
  });

  it('leave out who booked nothing for two months, and write to suspended mandates', async () => {
    const still = await customer('2026-08');
    const suspended = await customer();
    await world.billing.query('UPDATE billing_settings SET suspended = true WHERE mandate_id = $1', [
      suspended.mandate.id,
    ]);
    await world.appDb.query(`UPDATE mandate SET status = 'suspended' WHERE id = $1`, [suspended.mandate.id]);
    at(DUE);
    await tick(world.app);
    expect((await mails()).map(({ mandate_id }) => mandate_id)).toEqual([suspended.mandate.id]);
    expect(await mails(still.mandate.id)).toEqual([]);
  });

  it('wait for statements, and no longer than six hours', async () => {
    const { mandate } = await customer();
    const ids = jest.spyOn(world.app.get(ReportStatements), 'idsOf').mockResolvedValue(undefined);
    at(DUE);
    await tick(world.app);
    expect(await mails()).toEqual([]);
    ids.mockResolvedValueOnce(['one']);
    at('2026-11-01T05:10:00Z');
    await tick(world.app);
    expect((await mails(mandate.id)).map(({ data }) => data.statementIds)).toEqual([['one']]);
    const late = await customer();
    await world.billing.query('DELETE FROM monthly_report_run');
    at('2026-11-01T11:00:00Z');
    await tick(world.app);
    expect((await mails(late.mandate.id)).map(({ data }) => data.statementIds)).toEqual([[]]);
  });

  it('try again what broke, and let nobody else wait for it', async () => {
    const [first, second] = [await customer(), await customer()];
    const [broken, whole] = [first.mandate.id, second.mandate.id].toSorted();
    await world.billing.query(
      `ALTER TABLE mail_outbox ADD CONSTRAINT broken_ck CHECK (mandate_id <> '${broken}') NOT VALID`,
    );
    at(DUE);
    await tick(world.app);
    await world.billing.query('ALTER TABLE mail_outbox DROP CONSTRAINT broken_ck');
    expect((await mails()).map(({ mandate_id }) => mandate_id)).toEqual([whole]);
    expect(await reports()).toBe(1);
    await tick(world.app);
    expect((await mails()).map(({ mandate_id }) => mandate_id)).toEqual([broken, whole]);
  });
});

describe('the command', () => {
  it('says with --dry-run what it would do, and changes nothing', async () => {
    const id = await plain('Probe AG', 'treuhand@x.ch');
    const counts =
      'SELECT (SELECT count(*) FROM mail_outbox) AS mails, (SELECT count(*) FROM monthly_report) AS reports';
    const { code, output } = await command(['--json', 'report', '--month', MONTH, '--dry-run']);
    expect([code, JSON.parse(output)]).toMatchObject([
      0,
      { ok: true, dryRun: true, sent: 1, mails: 1, rows: [{ mandateId: id, recipients: ['treuhand@x.ch'] }] },
    ]);
    expect((await world.billing.query(counts)).rows).toEqual([{ mails: '0', reports: '0' }]);
  });

  it('sends once, again only when told to, and for one mandate alone when it is named', async () => {
    const [id, other] = [await plain('Eins AG', 'eins@x.ch'), await plain('Zwei AG', 'zwei@x.ch')];
    const run = async (...args: string[]) =>
      JSON.parse((await command(['report', '--month', MONTH, '--json', ...args])).output);
    expect(await run('--mandate', id)).toMatchObject({ mandates: 1, sent: 1, mails: 1 });
    expect(await run()).toMatchObject({ sent: 1, sentBefore: 1 });
    expect(await run()).toMatchObject({ sent: 0, sentBefore: 2 });
    expect(await run('--again', '--mandate', other)).toMatchObject({ sent: 1 });
    expect((await mails()).map(({ address }) => address).toSorted()).toEqual(['eins@x.ch', 'zwei@x.ch', 'zwei@x.ch']);
    at(DUE);
    await tick(world.app);
    expect(await mails()).toHaveLength(3);
  }, 90_000);

  it('refuses months that are none or not over, and mandates that nobody knows', async () => {
    const thisMonth = new Date().toISOString().slice(0, 7);
    const facade = world.app.get(ReportsFacade);
    for (const month of ['2026-13', '10.2026', thisMonth, '2099-01', "2026-10' OR 1=1"]) {
      await expect(facade.send({ month })).rejects.toMatchObject({ code: 'common.validation_failed' });
    }
    for (const mandateId of [randomUUID(), 'Muster AG']) {
      await expect(facade.send({ month: MONTH, mandateId })).rejects.toMatchObject({ code: 'common.not_found' });
    }
    expect(await command(['report', '--month', thisMonth])).toMatchObject({
      code: 1,
      output: expect.stringContaining('a month that is over'),
    });
    expect((await command(['report', '--help'])).output).toContain('--dry-run');
  });

  it('ends with 1 when a report failed', async () => {
    await plain('Kaputt AG', 'k@x.ch');
    await world.billing.query(`ALTER TABLE mail_outbox ADD CONSTRAINT broken_ck CHECK (address <> 'k@x.ch') NOT VALID`);
    const { code, output } = await command(['--json', 'report', '--month', MONTH]);
    await world.billing.query('ALTER TABLE mail_outbox DROP CONSTRAINT broken_ck');
    expect(code).toBe(1);
    expect(output).toContain('"failed":1');
  });
});

describe('a report for oneself', () => {
  const test = (as: Sender, month = MONTH) =>
    world.people.send<TestReportDto>('POST', 'billing/reports/test', { as, body: { month } });

  it('goes to nobody else, counts as none, and is limited', async () => {
    const made = await customer();
    await contact(made.mandate.id, 'treuhand@x.ch');
    const answers = [];
    for (let count = 0; count <= TEST_REPORTS_PER_DAY_MAX; count++) answers.push(await test(made.admin));
    expect(answers[0]).toMatchObject({
      status: 200,
      body: { email: made.admin.email, left: TEST_REPORTS_PER_DAY_MAX - 1 },
    });
    expect(answers.at(-1)?.status).toBe(429);
    const sent = await mails(made.mandate.id);
    expect(new Set(sent.map(({ address, data }) => `${address} ${data.isTest}`))).toEqual(
      new Set([`${made.admin.email} true`]),
    );
    expect(await get<ReportStateDto>(made.admin, 'billing/reports')).toMatchObject({ last: null });
    at(DUE);
    await tick(world.app);
    expect((await mails(made.mandate.id)).map(({ address }) => address)).toContain('treuhand@x.ch');
    expect((await get<ReportStateDto>(made.admin, 'billing/reports')).last).toMatchObject({
      month: MONTH,
      recipients: [{ email: 'treuhand@x.ch', locale: 'fr-CH' }],
    });
  });

  it('is not for members, nor of a month that is not over', async () => {
    const made = await customer();
    expect((await test(made.user)).status).toBe(403);
    expect((await test(made.admin, '2099-01')).status).toBe(422);
    expect((await test(made.admin, 'x')).status).toBe(422);
    expect(await mails()).toEqual([]);
  });
});

it('a hundred mandates have theirs', async () => {
  for (let index = 0; index < 100; index++) await plain(`Hundert ${index}`, `h${index}@x.ch`);
  at(DUE);
  const outcomes = await world.app.get(MonthlyReports).send({ month: MONTH });
  expect(outcomes.filter(({ result }) => result === 'sent')).toHaveLength(100);
}, 120_000);
