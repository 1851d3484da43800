import type { InsufficientBalanceDetails } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import type { ChatStream } from './support/chat-stream.js';
import { expectLedgerClean } from './support/ledger-check.js';
import type { TestApp } from './support/test-app.js';
import { type Customer, pause, World } from './support/world.js';

const CALLS = 50;
const QUESTION = 'Was kostet das?';
/** Long enough that no call is over before the last one has come. */
const THINKING_MS = 400;

let world: World;

beforeAll(async () => {
  world = await World.create();
});

beforeEach(() => {
  world.fake.reset();
  world.fake.script({ delayMs: THINKING_MS });
});

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

interface Sample {
  readonly balance: string;
  readonly held: string;
}

/** Reads the account as fast as it can until it is stopped. */
function watchAccount(mandateId: string): () => Promise<Sample[]> {
  const samples: Sample[] = [];
  let isOver = false;
  const watching = (async () => {
    // oxlint-disable-next-line no-unmodified-loop-condition -- set below, while this waits for the database
    while (!isOver) samples.push(await world.account(mandateId));
  })();
  return async () => {
    isOver = true;
    await watching;
    return samples;
  };
}

/** A customer whose credit covers exactly the most that one call can cost. */
async function customerForOneCall(): Promise<Customer & { readonly price: string }> {
  const customer = await world.customer({ credit: '0' });
  const { maximum } = await world.quote(customer.user, QUESTION);
  await world.credit(customer.mandate.id, maximum);
  return { ...customer, price: maximum };
}

async function race({ mandate, user }: Customer, baseUrls: readonly string[]): Promise<ChatStream[]> {
  const chats = await world.newChats(user, CALLS);
  const stopWatching = watchAccount(mandate.id);
  const answers = await Promise.all(
    chats.map(async (chatId, index) => {
      const baseUrl = baseUrls[index % baseUrls.length] ?? '';
      return (await world.ask(user, chatId, { content: QUESTION, baseUrl })).finish();
    }),
  );
  const samples = await stopWatching();
  expect(samples.length).toBeGreaterThan(20);
  expect(samples.some(({ held }) => parseChf(held) > 0n)).toBe(true);
  expect(samples.filter(({ balance, held }) => parseChf(balance) < 0n || parseChf(balance) < parseChf(held))).toEqual(
    [],
  );
  return answers;
}

async function expectOneWinner(answers: readonly ChatStream[], { mandate, price }: Customer & { price: string }) {
  const statuses = answers.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([200, ...Array.from({ length: CALLS - 1 }, () => 402)]);
  const refusals = answers.flatMap(({ problem }) => problem ?? []);
  expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['billing.insufficient_balance']));
  const winner = answers.find(({ status }) => status === 200);
  expect(winner?.one('done').status).toBe('completed');
  expect(world.fake.requests).toHaveLength(1);
  const account = await world.account(mandate.id);
  const [booking, ...more] = await world.debits(mandate.id);
  expect(more).toEqual([]);
  expect(parseChf(account.balance)).toBe(parseChf(price) + parseChf(booking?.amount ?? '0'));
  expect(parseChf(account.balance)).toBeGreaterThanOrEqual(0n);
  expect([account.held, await world.openHolds(mandate.id)]).toEqual(['0.000000000', 0]);
  return refusals;
}

describe(`${CALLS} calls at once on credit for exactly one`, () => {
  it('get one answer and 49 refusals, and the balance is never below zero [lesson: one-winner]', async () => {
    const customer = await customerForOneCall();
    await expectOneWinner(await race(customer, [world.baseUrl]), customer);
  });

  it('are refused with what the call needs, what there is, and who can help', async () => {
    const customer = await customerForOneCall();
    const refusals = await expectOneWinner(await race(customer, [world.baseUrl]), customer);
    for (const { details } of refusals) {
      const { required, available, ...rest } = details as unknown as InsufficientBalanceDetails;
      expect(parseChf(available)).toBeLessThan(parseChf(required));
      expect({ required: parseChf(required), ...rest }).toEqual({
        required: parseChf(customer.price),
        currency: 'CHF',
        affordableOutputTokens: null,
        canTopUp: false,
      });
    }
  });

  it('keep the promise through two gateways on the same databases [lesson: one-winner]', async () => {
    const second: TestApp = await world.secondGateway();
    try {
      const secondUrl = await second.listen();
      const customer = await customerForOneCall();
      await expectOneWinner(await race(customer, [world.baseUrl, secondUrl]), customer);
    } finally {
      await second.close();
    }
  });

  it('all run when there is credit for all, and are booked once each', async () => {
    const { mandate, user } = await world.customer({ credit: '10' });
    const answers = await race({ mandate, user, admin: user }, [world.baseUrl]);
    expect(new Set(answers.map((answer) => answer.one('done').status))).toEqual(new Set(['completed']));
    expect(await world.debits(mandate.id)).toHaveLength(CALLS);
    expect(await world.openHolds(mandate.id)).toBe(0);
  });

  it('never get more than the credit covers, whatever fits beside each other', async () => {
    const { mandate, user } = await world.customer({ credit: '0' });
    const { maximum } = await world.quote(user, QUESTION);
    await world.credit(mandate.id, toChf((parseChf(maximum) * 15n) / 2n));
    const answers = await race({ mandate, user, admin: user }, [world.baseUrl]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(world.fake.requests).toHaveLength(7);
  });
});

describe('a call that comes while another holds all the credit', () => {
  it('is refused with what it needs, not with the smallest amount there is', async () => {
    const customer = await customerForOneCall();
    const [first = '', second = ''] = await world.newChats(customer.user, 2);
    const running = await world.ask(customer.user, first, { content: QUESTION });
    await running.until('start');
    const { status, problem } = await world.ask(customer.user, second, { content: QUESTION });
    const { required } = (problem?.details ?? {}) as unknown as InsufficientBalanceDetails;
    expect({ status, required: parseChf(required) }).toEqual({ status: 402, required: parseChf(customer.price) });
    await running.finish();
  });

  it('is offered the length of answer that the rest covers [lesson: never-shrunk]', async () => {
    const { mandate, user } = await world.customer({ credit: '0' });
    const { maximum } = await world.quote(user, QUESTION, 1_000);
    await world.credit(mandate.id, maximum);
    const chatId = await world.newChat(user);
    const { status, problem } = await world.ask(user, chatId, { content: QUESTION, maxOutputTokens: 4_000 });
    const { affordableOutputTokens } = (problem?.details ?? {}) as unknown as InsufficientBalanceDetails;
    expect({ status, affordableOutputTokens }).toEqual({ status: 402, affordableOutputTokens: 1_000 });
    const answer = await world.ask(user, chatId, { content: QUESTION, maxOutputTokens: 1_000 });
    expect((await answer.finish()).one('done').status).toBe('completed');
    expect(world.fake.requests.map(({ body }) => body?.['max_output_tokens'])).toEqual([1_000]);
  });
});

describe('the same race against a ledger that reads, then writes', () => {
  it('overdraws: the race of this file can fail [lesson: one-winner]', async () => {
    await world.billing.query('CREATE TABLE naive_account (balance numeric NOT NULL)');
    await world.billing.query('INSERT INTO naive_account VALUES (1)');
    const served = await Promise.all(
      Array.from({ length: CALLS }, async () => {
        const { rows } = await world.billing.query<{ balance: string }>('SELECT balance FROM naive_account');
        if (Number(rows[0]?.balance) < 1) return false;
        await pause(THINKING_MS);
        await world.billing.query('UPDATE naive_account SET balance = balance - 1');
        return true;
      }),
    );
    const { rows } = await world.billing.query<{ balance: string }>('SELECT balance FROM naive_account');
    await world.billing.query('DROP TABLE naive_account');
    expect(served.filter(Boolean).length).toBeGreaterThan(1);
    expect(Number(rows[0]?.balance)).toBeLessThan(0);
  });
});
