import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { expectLedgerClean } from './support/ledger-check.js';
import { allProviders, type Customer, eventually, MODEL, World } from './support/world.js';

/** What a broken or hostile provider may report: it must neither be free, nor empty an account, nor lock a chat. */
let world: World;
let customer: Customer;

beforeAll(async () => {
  world = await World.create({ providers: allProviders });
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

async function ask(model: string, webSearch?: string) {
  const chatId = await world.newChat(customer.user);
  const stream = await world.ask(customer.user, chatId, { content: 'Guten Tag', model, webSearch });
  return { chatId, done: (await stream.finish()).one('done') };
}

it('U+0000 in an answer is left out; the answer is stored and the chat goes on', async () => {
  world.fake.scriptOnce({ text: 'Guten\u0000 Tag' });
  const { chatId, done } = await ask(MODEL);
  expect(done).toMatchObject({ status: 'completed', content: 'Guten Tag' });
  const next = await (await world.ask(customer.user, chatId, { content: 'Und nun?' })).finish();
  expect(next.one('done').status).toBe('completed');
});

it.each([
  ['input beyond any context', MODEL, { usage: { input_tokens: 1e15 } }, undefined],
  ['output beyond what the model can write', MODEL, { usage: { output_tokens: 90_000_000 } }, undefined],
  ['input beyond any context', 'anthropic/claude-haiku-5-5', { usage: { input_tokens: 1e12 } }, undefined],
  [
    'more searches than were allowed',
    'anthropic/claude-haiku-5-5',
    { usage: { server_tool_use: { web_search_requests: 1_000_000 } } },
    'provider',
  ],
  ['a bill far beyond the reservation', 'perplexity/preset/fast', { cost: '10' }, undefined],
])(
  '%s, reported by %s, is charged as a marked estimate within the reservation',
  async (_, model, script, webSearch) => {
    world.fake.scriptOnce(script);
    const { done } = await ask(model, webSearch);
    expect(done).toMatchObject({ status: 'completed', price: { estimated: true } });
    const [booking] = await world.debits(customer.mandate.id);
    expect(Number(booking?.amount)).toBeGreaterThan(-0.2);
  },
);

it('a failure of a provider is a warning in the log, with its reason and without a key [lesson: failed-call-free]', async () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  world.fake.scriptOnce({ status: 401 });
  await ask(MODEL);
  const lines = warn.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('failed'));
  warn.mockRestore();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('openai/gpt-6.1-terra failed: ConnectorError: HTTP 401');
  expect(lines[0]).not.toContain(String(world.fake.apiKey));
});

it('a search that reports a fortune in credits is charged as documented', async () => {
  world.fake.scriptOnce({ credits: 1_000_000_000 });
  const { done } = await ask(MODEL, 'tavily/search-basic');
  expect(done.charges[0]).toMatchObject({ model: 'search-basic', amount: '0.0096', estimated: true });
});
