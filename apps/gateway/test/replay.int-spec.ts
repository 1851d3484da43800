import { readFile } from 'node:fs/promises';
import { parseChf, toChf } from '@nyla/money';
import { VerifyService } from '../src/billing/ledger/verify.service.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { allProviders, type Customer, World } from './support/world.js';

/**
 * 2,000 real calls (see test/data/README.md) through the gateway, over HTTP, with mixed providers. What each of them
 * costs is worked out here once more, with whole numbers and the price list's figures written out, and must agree to
 * the last digit.
 */
const TRACE = new URL('data/azure-llm-trace-2023-conv-2000.csv', import.meta.url);
const CONCURRENCY = 24;
const CREDIT = '1000';
const MARKUP_PERCENT = 50n;
const FX_PER_HUNDRED = 80n;
const TO_1E18 = 10n ** 6n;

interface Call {
  readonly contextTokens: number;
  readonly generatedTokens: number;
}

/** Micro-dollars for a million tokens, i.e. USD × 10⁶. */
interface Prices {
  readonly input: bigint;
  readonly cacheRead: bigint;
  readonly cacheWrite: bigint;
  readonly output: bigint;
}

interface Replayed {
  readonly model: string;
  readonly prices: Prices;
  /** The provider's own words for so many tokens: in all, read from its cache, written to it, out. */
  readonly usage: (input: number, read: number, written: number, output: number) => Record<string, unknown>;
  readonly cost?: string;
  readonly webSearch?: string;
}

const openAiUsage: Replayed['usage'] = (input, read, written, output) => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: read, cache_write_tokens: written },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: Math.floor(output / 3) },
});

const anthropicUsage: Replayed['usage'] = (input, read, written, output) => ({
  input_tokens: input - read - written,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: written,
  output_tokens: output,
});

/** A bill of the provider's own, in the way in which it writes small figures. */
const REPORTED_COST = '3.70000125e-04';

const MIX: readonly Replayed[] = [
  {
    model: 'openai/gpt-6.1-terra',
    prices: { input: 1_000_000n, cacheRead: 50_000n, cacheWrite: 1_250_000n, output: 5_000_000n },
    usage: openAiUsage,
  },
  {
    model: 'anthropic/claude-haiku-5-5',
    prices: { input: 100_000n, cacheRead: 10_000n, cacheWrite: 125_000n, output: 500_000n },
    usage: anthropicUsage,
  },
  {
    model: 'openai/gpt-6-luna',
    prices: { input: 100_000n, cacheRead: 10_000n, cacheWrite: 125_000n, output: 500_000n },
    usage: openAiUsage,
    webSearch: 'tavily/search-basic',
  },
  {
    model: 'anthropic/claude-opus-5-5',
    prices: { input: 4_000_000n, cacheRead: 200_000n, cacheWrite: 5_000_000n, output: 20_000_000n },
    usage: anthropicUsage,
  },
  {
    model: 'perplexity/perplexity/sonar',
    prices: { input: 0n, cacheRead: 0n, cacheWrite: 0n, output: 0n },
    usage: (input, _read, _written, output) => ({ input_tokens: input, output_tokens: output }),
    cost: REPORTED_COST,
  },
  {
    model: 'local/llama-test',
    prices: { input: 0n, cacheRead: 0n, cacheWrite: 0n, output: 0n },
    usage: (input, read, _written, output) => ({
      prompt_tokens: input,
      completion_tokens: output,
      prompt_tokens_details: { cached_tokens: read },
    }),
  },
];

let world: World;
let customer: Customer;

beforeAll(async () => {
  world = await World.create({ providers: allProviders });
  customer = await world.customer({ credit: CREDIT });
});

afterAll(() => world.close());

it('replays 2,000 calls of a real load, exact to the last digit [lesson: exact-sums]', async () => {
  const calls = await readTrace();
  expect(calls).toHaveLength(2_000);
  const expected = new Map<string, bigint>();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < calls.length; index = next++) {
      await replay(calls[index]!, index, expected);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));

  const bookings = await world.debits(customer.mandate.id);
  const searches = calls.filter((_, index) => MIX[index % MIX.length]?.webSearch).length;
  expect(bookings).toHaveLength(calls.length + searches);
  for (const { id, amount } of bookings) expect([id, -parseChf(amount)]).toEqual([id, expected.get(id)]);
  const sum = [...expected.values()].reduce((total, cost) => total + cost, 0n);
  const { balance, held } = await world.account(customer.mandate.id);
  expect([toChf(parseChf(CREDIT) - parseChf(balance)), held]).toEqual([toChf(sum), '0.000000000']);
  expect(sum).toBeGreaterThan(parseChf('1'));

  const { differences, receipts } = await world.app.get(VerifyService).verify();
  expect(differences).toEqual([]);
  expect(receipts).toBeGreaterThanOrEqual(bookings.length);
  await expectLedgerClean(world.app);
}, 240_000);

async function replay(call: Call, index: number, expected: Map<string, bigint>): Promise<void> {
  const { model, prices, usage, cost, webSearch } = MIX[index % MIX.length]!;
  const { contextTokens, generatedTokens } = call;
  // Every other call finds a part of its prompt in the provider's cache, and leaves another part there.
  const read = index % 2 === 0 ? Math.floor(contextTokens * 0.4) : 0;
  const mayWrite = model.startsWith('openai/');
  const written = mayWrite && index % 4 === 0 ? Math.floor(contextTokens * 0.25) : 0;
  const reported = usage(contextTokens, read, written, generatedTokens);
  const script = `usage=${JSON.stringify(reported)};words=2${cost ? `;cost=${cost}` : ''}`;
  const chatId = await world.newChat(customer.user);
  const stream = await world.ask(customer.user, chatId, {
    // As many words as the call had tokens: no tokenizer makes less of them.
    content: `[[fake:${script}]]${' wort'.repeat(contextTokens)}`,
    model,
    maxOutputTokens: Math.max(16, generatedTokens),
    ...(webSearch && { webSearch }),
  });
  const { charges } = (await stream.finish()).one('done');
  const [answer, search] = charges.toReversed();
  if (!answer || Boolean(search) !== Boolean(webSearch)) throw new Error(`call ${index}: ${JSON.stringify(charges)}`);
  const tokens = { input: contextTokens - read - written, read, written, output: generatedTokens };
  expected.set(answer.transactionId, cost ? chfOfReportedCost() : chfOfTokens(prices, tokens));
  // One credit: USD 0.008.
  if (search) expected.set(search.transactionId, toNano(8n * 10n ** 15n));
}

function chfOfTokens(prices: Prices, tokens: { input: number; read: number; written: number; output: number }): bigint {
  const microDollarsTimesMillion =
    BigInt(tokens.input) * prices.input +
    BigInt(tokens.read) * prices.cacheRead +
    BigInt(tokens.written) * prices.cacheWrite +
    BigInt(tokens.output) * prices.output;
  // USD × 10¹² so far; one rounding, at the end, from USD × 10¹⁸.
  return toNano(microDollarsTimesMillion * TO_1E18);
}

/** 3.70000125e-04 USD are 370'000'125 × 10⁻¹² USD. */
function chfOfReportedCost(): bigint {
  return toNano(370_000_125n * 10n ** 6n);
}

/** Nano-francs for USD × 10¹⁸: × 0.80 × 1.50, rounded once, half to even. */
function toNano(usdTimes1e18: bigint): bigint {
  const numerator = usdTimes1e18 * FX_PER_HUNDRED * (100n + MARKUP_PERCENT);
  const denominator = 100n * 100n * 10n ** 9n;
  const whole = numerator / denominator;
  const twiceRest = (numerator % denominator) * 2n;
  const roundsUp = twiceRest > denominator || (twiceRest === denominator && whole % 2n === 1n);
  return roundsUp ? whole + 1n : whole;
}

async function readTrace(): Promise<Call[]> {
  const [, ...lines] = (await readFile(TRACE, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const [, contextTokens, generatedTokens] = line.split(',');
    return { contextTokens: Number(contextTokens), generatedTokens: Number(generatedTokens) };
  });
}
