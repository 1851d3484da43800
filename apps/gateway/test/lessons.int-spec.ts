import { parseChf, toChf } from '@nyla/money';
import { expectLedgerClean } from './support/ledger-check.js';
import { eventually, MODEL, World } from './support/world.js';

let world: World;

beforeAll(async () => {
  world = await World.create();
});

beforeEach(() => world.fake.reset());

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

describe('a call', () => {
  it('is reserved for whoever has millions just as for everybody [lesson: no-trusted-accounts]', async () => {
    const { mandate, user } = await world.customer({ credit: '10000' });
    for (let credit = 0; credit < 200; credit++) await world.credit(mandate.id, '10000');
    const { maximum } = await world.quote(user, 'Guten Tag');
    world.fake.script({ delayMs: 300 });
    const stream = await world.ask(user, await world.newChat(user), { content: 'Guten Tag' });
    await stream.until('start');
    expect(parseChf((await world.account(mandate.id)).held)).toBe(parseChf(maximum));
    expect((await stream.finish()).one('done').status).toBe('completed');
  });

  it('reserves no more than request and length of answer can cost [lesson: tight-holds]', async () => {
    const { mandate, user } = await world.customer();
    // Nine words of German, and 100 tokens out at USD 5 per million: CHF 0.0006 of USD 0.0005.
    const content = 'Wie hoch ist der Zins auf meinem Konto heute?';
    const { maximum, inputTokens } = await world.quote(user, content, 100);
    expect(inputTokens).toBeLessThan(60);
    expect(parseChf(maximum)).toBeGreaterThan(parseChf('0.0006'));
    expect(parseChf(maximum)).toBeLessThan(parseChf('0.0007'));
    world.fake.script({ delayMs: 300, words: 60 });
    const stream = await world.ask(user, await world.newChat(user), { content, maxOutputTokens: 100 });
    await stream.until('start');
    expect(parseChf((await world.account(mandate.id)).held)).toBe(parseChf(maximum));
    const spent = parseChf((await stream.finish()).one('price').amount);
    expect(spent * 4n).toBeGreaterThan(parseChf(maximum));
  });

  it('is booked under an id of ours, however often its provider repeats its own [lesson: own-ids]', async () => {
    const { mandate, user } = await world.customer();
    world.fake.script({ requestId: 'always-the-same' });
    const chats = await world.newChats(user, 5);
    for (const chatId of chats) await (await world.ask(user, chatId, { content: 'Guten Tag' })).finish();
    const { rows } = await world.billing.query<{ provider_request_id: string }>(
      "SELECT provider_request_id FROM billing_transaction WHERE mandate_id = $1 AND type = 'debit'",
      [mandate.id],
    );
    expect(rows).toEqual(chats.map(() => ({ provider_request_id: 'always-the-same' })));
    expect(new Set((await world.debits(mandate.id)).map(({ id }) => id)).size).toBe(chats.length);
  });
});

it('the log adds up to the change of the balance, to the last digit [lesson: exact-sums]', async () => {
  const { mandate, user } = await world.customer({ credit: '1' });
  const tokens = Array.from({ length: 40 }, (_, call) => ({ input: 1 + call * 7, output: 3 + call * 13 }));
  const chats = await world.newChats(user, tokens.length);
  await Promise.all(
    chats.map(async (chatId, call) => {
      const { input = 0, output = 0 } = tokens[call] ?? {};
      const usage = JSON.stringify({ input_tokens: input, output_tokens: output, total_tokens: input + output });
      const stream = await world.ask(user, chatId, { content: `[[fake:usage=${usage}]]`, model: MODEL });
      expect((await stream.finish()).one('done').status).toBe('completed');
    }),
  );
  await eventually(async () => (await world.openHolds(mandate.id)) === 0);
  // USD 1 and 5 per million, × 0.80 CHF × 1.5: 1'200 and 6'000 nano-francs a token.
  const expected = tokens.reduce((sum, { input, output }) => sum + BigInt(input * 1_200 + output * 6_000), 0n);
  const { items } = await world.transactions(user, '?type=debit&limit=100');
  const logged = items.reduce((sum, { amount }) => sum - parseChf(amount), 0n);
  const spent = parseChf('1') - parseChf((await world.account(mandate.id)).balance);
  expect([toChf(logged), toChf(spent)]).toEqual([toChf(expected), toChf(expected)]);
});
