import { parseDecimal } from '@nyla/money';
import { calcPrice, findProvider } from '@pydantic/genai-prices';
import type { Usage } from '../connector.contract.js';
import { calculatePrice } from '../price-calculation.js';
import { SHIPPED_PRICES, type ShippedPrice } from '../price-list.data.js';
import { totalInput, usageOf } from '../usage.js';

/**
 * Our prices and our arithmetic against a catalogue and a calculator that others have written (genai-prices, MIT,
 * published 2026-09-23). It reckons in floats, we do not: results are compared to a relative 1e-12, which is well
 * below the price of a token in any request. Every difference is written down below; a new one fails.
 */
const RELATIVE_ERROR = 1e-12;

/** Newer than the catalogue, or never in it. */
const UNKNOWN = [
  'anthropic/claude-fable-5-2',
  'anthropic/claude-haiku-5-5',
  'anthropic/claude-sonnet-5-5',
  'openai/gpt-6.1-sol',
  'openai/gpt-6.1-terra',
  'perplexity/perplexity/sonar',
  // Presets have no price that anybody could know.
  'perplexity/preset/fast',
  'perplexity/preset/high',
  'perplexity/preset/low',
  'perplexity/preset/medium',
  'perplexity/preset/xhigh',
  // The catalogue has no search providers.
  'tavily/search-advanced',
  'tavily/search-basic',
];

/** Ours and theirs in USD, by row and mix. */
const DIFFERENCES: Readonly<Record<string, readonly [ours: string, theirs: number]>> = {
  // The provider writes "<272K" for the lower price of these models, and the catalogue takes it at its word: a prompt of
  // exactly 272'000 tokens is a long one. Our other sources, and the provider for GPT-6 Sol and Luna, say "more than
  // 272K". Only a request of exactly that many tokens is priced differently.
  'openai/gpt-6-astra 2026-09-03 at the threshold': ['2.77', 5.515],
  'openai/gpt-5.6-sol 2026-07-09 at the threshold': ['1.39', 2.765],
  'openai/gpt-5.6-sol 2026-08-21 at the threshold': ['1.108', 2.206],
  'openai/gpt-5.6-terra 2026-07-09 at the threshold': ['0.695', 1.3825],
  'openai/gpt-5.6-terra 2026-07-30 at the threshold': ['0.556', 1.106],
  'openai/gpt-5.6-luna 2026-07-09 at the threshold': ['0.278', 0.553],
  'openai/gpt-5.6-luna 2026-07-30 at the threshold': ['0.0556', 0.1106],
  'openai/gpt-5.5 2025-01-01 at the threshold': ['1.39', 2.765],
  'openai/gpt-5.4 2025-01-01 at the threshold': ['0.695', 1.3825],
  // The catalogue keeps what prompts above 200'000 tokens cost while a beta allowed them. The beta ended on 2026-04-30,
  // and the provider refuses them since: no request that can be made is priced differently.
  'anthropic/claude-sonnet-4-5 2025-01-01 a long prompt': ['0.78', 1.5525],
};

type Mix = (row: ShippedPrice) => Partial<Usage> | null;

/** Null: the row does not sell what the mix is about. */
const MIXES: Readonly<Record<string, Mix>> = {
  plain: () => ({ input: 1_234, output: 567 }),
  'one token': () => ({ input: 1 }),
  nothing: () => ({}),
  'reasoning, which is output': () => ({ input: 10, output: 2_000, reasoning: 1_500 }),
  'cache read': ({ base }) => (base?.cacheRead ? { input: 1_000, cacheRead: 9_001, output: 321 } : null),
  'cache write': ({ base }) => (base?.cacheWrite ? { input: 1_000, cacheWrite: 5_003, output: 321 } : null),
  'long cache write': ({ base }) =>
    base?.cacheWriteLong ? { input: 1_000, cacheWrite: 301, cacheWriteLong: 5_003, output: 321 } : null,
  'every kind': ({ base }) => ({
    input: 17,
    cacheRead: base?.cacheRead ? 70_001 : 0,
    cacheWrite: base?.cacheWrite ? 3_331 : 0,
    cacheWriteLong: base?.cacheWriteLong ? 1_117 : 0,
    output: 999,
    searchRequests: 2,
  }),
  'web search': () => ({ input: 4_000, output: 200, searchRequests: 3 }),
  'at the threshold': ({ longPrompt }) => longPrompt && { input: longPrompt.aboveInputTokens, output: 1_000 },
  'above the threshold': ({ longPrompt }) => longPrompt && { input: longPrompt.aboveInputTokens + 1, output: 1_000 },
  'a long prompt': ({ base }) => ({ input: 250_000, cacheRead: base?.cacheRead ? 50_000 : 0, output: 1_000 }),
};

function oursInUsd(row: ShippedPrice, usage: Usage): string {
  const price = { ...row, id: '018f3c1e-0000-7000-8000-000000000001' };
  const fx = { rate: parseDecimal('1'), date: '2026-11-20', source: 'test' };
  const { receipt } = calculatePrice(usage, { price, fx, markupPercent: parseDecimal('0') });
  expect(receipt.exactChf).toBe(receipt.usdTotal);
  return receipt.usdTotal;
}

/** What the catalogue says, as of the day on which the row starts; undefined where it does not know the very model. */
function theirsInUsd({ connectorType, model, validFrom }: ShippedPrice, usage: Usage): number | undefined {
  const result = calcPrice(
    {
      input_tokens: totalInput(usage),
      cache_read_tokens: usage.cacheRead,
      cache_write_tokens: usage.cacheWrite + usage.cacheWriteLong,
      cache_write_1h_tokens: usage.cacheWriteLong,
      output_tokens: usage.output,
      web_searches: usage.searchRequests,
    },
    model,
    { providerId: connectorType, timestamp: validFrom },
  );
  // It may also take a newer model for an older one of a similar name.
  return result?.model.id === model ? result.total_price : undefined;
}

const ROWS = SHIPPED_PRICES.filter(({ connectorType }) => !['demo', 'local'].includes(connectorType));
const KNOWN = ROWS.filter(
  (row) => findProvider({ providerId: row.connectorType }) && theirsInUsd(row, usageOf({})) !== undefined,
);

function compareMixes(row: ShippedPrice): Record<string, readonly [string, number | undefined]> {
  const differences: Record<string, readonly [string, number | undefined]> = {};
  for (const [name, mix] of Object.entries(MIXES)) {
    const used = mix(row);
    if (!used) continue;
    const ours = oursInUsd(row, usageOf(used));
    const theirs = theirsInUsd(row, usageOf(used));
    const isSame = theirs !== undefined && Math.abs(Number(ours) - theirs) <= RELATIVE_ERROR * Math.abs(theirs);
    if (!isSame) differences[`${rowName(row)} ${name}`] = [ours, theirs === undefined ? theirs : rounded(theirs)];
  }
  return differences;
}

function rowName({ connectorType, model, validFrom }: ShippedPrice): string {
  return `${connectorType}/${model} ${validFrom.toISOString().slice(0, 10)}`;
}

/** Without the noise of floats, for reading. */
function rounded(usd: number): number {
  return Number(usd.toPrecision(12));
}

describe('an independent catalogue', () => {
  it('does not know these models', () => {
    const known = new Set(KNOWN.map(({ connectorType, model }) => `${connectorType}/${model}`));
    const all = new Set(ROWS.map(({ connectorType, model }) => `${connectorType}/${model}`));
    expect([...all].filter((id) => !known.has(id)).toSorted()).toEqual(UNKNOWN);
    expect(known.size).toBe(24);
  });

  it.each(KNOWN.map((row) => [rowName(row), row] as const))(
    'agrees on %s, but for what is written down',
    (name, row) => {
      const expected = Object.entries(DIFFERENCES).filter(([key]) => key.startsWith(`${name} `));
      expect(compareMixes(row)).toEqual(Object.fromEntries(expected));
    },
  );

  it('is contradicted only where there is a row', () => {
    const names = KNOWN.map(rowName);
    const orphans = Object.keys(DIFFERENCES).filter((key) => !names.some((name) => key.startsWith(`${name} `)));
    expect(orphans).toEqual([]);
  });
});
