import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { MessageDto } from '@nyla/contracts';
import type { FakeRequest, FakeScript } from '@nyla/fake-provider';
import { parseChf } from '@nyla/money';
import { expectLedgerClean } from './support/ledger-check.js';
import type { Sender } from './support/people.js';
import { type BookingRow, type Customer, eventually, headersOf, MODEL, pause, World } from './support/world.js';

const STOP_WITHIN_MS = 1_000;

let world: World;
let customer: Customer;

beforeAll(async () => {
  world = await World.create();
});

beforeEach(async () => {
  world.fake.reset();
  customer = await world.customer();
});

afterEach(async () => {
  await eventually(async () => (await world.openHolds(customer.mandate.id)) === 0);
  await expectLedgerClean(world.app);
});

afterAll(() => world.close());

async function onlyBooking(): Promise<BookingRow> {
  await eventually(async () => (await world.debits(customer.mandate.id)).length > 0);
  const [booking, ...more] = await world.debits(customer.mandate.id);
  if (!booking || more.length > 0) throw new Error(`expected one booking, found ${more.length + 1}`);
  return booking;
}

async function expectNothingBooked(): Promise<void> {
  await eventually(async () => (await world.openHolds(customer.mandate.id)) === 0);
  expect(await world.debits(customer.mandate.id)).toEqual([]);
  expect(await world.account(customer.mandate.id)).toMatchObject({ balance: '10.000000000', held: '0.000000000' });
}

async function lastMessage(chatId: string, as: Sender = customer.user): Promise<MessageDto> {
  const message = (await world.chat(as, chatId)).messages.at(-1);
  if (!message) throw new Error('the chat is empty');
  return message;
}

function onlyRequest(): FakeRequest {
  const [request, ...more] = world.fake.requests;
  if (!request || more.length > 0) throw new Error(`expected one request, found ${more.length + 1}`);
  return request;
}

async function expectStoppedWithin(sinceMs: number): Promise<void> {
  await eventually(() => onlyRequest().closedAtMs !== null);
  expect(onlyRequest().aborted).toBe(true);
  expect((onlyRequest().closedAtMs ?? 0) - sinceMs).toBeLessThan(STOP_WITHIN_MS);
}

/** A message on a connection of its own, of which nothing has been read. */
function sentByHand(chatId: string, body: string): Socket {
  const { hostname, port } = new URL(world.baseUrl);
  const socket = connect(Number(port), hostname);
  const headers = {
    ...headersOf(customer.user),
    host: hostname,
    connection: 'close',
    'content-length': `${body.length}`,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /api/v1/chats/${chatId}/messages HTTP/1.1\r\n${head.join('')}\r\n${body}`);
  return socket;
}

describe('an answer', () => {
  it('comes as start, deltas, usage, price, done, and is stored as it was told', async () => {
    world.fake.script({ words: 40 });
    const chatId = await world.newChat(customer.user);
    const answer = await (await world.ask(customer.user, chatId, { content: 'Guten Tag' })).finish();
    expect(answer.names).toEqual(['start', 'delta', 'usage', 'price', 'done']);
    const stored = await lastMessage(chatId);
    expect(stored).toEqual(answer.one('done'));
    expect(stored).toMatchObject({ status: 'completed', content: answer.text, price: answer.one('price') });
    expect(stored.usage).toEqual(answer.one('usage'));
    const booking = await onlyBooking();
    expect(booking).toMatchObject({ outcome: 'completed', estimated: false, message_id: stored.id });
    expect(-parseChf(booking.amount)).toBe(parseChf(answer.one('price').amount));
    expect(parseChf(answer.one('start').reserved)).toBeGreaterThanOrEqual(-parseChf(booking.amount));
  });

  it('is told word by word, not at the end', async () => {
    world.fake.script({ words: 20, wordDelayMs: 50 });
    const stream = await world.ask(customer.user, await world.newChat(customer.user), { content: 'Guten Tag' });
    await stream.until('delta', 3);
    expect(onlyRequest().closedAtMs).toBeNull();
    await stream.finish();
  });

  it('is never told before it is booked [lesson: booked-at-once]', async () => {
    world.fake.script({ words: 12, wordDelayMs: 30 });
    const { id } = await world.account(customer.mandate.id);
    const stream = await world.ask(customer.user, await world.newChat(customer.user), { content: 'Guten Tag' });
    await stream.until('delta');
    const blocker = await world.billing.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM billing_account WHERE id = $1 FOR UPDATE', [id]);
    let isTold = false;
    const finished = stream.finish().then(() => {
      isTold = true;
    });
    try {
      await eventually(() => onlyRequest().closedAtMs !== null);
      await pause(400);
      expect({ isTold, done: stream.all('done') }).toEqual({ isTold: false, done: [] });
    } finally {
      await blocker.query('COMMIT');
      blocker.release();
    }
    await finished;
    expect(stream.one('done').price?.transactionId).toBe((await onlyBooking()).id);
  });

  it('finds its booking readable the moment `done` arrives [lesson: booked-at-once]', async () => {
    for (let round = 0; round < 10; round++) {
      const stream = await world.ask(customer.user, await world.newChat(customer.user), { content: 'Guten Tag' });
      await stream.until('done');
      const { price } = stream.one('done');
      const booking = await world.people.send('GET', `billing/transactions/${price?.transactionId}`, {
        as: customer.user,
      });
      const balance = await world.people.send('GET', 'billing/balance', { as: customer.user });
      expect([booking.status, booking.body['balanceAfter']]).toEqual([200, balance.body['balance']]);
    }
  });

  it('reaches a slow reader whole, and is booked once', async () => {
    world.fake.script({ words: 20_000 });
    const chatId = await world.newChat(customer.user);
    const body = JSON.stringify({ model: MODEL, content: 'Ein Buch, bitte', maxOutputTokens: 30_000 });
    const socket = sentByHand(chatId, body);
    let received = '';
    for await (const chunk of socket) {
      received += String(chunk);
      if (received.length < 200_000) await pause(20);
    }
    const stored = await lastMessage(chatId);
    const told = [...received.matchAll(/^data: (\{"text":.*\})$/gm)].map(([, data]) => JSON.parse(data ?? '').text);
    expect(told.join('') === stored.content).toBe(true);
    expect(stored.usage?.output).toBe(20_000);
    expect(await onlyBooking()).toMatchObject({ outcome: 'completed', estimated: false });
  });

  it('can be read while it is written', async () => {
    world.fake.script({ words: 60, wordDelayMs: 40 });
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag' });
    await stream.until('start');
    const finished = stream.finish();
    await eventually(async () => (await lastMessage(chatId)).content !== '', 2_000);
    const partial = await lastMessage(chatId);
    expect(partial).toMatchObject({ status: 'streaming', price: null, usage: null });
    await finished;
    expect(partial.content.length).toBeLessThan(stream.text.length);
    expect(stream.text.startsWith(partial.content)).toBe(true);
    expect((await lastMessage(chatId)).content).toBe(stream.text);
  });

  it('sends the conversation along, and the limit that was reserved', async () => {
    const chatId = await world.newChat(customer.user);
    world.fake.script({ text: 'Sehr gern.' });
    await (await world.ask(customer.user, chatId, { content: 'Erstens' })).finish();
    await (await world.ask(customer.user, chatId, { content: 'Zweitens', maxOutputTokens: 77 })).finish();
    const sent = JSON.stringify(world.fake.requests[1]?.body);
    expect([sent.includes('Erstens'), sent.includes('Sehr gern.'), sent.includes('Zweitens')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(world.fake.requests[1]?.body?.['max_output_tokens']).toBe(77);
    expect(world.fake.requests[0]?.body?.['max_output_tokens']).toEqual(expect.any(Number));
  });
});

describe('an answer that is stopped', () => {
  const LONG: FakeScript = { words: 400, wordDelayMs: 20 };

  it('by closing the connection stops the provider within a second; what was used is booked and marked [lesson: abort-charged]', async () => {
    world.fake.script(LONG);
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag' });
    await stream.until('delta', 10);
    const closedAt = Date.now();
    stream.close();
    await expectStoppedWithin(closedAt);
    const booking = await onlyBooking();
    expect(booking).toMatchObject({ outcome: 'aborted', estimated: true });
    expect(booking.usage?.['input']).toBeGreaterThan(0);
    expect(booking.usage?.['output']).toBeGreaterThanOrEqual(10);
    // 400 words would be the whole answer; a word of the vocabulary has at most six tokens.
    expect(booking.usage?.['output']).toBeLessThan(360);
    await eventually(async () => (await lastMessage(chatId)).status === 'aborted');
    const stored = await lastMessage(chatId);
    expect(stored.content.startsWith(stream.text)).toBe(true);
    expect(stored.price).toEqual({
      transactionId: booking.id,
      amount: booking.amount.slice(1).replace(/0+$/, ''),
      estimated: true,
    });
  });

  it('by who leaves at once, at whatever moment, is not paid to its end [lesson: abort-charged]', async () => {
    world.fake.script(LONG);
    for (const afterMs of [0, 1, 2, 3, 4, 6, 8, 12, 20]) {
      const chatId = await world.newChat(customer.user);
      const socket = sentByHand(chatId, JSON.stringify({ model: MODEL, content: 'Guten Tag' }));
      await once(socket, 'connect');
      await pause(afterMs);
      socket.destroy();
    }
    // The whole answer takes eight seconds.
    await pause(STOP_WITHIN_MS);
    await eventually(async () => (await world.openHolds(customer.mandate.id)) === 0, STOP_WITHIN_MS);
    for (const { outcome } of await world.debits(customer.mandate.id)) expect(outcome).toBe('aborted');
  });

  it.each([
    ['another session of the same person', () => world.people.signIn(customer.user.email)],
    ['the same session in another tab', () => Promise.resolve(customer.user)],
  ])('by %s ends with what it cost [lesson: abort-charged]', async (_name, other) => {
    world.fake.script(LONG);
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag' });
    await stream.until('delta', 5);
    const finished = stream.finish();
    const stopper = await other();
    const stoppedAt = Date.now();
    expect((await world.people.send('POST', `chats/${chatId}/stop`, { as: stopper })).status).toBe(204);
    await expectStoppedWithin(stoppedAt);
    await finished;
    const booking = await onlyBooking();
    expect(booking).toMatchObject({ outcome: 'aborted', estimated: true });
    expect(stream.one('done')).toMatchObject({ status: 'aborted', price: { transactionId: booking.id } });
  });

  it('by somebody else is not stopped', async () => {
    world.fake.script({ words: 30, wordDelayMs: 20 });
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag' });
    await stream.until('delta', 2);
    expect((await world.people.send('POST', `chats/${chatId}/stop`, { as: customer.admin })).status).toBe(404);
    expect((await stream.finish()).one('done').status).toBe('completed');
  });

  it('through another gateway is stopped', async () => {
    world.fake.script(LONG);
    const second = await world.secondGateway();
    try {
      const baseUrl = await second.listen();
      const chatId = await world.newChat(customer.user);
      const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag', baseUrl });
      await stream.until('delta', 2);
      const stoppedAt = Date.now();
      await world.people.send('POST', `chats/${chatId}/stop`, { as: customer.user });
      await stream.finish();
      await expectStoppedWithin(stoppedAt);
      expect(stream.one('done').status).toBe('aborted');
    } finally {
      await second.close();
    }
  });

  it('before the provider has said a word leaves no hold, and at most a marked booking of the question [lesson: hold-ends]', async () => {
    world.fake.script({ delayMs: 5_000 });
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag' });
    await stream.until('start');
    await eventually(() => world.fake.requests.length === 1);
    const closedAt = Date.now();
    stream.close();
    await expectStoppedWithin(closedAt);
    await eventually(async () => (await world.openHolds(customer.mandate.id)) === 0);
    const bookings = await world.debits(customer.mandate.id);
    for (const booking of bookings) expect(booking).toMatchObject({ outcome: 'aborted', estimated: true });
    expect(bookings.map(({ usage }) => usage?.['output'])).toEqual(bookings.map(() => 0));
    await eventually(async () => (await lastMessage(chatId)).status === 'aborted');
  });

  it('frees its chat at once, and can be asked for again', async () => {
    world.fake.script(LONG);
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag' });
    await stream.until('delta', 2);
    stream.close();
    await eventually(async () => (await lastMessage(chatId)).status === 'aborted');
    world.fake.script({ words: 3 });
    const again = await world.ask(customer.user, chatId, { retryOf: (await lastMessage(chatId)).id });
    expect((await again.finish()).one('done').status).toBe('completed');
    expect((await world.debits(customer.mandate.id)).map(({ outcome }) => outcome)).toEqual(['aborted', 'completed']);
  });

  it('twenty times in a row never leaves a hold or a second booking', async () => {
    world.fake.script(LONG);
    const chats = await world.newChats(customer.user, 20);
    await Promise.all(
      chats.map(async (chatId, index) => {
        const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag' });
        await stream.until('start');
        await pause(index * 15);
        stream.close();
      }),
    );
    await eventually(async () => (await world.openHolds(customer.mandate.id)) === 0);
    const statuses = await Promise.all(chats.map(async (chatId) => (await lastMessage(chatId)).status));
    expect(new Set(statuses)).toEqual(new Set(['aborted']));
    for (const { outcome } of await world.debits(customer.mandate.id)) expect(outcome).toBe('aborted');
  });
});

describe('a provider that fails', () => {
  const FAILURES: readonly [string, FakeScript, string][] = [
    ['refuses with 500', { status: 500 }, 'aicore.provider_unavailable'],
    ['refuses with 503', { status: 503 }, 'aicore.provider_unavailable'],
    ['refuses with 429', { status: 429, retryAfter: 7 }, 'aicore.rate_limited'],
    ['refuses with 400', { status: 400 }, 'aicore.invalid_request'],
    ['refuses the key', { status: 401 }, 'aicore.provider_unavailable'],
    ['cuts the connection before the first event', { cutAfter: 0 }, 'aicore.provider_unavailable'],
    ['cuts the connection before the first word', { cutAfter: 3 }, 'aicore.provider_unavailable'],
    ['cuts the stream in the middle', { cutAfter: 12 }, 'aicore.provider_unavailable'],
    ['ends the stream in the middle as if it were complete', { endAfter: 12 }, 'aicore.provider_unavailable'],
    ['sends an error in the middle', { errorAfter: 12 }, 'aicore.provider_unavailable'],
    ['sends a rate limit in the middle', { errorAfter: 12, errorCode: 'rate_limit_exceeded' }, 'aicore.rate_limited'],
    ['sends what is no JSON', { malformed: true }, 'aicore.provider_unavailable'],
  ];

  it.each(FAILURES)(
    '%s: nothing is booked, nothing stays held, the next try works [lesson: failed-call-free]',
    async (_name, script, code) => {
      world.fake.script(script);
      const chatId = await world.newChat(customer.user);
      const stream = await (await world.ask(customer.user, chatId, { content: 'Guten Tag' })).finish();
      const problem = stream.problem ?? stream.one('error');
      expect(problem).toMatchObject({ code, requestId: expect.any(String), details: { connectorType: 'openai' } });
      expect(JSON.stringify([problem, stream.events])).not.toMatch(
        /Scripted refusal|had an error|sk-fake|127\.0\.0\.1/,
      );
      if (script.retryAfter) expect(problem.details).toMatchObject({ retryAfterSeconds: script.retryAfter });
      await expectNothingBooked();
      const failed = await lastMessage(chatId);
      expect(failed).toMatchObject({ role: 'assistant', status: 'failed', errorCode: code, price: null });
      expect(stream.one('done')).toEqual(failed);

      world.fake.script({ words: 5 });
      const retry = await (await world.ask(customer.user, chatId, { retryOf: failed.id })).finish();
      expect(retry.one('done').status).toBe('completed');
      expect(await onlyBooking()).toMatchObject({ outcome: 'completed' });
      expect((await world.chat(customer.user, chatId)).messages.filter(({ role }) => role === 'user')).toHaveLength(1);
    },
  );

  it('that is not there at all books nothing [lesson: hold-ends]', async () => {
    const gone = await World.create({ env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' } });
    try {
      const { user, mandate } = await gone.customer();
      const stream = await (await gone.ask(user, await gone.newChat(user), { content: 'Guten Tag' })).finish();
      expect(stream.one('error').code).toBe('aicore.provider_unavailable');
      expect([await gone.debits(mandate.id), await gone.openHolds(mandate.id)]).toEqual([[], 0]);
    } finally {
      await gone.close();
    }
  });

  it('that hangs without a word holds the call only until its reader leaves [lesson: hold-ends]', async () => {
    world.fake.script({ hangHeaders: true });
    const stream = await world.ask(customer.user, await world.newChat(customer.user), { content: 'Guten Tag' });
    await stream.until('start');
    await eventually(() => world.fake.requests.length === 1);
    const closedAt = Date.now();
    stream.close();
    await expectStoppedWithin(closedAt);
  });

  it('that stalls in the middle is stopped with its reader; what came is booked [lesson: silent-abort]', async () => {
    world.fake.script({ words: 20, stallAfter: 14 });
    const stream = await world.ask(customer.user, await world.newChat(customer.user), { content: 'Guten Tag' });
    await stream.until('delta', 8);
    const closedAt = Date.now();
    stream.close();
    await expectStoppedWithin(closedAt);
    expect(await onlyBooking()).toMatchObject({ outcome: 'aborted', estimated: true });
  });

  it('only once is no obstacle: the hold of the failed attempt is free for the next [lesson: hold-ends]', async () => {
    const poor = await world.customer({ credit: '0' });
    const { maximum } = await world.quote(poor.user, 'Guten Tag');
    await world.credit(poor.mandate.id, maximum);
    const chatId = await world.newChat(poor.user);
    world.fake.scriptOnce({ status: 500 });
    const failed = await (await world.ask(poor.user, chatId, { content: 'Guten Tag' })).finish();
    const retry = await world.ask(poor.user, chatId, { retryOf: failed.one('done').id });
    expect((await retry.finish()).one('done').status).toBe('completed');
  });
});

describe('what the provider reports', () => {
  const answerTo = async (script: FakeScript) => {
    world.fake.script(script);
    const stream = await world.ask(customer.user, await world.newChat(customer.user), { content: 'Guten Tag' });
    return (await stream.finish()).one('done');
  };

  it('as zero stays zero, and is a booking [lesson: zero-stays-zero]', async () => {
    const done = await answerTo({ usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 } });
    expect(done.usage).toMatchObject({ input: 0, output: 0 });
    expect(await onlyBooking()).toMatchObject({ amount: '0.000000000', estimated: false, outcome: 'completed' });
    expect(done.price?.estimated).toBe(false);
  });

  it('as cached tokens is counted once, each kind at its price [lesson: cached-once]', async () => {
    const done = await answerTo({
      usage: {
        input_tokens: 1_000,
        input_tokens_details: { cached_tokens: 800, cache_write_tokens: 100 },
        output_tokens: 10,
        output_tokens_details: { reasoning_tokens: 4 },
        total_tokens: 1_010,
      },
    });
    expect(done.usage).toEqual({
      input: 100,
      cacheRead: 800,
      cacheWrite: 100,
      cacheWriteLong: 0,
      output: 10,
      reasoning: 4,
      searchRequests: 0,
      searchCredits: 0,
    });
    // (100 × 1 + 800 × 0.05 + 100 × 1.25 + 10 × 5) ÷ 1'000'000 USD × 0.80 × 1.5
    expect((await onlyBooking()).amount).toBe('-0.000378000');
  });

  it('as nothing is estimated from what was sent and received, and marked', async () => {
    const done = await answerTo({ words: 30, noUsage: true });
    expect(await onlyBooking()).toMatchObject({ estimated: true, outcome: 'completed' });
    expect(done.price?.estimated).toBe(true);
    expect(done.usage?.output).toBeGreaterThanOrEqual(30);
    expect(done.usage?.input).toBeGreaterThan(0);
  });

  it('above the hold is taken from free credit, and never below zero', async () => {
    const usage = { input_tokens: 10, output_tokens: 3_000_000, total_tokens: 3_000_010 };
    await answerTo({ usage });
    // 3 million × 5 USD per million × 1.2 = CHF 18, of which there were 10.
    const { rows } = await world.billing.query('SELECT amount, shortfall FROM billing_transaction WHERE id = $1', [
      (await onlyBooking()).id,
    ]);
    expect(rows).toEqual([{ amount: '-10.000000000', shortfall: '8.000012000' }]);
    expect(await world.account(customer.mandate.id)).toMatchObject({ balance: '0.000000000', held: '0.000000000' });
  });

  it.each([
    ['negative', { input_tokens: -5, output_tokens: -7, total_tokens: -12 }],
    ['text', { input_tokens: 'many', output_tokens: null }],
    [
      'more cached than there were',
      { input_tokens: 10, input_tokens_details: { cached_tokens: 50 }, output_tokens: 1 },
    ],
    ['half a token', { input_tokens: 1.5, output_tokens: 2.5 }],
    ['beyond all numbers', { input_tokens: 1e300, output_tokens: 1 }],
  ])('as %s never raises the balance, and the ledger verifies [lesson: sane-prices]', async (_name, usage) => {
    await answerTo({ usage });
    const { amount, usage: booked } = await onlyBooking();
    expect(parseChf(amount)).toBeLessThanOrEqual(0n);
    for (const count of Object.values(booked ?? {})) expect(count).toBeGreaterThanOrEqual(0);
    expect(parseChf((await world.account(customer.mandate.id)).balance)).toBeGreaterThanOrEqual(0n);
  });
});

describe('an idempotency key', () => {
  it('repeated with the same body tells the same answer; the provider is asked once', async () => {
    const chatId = await world.newChat(customer.user);
    const key = randomUUID();
    const first = await (await world.ask(customer.user, chatId, { content: 'Guten Tag', key })).finish();
    const second = await (await world.ask(customer.user, chatId, { content: 'Guten Tag', key })).finish();
    expect(second.one('done')).toEqual(first.one('done'));
    expect(second.text).toBe(first.text);
    expect(second.one('start').userMessage).toEqual(first.one('start').userMessage);
    expect(world.fake.requests).toHaveLength(1);
    await onlyBooking();
  });

  it('repeated with another body is a conflict', async () => {
    const chatId = await world.newChat(customer.user);
    const key = randomUUID();
    await (await world.ask(customer.user, chatId, { content: 'Guten Tag', key })).finish();
    for (const other of [{ content: 'Gute Nacht' }, { content: 'Guten Tag', maxOutputTokens: 99 }]) {
      const { status, problem } = await world.ask(customer.user, chatId, { ...other, key });
      expect([status, problem?.code]).toEqual([409, 'common.idempotency_conflict']);
    }
    expect(world.fake.requests).toHaveLength(1);
  });

  it('sent many times at once has one effect', async () => {
    world.fake.script({ words: 10, wordDelayMs: 20 });
    const chatId = await world.newChat(customer.user);
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () =>
        (await world.ask(customer.user, chatId, { content: 'Hallo', key })).finish(),
      ),
    );
    expect(world.fake.requests).toHaveLength(1);
    await onlyBooking();
    const [done] = answers.flatMap((answer) => answer.all('done'));
    for (const answer of answers) {
      if (answer.status === 200) expect(answer.one('done')).toEqual(done);
      else expect([answer.status, answer.problem?.code]).toEqual([409, 'chat.busy']);
    }
    expect((await world.chat(customer.user, chatId)).messages).toHaveLength(2);
  });

  it('of a call that was refused for lack of credit works after the top-up', async () => {
    const poor = await world.customer({ credit: '0.000000001' });
    const chatId = await world.newChat(poor.user);
    const key = randomUUID();
    expect((await world.ask(poor.user, chatId, { content: 'Guten Tag', key })).status).toBe(402);
    await world.credit(poor.mandate.id, '5');
    const answer = await (await world.ask(poor.user, chatId, { content: 'Guten Tag', key })).finish();
    expect(answer.one('done').status).toBe('completed');
  });

  it('of a stopped answer tells the stopped answer', async () => {
    world.fake.script({ words: 400, wordDelayMs: 20 });
    const chatId = await world.newChat(customer.user);
    const key = randomUUID();
    const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag', key });
    await stream.until('delta', 3);
    stream.close();
    await eventually(async () => (await lastMessage(chatId)).status === 'aborted');
    const again = await (await world.ask(customer.user, chatId, { content: 'Guten Tag', key })).finish();
    expect(again.one('done')).toEqual(await lastMessage(chatId));
    await onlyBooking();
  });

  it('of one chat means nothing in another', async () => {
    const key = randomUUID();
    for (const chatId of await world.newChats(customer.user, 2)) {
      await (await world.ask(customer.user, chatId, { content: 'Guten Tag', key })).finish();
    }
    expect(await world.debits(customer.mandate.id)).toHaveLength(2);
  });
});

describe('two messages at once in one chat', () => {
  it('are answered one at a time; the other is told so and costs nothing', async () => {
    world.fake.script({ words: 20, wordDelayMs: 20 });
    const chatId = await world.newChat(customer.user);
    const answers = await Promise.all(
      ['Eins', 'Zwei', 'Drei'].map(async (content) => (await world.ask(customer.user, chatId, { content })).finish()),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(answers.flatMap(({ problem }) => problem?.code ?? [])).toEqual(['chat.busy', 'chat.busy']);
    expect(world.fake.requests).toHaveLength(1);
    await onlyBooking();
    expect((await world.chat(customer.user, chatId)).messages).toHaveLength(2);
  });

  it('leave a chat that is deleted meanwhile without a hold, and the call is booked', async () => {
    world.fake.script({ words: 100, wordDelayMs: 15 });
    const chatId = await world.newChat(customer.user);
    const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag' });
    await stream.until('delta', 3);
    const removed = await world.people.send('DELETE', `chats/${chatId}`, { as: customer.user });
    expect([204, 409]).toContain(removed.status);
    await stream.finish();
    await onlyBooking();
  });
});
