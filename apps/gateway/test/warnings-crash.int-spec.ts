import { CrossingsWatch } from '../src/billing/warnings/crossings-watch.service.js';
import { Falls } from './support/falls.js';
import { GatewayProcess } from './support/gateway-process.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, eventually, pause, World } from './support/world.js';

let world: World;
let falls: Falls;
const started: GatewayProcess[] = [];

beforeAll(async () => {
  world = await World.create();
  falls = await Falls.of(world);
  // Only the processes under test tell anybody: the gateway of the test itself looks on.
  world.app.get(CrossingsWatch).onApplicationShutdown();
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((gateway) => gateway.end('SIGKILL')));
  await expectLedgerClean(world.app);
});

afterAll(() => world.close());

async function start(): Promise<GatewayProcess> {
  const gateway = await GatewayProcess.start({ databases: world.databaseUrls, env: world.env });
  started.push(gateway);
  return gateway;
}

/** Any call takes its balance below the threshold. */
async function customerAtTheEdge(): Promise<Customer> {
  const customer = await world.customer({ credit: '10' });
  const body = { lowBalanceThreshold: '10' };
  expect((await world.people.send('PUT', 'billing/settings', { as: customer.admin, body })).status).toBe(200);
  return customer;
}

async function call(customer: Customer, baseUrl: string): Promise<void> {
  const chatId = await world.newChat(customer.user);
  const answer = await (await world.ask(customer.user, chatId, { content: 'Guten Tag', baseUrl })).finish();
  expect(answer.one('done').status).toBe('completed');
}

/** Whether a gateway has claimed the crossing and waits to write its mail. */
async function isWaiting(): Promise<boolean> {
  const { rows } = await world.billing.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
       AND query LIKE 'INSERT INTO mail_outbox%'`,
  );
  return rows.length > 0;
}

it('kill -9 between booking and mail: another gateway sends it, once, and the bell rings once', async () => {
  const customer = await customerAtTheEdge();
  const { id } = customer.mandate;
  const gateway = await start();
  const barrier = await world.billing.connect();
  try {
    await barrier.query('BEGIN');
    await barrier.query('LOCK TABLE mail_outbox IN SHARE ROW EXCLUSIVE MODE');
    await call(customer, gateway.baseUrl);
    await eventually(isWaiting);
    expect(await falls.bells(id)).toEqual([`low_balance ${customer.admin.email}`]);
    await gateway.end('SIGKILL');
  } finally {
    await barrier.query('ROLLBACK');
    barrier.release();
  }
  // The dead gateway's transaction is undone when its server process notices.
  await eventually(async () => !(await isWaiting()));
  expect(await falls.mails(id)).toEqual([]);
  expect(await falls.crossings(id)).toMatchObject([{ level: 'low', handled_at: null }]);

  await Promise.all([start(), start()]);
  await falls.told(id);
  await pause(500);
  expect((await falls.mails(id)).map(({ kind, address }) => [kind, address])).toEqual([
    ['balance_warning', customer.admin.email],
  ]);
  expect(await falls.bells(id)).toEqual([`low_balance ${customer.admin.email}`]);
});

it('a fall that no living gateway heard of is told by the next one that starts', async () => {
  const customer = await customerAtTheEdge();
  await falls.spend(customer.mandate.id, '10');
  await pause(500);
  expect(await falls.mails(customer.mandate.id)).toEqual([]);
  await Promise.all([start(), start()]);
  await falls.told(customer.mandate.id);
  expect((await falls.mails(customer.mandate.id)).map(({ kind }) => kind)).toEqual(['credit_exhausted']);
});

it('50 calls at once through two processes, one of them killed meanwhile, are told of once', async () => {
  const customer = await world.customer({ credit: '10' });
  const { id } = customer.mandate;
  const [one, two] = await Promise.all([start(), start()]);
  const chats = await world.newChats(customer.user, 50);
  const streams = chats.map(async (chatId, index) => {
    const content = `Guten Tag [[fake:words=${3 + (index % 7)};wordDelayMs=20]]`;
    const { baseUrl } = index % 2 ? one : two;
    const stream = await world.ask(customer.user, chatId, { content, baseUrl, maxOutputTokens: 50 });
    return stream.finish().catch(() => undefined);
  });
  const body = { lowBalanceThreshold: '9.9999' };
  expect((await world.people.send('PUT', 'billing/settings', { as: customer.admin, body })).status).toBe(200);
  await eventually(async () => (await falls.crossings(id)).length > 0, 15_000);
  await one.end('SIGKILL');
  await Promise.allSettled(streams);
  await start();
  await falls.told(id);
  await pause(300);
  expect(await falls.levels(id)).toEqual(['low']);
  expect(await falls.mails(id)).toHaveLength(1);
  expect(await falls.bells(id)).toHaveLength(1);
});
