import {
  STATEMENT_GROUPINGS,
  type StatementDetailDto,
  type StatementPageDto,
  type StatisticsDto,
} from '@nyla/contracts';
import { formatMoney, parseChf, parseDecimal, toChf } from '@nyla/money';
import readSheets from 'read-excel-file/node';
import { extractText, getDocumentProxy } from 'unpdf';
import { AicoreFacade } from '../src/aicore/aicore.facade.js';
import { HistoryGenerator } from '../src/bench/generated-history.js';
import { callTemplates } from '../src/bench/history-templates.js';
import { StatementsFacade } from '../src/billing/statements.facade.js';
import { DemoService } from '../src/bootstrap/demo.service.js';
import { seededRandom } from '../src/common/seeded-random.js';
import { MandatesFacade } from '../src/mandates/mandates.facade.js';
import { expectLedgerClean } from './support/ledger-check.js';
import type { Sender } from './support/people.js';
import { World } from './support/world.js';

const FROM = new Date('2026-02-01T00:00:00Z');
const TO = new Date('2026-11-01T00:00:00Z');
const SIGNED = ['credits', 'adjustments', 'transfers', 'expiry'] as const;

/** Whose statements are read, and by whom. */
interface Reader {
  readonly mandateId: string;
  readonly admin: Sender;
}

let world: World;

beforeAll(async () => {
  world = await World.create();
});

afterAll(async () => {
  await expectLedgerClean(world.app);
  await world.close();
}, 60_000);

async function list({ admin }: Reader, query = ''): Promise<StatementPageDto> {
  return (await world.people.send<StatementPageDto>('GET', `billing/statements${query}`, { as: admin })).body;
}

async function detail(reader: Reader, month: string): Promise<StatementDetailDto> {
  const { items } = await list(reader, `?month=${month}`);
  const path = `billing/statements/${items[0]?.id}`;
  return (await world.people.send<StatementDetailDto>('GET', path, { as: reader.admin })).body;
}

it('shows the same to the last digit as page, statistics, PDF, CSV, XLSX and ledger', async () => {
  const customer = await world.customer({ credit: '0' });
  const aicore = world.app.get(AicoreFacade);
  await aicore.ensurePastFxRate(parseDecimal('0.805'), FROM, 'generated');
  const templates = await callTemplates(aicore, FROM, seededRandom(7));
  const plan = {
    mandateId: customer.mandate.id,
    accountId: (await world.account(customer.mandate.id)).id,
    userIds: [customer.user.userId, customer.admin.userId],
    bookings: 3_000,
  };
  const history = { seed: 7, from: FROM, to: TO, mandates: [plan] };
  await new HistoryGenerator(world.databaseUrls.billing, templates, 400).generate(history, 1, () => undefined);
  const reader = { mandateId: customer.mandate.id, admin: customer.admin };
  await world.app.get(StatementsFacade).makeDue({ mandateId: reader.mandateId });
  for (const month of ['2026-03', '2026-10']) await expectSame(reader, month);
});

it('of the demo closes the same way', async () => {
  const root = await world.app.get(MandatesFacade).findRoot();
  if (!root) throw new Error('no ROOT mandate');
  await world.app.get(DemoService).ensure(root);
  const { session } = await signInDemo('admin@beispiel.local');
  const { rows } = await world.appDb.query<{ id: string; name: string }>(
    `SELECT id, name FROM mandate WHERE name = 'Beispiel GmbH'`,
  );
  const [mandate] = rows;
  if (!mandate) throw new Error('no demo mandate');
  await world.app.get(StatementsFacade).makeDue({ mandateId: mandate.id });
  const reader = { mandateId: mandate.id, admin: { session } };
  const { items } = await list(reader);
  expect(items.length).toBeGreaterThanOrEqual(2);
  for (const { month } of items) await expectSame(reader, month);
}, 60_000);

async function signInDemo(email: string): Promise<{ session: string }> {
  const { session } = await world.people.send('POST', 'session', { body: { email, password: 'nyla-demo' } });
  if (!session) throw new Error('no session');
  return { session };
}

/** Everything that tells of a month tells the same. */
async function expectSame(reader: Reader, month: string): Promise<void> {
  const statement = await detail(reader, month);
  const sum = (amounts: readonly string[]): string =>
    toChf(amounts.reduce((total, amount) => total + parseChf(amount), 0n));
  const { opening, usage, closing, usageBy, movements } = statement;
  expect(sum([opening, ...SIGNED.map((name) => statement[name]), `-${usage}`])).toBe(closing);
  for (const grouping of STATEMENT_GROUPINGS) expect(sum(usageBy[grouping].map(({ amount }) => amount))).toBe(usage);

  const to = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10);
  for (const groupBy of ['connectorType', 'model', 'userId', 'feature', 'automationId'] as const) {
    const { body } = await world.people.send<StatisticsDto>(
      'GET',
      `billing/statistics?from=${month}-01&to=${to}&groupBy=${groupBy}`,
      { as: reader.admin },
    );
    expect([body.total.amount, body.total.calls]).toEqual([usage, statement.calls]);
    const amounts = (list: readonly { readonly amount: string }[]) => list.map(({ amount }) => amount).sort();
    expect(amounts(usageBy[groupBy])).toEqual(amounts(body.rows));
  }

  const { rows } = await world.billing.query<{ used: string; other: string; last: string }>(
    `SELECT coalesce(-sum(amount) FILTER (WHERE type = 'debit'), 0)::text AS used,
       coalesce(sum(amount) FILTER (WHERE type <> 'debit'), 0)::text AS other,
       (array_agg(balance_after::text ORDER BY seq DESC))[1] AS last
     FROM billing_transaction WHERE account_id = $1
       AND to_char(created_at AT TIME ZONE 'Europe/Zurich', 'YYYY-MM') = $2`,
    [statement.accountId, month],
  );
  const [ledger] = rows;
  expect([ledger?.used, ledger?.other, ledger?.last].map((text) => toChf(parseChf(text ?? '0')))).toEqual([
    usage,
    sum(movements.map(({ amount }) => amount)),
    closing,
  ]);
  await expectFiles(reader, statement);
}

async function expectFiles({ mandateId }: Reader, statement: StatementDetailDto): Promise<void> {
  const facade = world.app.get(StatementsFacade);
  const amounts = [statement.opening, statement.closing, ...statement.usageBy.model.map(({ amount }) => amount)];
  for (const locale of ['de-CH', 'en', 'fr-CH'] as const) {
    const pdf = await facade.file(mandateId, statement.id, 'pdf', locale);
    expect(pdf.content).toEqual((await facade.file(mandateId, statement.id, 'pdf', locale)).content);
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf.content)), { mergePages: true });
    // Amounts are padded to one number of decimals.
    const shown = new Set([...text.matchAll(/[−]?[\d']+\.\d{2,9}/g)].map(([found]) => padded(found)));
    for (const amount of amounts)
      expect(shown).toContain(padded(formatMoney(amount, { precision: 'full', currency: false })));
    expect(text).toContain(statement.number);

    const csv = (await facade.file(mandateId, statement.id, 'csv', locale)).content.toString();
    // The amount is the last of the columns, and never quoted.
    const inCsv = csv
      .split('\r\n')
      .slice(1)
      .flatMap((line) => line.split(';')[line.split(';').length - 1] || []);
    for (const amount of amounts) expect(inCsv).toContain(amount);

    const xlsx = await facade.file(mandateId, statement.id, 'xlsx', locale);
    const [sheet] = await readSheets(xlsx.content);
    const inXlsx = (sheet?.data ?? []).slice(1).flatMap((row) => (typeof row[6] === 'number' ? [row[6]] : []));
    expect(inXlsx).toEqual(inCsv.map(Number));
  }
}

function padded(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  return `${whole}.${fraction.padEnd(9, '0')}`;
}
