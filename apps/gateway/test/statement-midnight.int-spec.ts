import { randomUUID } from 'node:crypto';
import { StatementsFacade } from '../src/billing/statements.facade.js';
import { GatewayProcess } from './support/gateway-process.js';
import { Bookkeeper, LedgerClock } from './support/statement-month.js';
import type { TestApp } from './support/test-app.js';
import { eventually, pause, World } from './support/world.js';

const CUSTOMERS = 24;
const CALLS_AT_ONCE = 50;

let world: World;
let books: Bookkeeper;
let clock: LedgerClock;
let others: TestApp[];

beforeAll(async () => {
  world = await World.create();
  books = await Bookkeeper.open(world);
  clock = await LedgerClock.install(world.billing);
  others = [await world.secondGateway(), await world.secondGateway()];
}, 60_000);

afterAll(async () => {
  await books.close();
  for (const app of others) await app.close();
  await world.close();
}, 60_000);

function gateways(): StatementsFacade[] {
  return [world.app, ...others].map((app) => app.get(StatementsFacade));
}

it('lets 50 calls at once and three gateways cross midnight: every booking is in exactly one month', async () => {
  const { mandate } = await world.customer({ credit: '0', billingModel: 'UNLIMITED' });
  const { id } = await world.account(mandate.id);
  await clock.set('2027-01-31T22:59:57Z');
  const until = Date.now() + 6_000;
  const caller = async (): Promise<void> => {
    while (Date.now() < until) await books.call(id, undefined, { cost: '0.000000007' });
  };
  const maker = async (facade: StatementsFacade): Promise<number> => {
    let made = 0;
    while (Date.now() < until) {
      const result = await facade.makeDue();
      expect(result.failures).toEqual([]);
      made += result.made;
      await pause(5);
    }
    return made;
  };
  const [made] = await Promise.all([
    Promise.all(gateways().map(maker)),
    Promise.all(Array.from({ length: CALLS_AT_ONCE }, caller)),
  ]);
  expect(made.reduce((sum, count) => sum + count, 0)).toBe(1);

  await clock.set('2027-03-01T00:30:00Z');
  await world.app.get(StatementsFacade).makeDue();
  const { rows } = await world.billing.query<Record<string, string>>(
    `SELECT s.month, s.last_seq - s.first_seq + 1 AS numbered, s.calls, count(t.id) AS booked, s.usage = -sum(t.amount) AS ties,
       bool_and(to_char(t.created_at AT TIME ZONE 'Europe/Zurich', 'YYYY-MM') = s.month) AS dated
     FROM billing_statement s
     JOIN billing_transaction t ON t.account_id = s.account_id AND t.seq BETWEEN s.first_seq AND s.last_seq
     WHERE s.mandate_id = $1 GROUP BY s.id ORDER BY s.month`,
    [mandate.id],
  );
  expect(rows.map(({ month, ties, dated }) => ({ month, ties, dated }))).toEqual([
    { month: '2027-01', ties: true, dated: true },
    { month: '2027-02', ties: true, dated: true },
  ]);
  for (const { numbered, calls, booked } of rows) expect([numbered, calls]).toEqual([booked, booked]);
  const { rows: all } = await world.billing.query('SELECT count(*) FROM billing_transaction WHERE mandate_id = $1', [
    mandate.id,
  ]);
  expect(all[0]).toEqual({ count: String(rows.reduce((sum, { booked }) => sum + Number(booked), 0)) });
  expect(Number(rows[0]?.['booked'])).toBeGreaterThan(CALLS_AT_ONCE);
}, 60_000);

it('makes one statement each when three gateways begin at once and one is killed in the middle', async () => {
  await clock.set('2027-03-20T10:00:00Z');
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => world.customer({ credit: '3' })));
  const ids = customers.map(({ mandate }) => mandate.id);
  const made = async (): Promise<number> => {
    const { rows } = await world.billing.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM billing_statement WHERE mandate_id = ANY ($1) AND month = '2027-03'`,
      [ids],
    );
    return rows[0]?.count ?? 0;
  };
  await clock.set('2027-03-31T22:30:00Z');

  // Somebody books on some of the accounts and takes long: whoever closes them waits in the middle of its work.
  const slow = await world.billing.connect();
  await slow.query('BEGIN');
  await slow.query(
    `SELECT FROM billing_account WHERE id IN (SELECT id FROM billing_account WHERE mandate_id = ANY ($1) ORDER BY mandate_id DESC LIMIT 8)
     FOR UPDATE`,
    [ids],
  );
  const killed = await GatewayProcess.start({ databases: world.databaseUrls, env: {} });
  await eventually(async () => (await made()) > 0, 15_000);
  const survivors = gateways()
    .slice(1)
    .map((facade) => facade.makeDue());
  await pause(300);
  await killed.end('SIGKILL');
  expect(await made()).toBeLessThan(CUSTOMERS);
  await slow.query('ROLLBACK');
  slow.release();
  const results = await Promise.all(survivors);
  expect(results.flatMap(({ failures }) => failures)).toEqual([]);
  expect(await made()).toBe(CUSTOMERS);
  const { rows } = await world.billing.query(
    `SELECT mandate_id, year, count(*)::int AS count, max(number) AS last FROM billing_statement GROUP BY 1, 2
     HAVING count(*) <> max(number) OR min(number) <> 1`,
  );
  expect(rows).toEqual([]);
  expect(await Promise.all(gateways().map((facade) => facade.makeDue()))).toEqual(
    [0, 0, 0].map((none) => ({ made: none, failures: [] })),
  );
}, 90_000);

it('never closes a month that still runs', async () => {
  const { mandate } = await world.customer({ credit: '0' });
  const { id } = await world.account(mandate.id);
  await clock.set('2027-05-31T21:59:58Z');
  await books.post(id, undefined, 'credit', '1');
  expect((await world.app.get(StatementsFacade).makeDue({ month: '2027-12', mandateId: mandate.id })).made).toBe(0);
  await pause(2_200);
  expect((await world.app.get(StatementsFacade).makeDue({ mandateId: mandate.id })).made).toBe(1);
});

it('waits for a booking that was made before midnight and is committed after it', async () => {
  const { mandate } = await world.customer({ credit: '0' });
  const { id } = await world.account(mandate.id);
  await clock.set('2027-06-30T21:00:00Z');
  await books.post(id, undefined, 'credit', '1');
  const slow = await world.billing.connect();
  await slow.query('BEGIN');
  await slow.query('SELECT FROM ledger_post($1::jsonb)', [
    JSON.stringify([{ id: randomUUID(), accountId: id, type: 'credit', amount: '2' }]),
  ]);
  await clock.set('2027-06-30T22:30:00Z');
  const closing = world.app.get(StatementsFacade).makeDue({ mandateId: mandate.id });
  await pause(500);
  await slow.query('COMMIT');
  slow.release();
  expect(await closing).toEqual({ made: 1, failures: [] });
  const [statement] = await world.app.get(StatementsFacade).find(mandate.id, '2027-06');
  expect(statement).toMatchObject({ credits: '3.00', closing: '3.00', lastSeq: 2 });
});
