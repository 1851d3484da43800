import { SchedulerRegistry } from '@nestjs/schedule';
import type { ChatDetailDto } from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import { LedgerService } from '../src/billing/ledger/ledger.service.js';
import type { ChatStream } from './support/chat-stream.js';
import { GatewayProcess } from './support/gateway-process.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, eventually, headersOf, pause, World } from './support/world.js';

const HOLD_TTL_SECONDS = 2;
/** Time to live and one round of the sweeper, generously. */
const EXPIRY_MS = 12_000;
const ENDING_MS = 5_000;

let world: World;
let customer: Customer;
const started: GatewayProcess[] = [];

beforeAll(async () => {
  world = await World.create();
  // Only the processes under test may sweep: the gateway of the test itself looks on.
  const scheduler = world.app.get(SchedulerRegistry);
  for (const name of scheduler.getIntervals()) scheduler.deleteInterval(name);
});

beforeEach(async () => {
  world.fake.reset();
  customer = await world.customer();
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((gateway) => gateway.end('SIGKILL')));
  await expectLedgerClean(world.app);
});

afterAll(() => world.close());

async function start(): Promise<GatewayProcess> {
  const env = { ...world.env, HOLD_TTL_SECONDS: String(HOLD_TTL_SECONDS) };
  const gateway = await GatewayProcess.start({ databases: world.databaseUrls, env });
  started.push(gateway);
  return gateway;
}

async function readChats(baseUrl: string, ids: readonly string[]): Promise<ChatDetailDto[]> {
  const read = async (id: string) => {
    const response = await fetch(`${baseUrl}/api/v1/chats/${id}`, { headers: headersOf(customer.user) });
    expect(response.status).toBe(200);
    return (await response.json()) as ChatDetailDto;
  };
  return Promise.all(ids.map(read));
}

/** The leases of dead answers run out now instead of later; how long they are is no part of this test. */
async function passLeases(): Promise<void> {
  const { rows } = await world.appDb.query<{ left: number }>(
    "SELECT extract(epoch FROM lease_until - now())::float AS left FROM chat_message WHERE status = 'streaming'",
  );
  for (const { left } of rows) expect(left).toBeLessThan(60);
  await world.appDb.query("UPDATE chat_message SET lease_until = now() WHERE status = 'streaming'");
}

/** Starts calls of different length; each has begun to answer when this resolves. */
async function startCalls(baseUrl: string, chats: readonly string[], words: (index: number) => number) {
  return Promise.all(
    chats.map(async (chatId, index) => {
      const content = `Guten Tag [[fake:words=${words(index)};wordDelayMs=40]]`;
      const stream = await world.ask(customer.user, chatId, { content, baseUrl });
      expect(stream.status).toBe(200);
      await stream.until('delta');
      return stream;
    }),
  );
}

const broken = (stream: ChatStream) => stream.finish().catch(() => stream);

describe('kill -9 in the middle of 20 calls', () => {
  it('leaves, after restart and expiry, no hold, a ledger that verifies, and answers that say what happened [lesson: hold-ends]', async () => {
    const gateway = await start();
    const chats = await world.newChats(customer.user, 20);
    const streams = await startCalls(gateway.baseUrl, chats, (index) => (index < 15 ? 500 : 1 + index * 2));
    const read = streams.map(broken);
    await pause(1_200);
    await gateway.end('SIGKILL');
    await Promise.all(read);

    expect(await world.openHolds(customer.mandate.id)).toBeGreaterThanOrEqual(15);
    expect(parseChf((await world.account(customer.mandate.id)).held)).toBeGreaterThan(0n);
    await expectLedgerClean(world.app);

    const restarted = await start();
    await eventually(async () => (await world.openHolds(customer.mandate.id)) === 0, EXPIRY_MS);
    expect((await world.account(customer.mandate.id)).held).toBe('0.000000000');
    await passLeases();
    const messages = (await readChats(restarted.baseUrl, chats)).map((chat) => chat.messages.at(-1));
    const counts = { interrupted: 0, completed: 0 };
    for (const message of messages) counts[message?.status as 'interrupted' | 'completed']++;
    expect(counts.interrupted).toBeGreaterThanOrEqual(15);
    expect(counts.interrupted + counts.completed).toBe(20);

    const debits = await world.debits(customer.mandate.id);
    const booked = new Set(debits.map(({ message_id }) => message_id));
    for (const message of messages) {
      if (message?.status === 'completed') expect(booked.has(message.id)).toBe(true);
    }
    // What was running is lost for the operator, never charged blindly.
    expect(booked.size).toBeLessThanOrEqual(5);

    const [first] = await readChats(restarted.baseUrl, chats.slice(0, 1));
    world.fake.script({ words: 3 });
    const retry = await world.ask(customer.user, chats[0] ?? '', {
      content: 'Noch einmal, bitte',
      baseUrl: restarted.baseUrl,
    });
    expect((await retry.finish()).one('done').status).toBe('completed');
    expect(first?.messages.at(-1)?.content).not.toBe('');
  });

  it('frees credit that the dead calls had taken whole [lesson: hold-ends]', async () => {
    const poor = await world.customer({ credit: '0' });
    customer = poor;
    const content = 'Guten Tag [[fake:words=500;wordDelayMs=40]]';
    const { maximum } = await world.quote(poor.user, content);
    await world.credit(poor.mandate.id, maximum);
    const gateway = await start();
    const [first = '', second = ''] = await world.newChats(poor.user, 2);
    const stream = await world.ask(poor.user, first, { content, baseUrl: gateway.baseUrl });
    await stream.until('delta');
    const read = broken(stream);
    await gateway.end('SIGKILL');
    await read;
    expect((await world.ask(poor.user, second, { content })).status).toBe(402);
    await start();
    await eventually(async () => (await world.openHolds(poor.mandate.id)) === 0, EXPIRY_MS);
    world.fake.script({ words: 3 });
    const { status } = await world.ask(poor.user, second, { content: 'Kurz' }).then((answer) => answer.finish());
    expect(status).toBe(200);
  });
});

describe('a call that outlives the time of its hold', () => {
  it('keeps its hold as long as it runs, and is booked in time', async () => {
    const gateway = await start();
    const [chatId = ''] = await world.newChats(customer.user, 1);
    const content = 'Guten Tag [[fake:words=90;wordDelayMs=50]]';
    const stream = await world.ask(customer.user, chatId, { content, baseUrl: gateway.baseUrl });
    await stream.until('start');
    const finished = stream.finish();
    await pause(HOLD_TTL_SECONDS * 1_000 + 700);
    // Not whenever the sweeper comes by: now.
    await world.app.get(LedgerService).expireHolds();
    expect(await world.openHolds(customer.mandate.id)).toBe(1);
    await finished;
    expect(stream.one('done').status).toBe('completed');
    const { rows } = await world.billing.query(
      'SELECT late FROM billing_transaction WHERE mandate_id = $1 AND type = $2',
      [customer.mandate.id, 'debit'],
    );
    expect(rows).toEqual([{ late: false }]);
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('%s in the middle of 5 calls', (signal) => {
  it('stops them, books each as aborted, and ends cleanly within seconds [lesson: hold-ends]', async () => {
    const gateway = await start();
    const chats = await world.newChats(customer.user, 5);
    const streams = await startCalls(gateway.baseUrl, chats, () => 500);
    const watcher = await fetch(`${gateway.baseUrl}/api/v1/billing/balance/events`, {
      headers: headersOf(customer.user),
    });
    const read = [...streams.map(broken), watcher.text().catch(() => '')];
    const from = Date.now();
    const { code, output } = await gateway.end(signal);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('Ended') });
    expect(Date.now() - from).toBeLessThan(ENDING_MS);
    await Promise.all(read);
    // Who was reading is told how it ended and what it cost, before the connection closes.
    expect(streams.map((stream) => stream.one('done').status)).toEqual(Array(5).fill('aborted'));
    expect(streams.map((stream) => stream.one('price').estimated)).toEqual(Array(5).fill(true));
    const debits = await world.debits(customer.mandate.id);
    expect(debits.map(({ outcome, estimated }) => `${outcome} ${estimated}`)).toEqual(Array(5).fill('aborted true'));
    expect(await world.openHolds(customer.mandate.id)).toBe(0);
    expect(world.fake.requests.map(({ aborted }) => aborted)).toEqual(Array(5).fill(true));
    const messages = (await readChats(world.baseUrl, chats)).map((chat) => chat.messages.at(-1));
    expect(messages.map((message) => message?.status)).toEqual(Array(5).fill('aborted'));
    expect(new Set(messages.map((message) => message?.price?.transactionId))).toEqual(
      new Set(debits.map(({ id }) => id)),
    );
  });
});

describe('a second gateway', () => {
  it('starts beside the first on the same databases, both at once', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const chats = await world.newChats(customer.user, 2);
    const answers = await Promise.all(
      [one.baseUrl, two.baseUrl].map(async (baseUrl, index) => {
        return (await world.ask(customer.user, chats[index] ?? '', { content: 'Guten Tag', baseUrl })).finish();
      }),
    );
    expect(answers.map((answer) => answer.one('done').status)).toEqual(['completed', 'completed']);
    expect((await one.end('SIGTERM')).code).toBe(0);
  });
});
