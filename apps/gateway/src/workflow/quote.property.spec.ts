import { OUTPUT_TOKENS_MIN } from '@nyla/contracts';
import { parseDecimal } from '@nyla/money';
import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import type { ChatTurn, ModelInfo, ModelRequest, SelectedModel, Usage } from '../aicore/aicore.facade.js';
import { createConnectors } from '../aicore/create-connectors.js';
import { SHIPPED_PRICES, type ShippedPrice } from '../aicore/price-list.data.js';
import { estimateInputTokens } from '../aicore/token-estimate.js';
import { usageOf } from '../aicore/usage.js';
import { readEnv } from '../config/env.js';
import { affordableOutputTokens, quote } from './quote.js';

/**
 * The promise behind every hold: whatever usage the request allows, its price is never above the quote's maximum. What
 * a request allows is written down here once more, apart from the connectors: input of at most the real number of
 * tokens, split in any way over the kinds that the provider may count it as, output up to the limit that is sent.
 */
const connectors = createConnectors(readEnv({ NYLA_DEMO: '1' }));
const CHAT_MODELS = SHIPPED_PRICES.filter(({ facts }) => facts?.capabilities.includes('chat'));
const FOUND_PER_SEARCH = 12_000;

const texts = fc.oneof(
  fc.lorem({ maxCount: 120 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom('Grüezi mitenand, wie viel kostet das?', '🧾'.repeat(60), 'x'.repeat(3_000), ''),
  fc.lorem({ maxCount: 40, mode: 'sentences' }).map((text) => text.repeat(30)),
);
const conversations = fc
  .tuple(fc.array(fc.tuple(texts, texts), { maxLength: 3 }), texts)
  .map(([exchanges, question]): ChatTurn[] => [
    ...exchanges.flatMap(([asked, answered]): ChatTurn[] => [
      { role: 'user', content: asked },
      { role: 'assistant', content: answered },
    ]),
    { role: 'user', content: question },
  ]);

function selectedModel(row: ShippedPrice): SelectedModel {
  const connector = connectors.find(({ connectorType }) => connectorType === row.connectorType)!;
  const model = { connectorType: row.connectorType, model: row.model, ...row.facts! } satisfies ModelInfo;
  return {
    connector,
    model,
    pricing: {
      price: { ...row, id: '018f3c1e-0000-7000-8000-000000000001' },
      fx: { rate: parseDecimal('0.79613'), date: '2026-11-20', source: 'test' },
      markupPercent: parseDecimal('50'),
    },
  };
}

/** The most input tokens that the provider can count: its own tokenizer's number, where that is public. */
function mostInput({ connectorType }: ModelInfo, { messages, webSearches = 0 }: ModelRequest): number {
  const real = connectorType === 'openai' ? realTokens(messages) : estimateInputTokens(messages, 'unknown').bound;
  return real * (webSearches + 1) + (FOUND_PER_SEARCH * webSearches * (webSearches + 1)) / 2;
}

function realTokens(messages: readonly ChatTurn[]): number {
  return messages.reduce((sum, { content }) => sum + encode(content, { disallowedSpecial: new Set() }).length + 4, 3);
}

/** Anthropic writes to its cache only when asked, which is for long conversations alone; OpenAI when it likes to. */
function mayWriteCache({ connectorType }: ModelInfo, { messages }: ModelRequest): boolean {
  if (connectorType !== 'anthropic') return true;
  const isLong = estimateInputTokens(messages, 'unknown').likely >= 4_096;
  return isLong && messages.some(({ role }) => role === 'assistant');
}

interface Shares {
  readonly input: number;
  readonly read: number;
  readonly write: number;
  readonly output: number;
  readonly searches: number;
}

const shares = fc.record({
  input: fc.double({ min: 0, max: 1, noNaN: true }),
  read: fc.double({ min: 0, max: 1, noNaN: true }),
  write: fc.double({ min: 0, max: 1, noNaN: true }),
  output: fc.constantFrom(0, 0.5, 1),
  searches: fc.double({ min: 0, max: 1, noNaN: true }),
});

function someUsage({ model, pricing }: SelectedModel, request: ModelRequest, share: Shares): Usage {
  const total = Math.floor(mostInput(model, request) * (share.input > 0.5 ? 1 : share.input));
  const tier = pricing.price.base;
  const cacheRead = tier?.cacheRead ? Math.floor(total * share.read) : 0;
  const isWriting = tier?.cacheWrite && mayWriteCache(model, request);
  const cacheWrite = isWriting ? Math.floor((total - cacheRead) * share.write) : 0;
  return usageOf({
    input: total - cacheRead - cacheWrite,
    cacheRead,
    cacheWrite,
    output: Math.floor(request.maxOutputTokens * share.output),
    searchRequests: Math.round((request.webSearches ?? 0) * share.searches),
  });
}

describe.each(
  CHAT_MODELS.filter(({ metered }) => !metered).map(
    (row) => [`${row.connectorType}/${row.model} from ${row.validFrom.toISOString().slice(0, 10)}`, row] as const,
  ),
)('%s', (_, row) => {
  const selected = selectedModel(row);
  const limit = fc.integer({ min: OUTPUT_TOKENS_MIN, max: selected.model.maxOutputTokens });
  const searches = fc.constantFrom(0, ...(selected.model.capabilities.includes('web_search') ? [1, 3] : []));

  it('costs at most its quote, whatever usage the request allows', () => {
    fc.assert(
      fc.property(conversations, limit, searches, shares, (messages, maxOutputTokens, webSearches, share) => {
        const { request, maximum } = quote(selected, { messages, maxOutputTokens, webSearches });
        const usage = someUsage(selected, request, share);
        return selected.connector.calculatePriceCHF(usage, selected.pricing).amount <= maximum;
      }),
      { numRuns: 60 },
    );
  });

  it('finds the longest answer that the credit covers', () => {
    fc.assert(
      fc.property(
        conversations,
        limit,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (messages, maxOutputTokens, part) => {
          const { request, maximum } = quote(selected, { messages, maxOutputTokens });
          const available = BigInt(Math.floor(Number(maximum) * part));
          const longest = affordableOutputTokens(selected, request, available);
          const priceOf = (tokens: number): bigint => quote(selected, { messages, maxOutputTokens: tokens }).maximum;
          if (longest === null) return priceOf(OUTPUT_TOKENS_MIN) > available;
          const fits = priceOf(longest) <= available;
          return fits && (longest >= request.maxOutputTokens || priceOf(longest + 1) > available);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('a model that only its provider can price', () => {
  it.each(CHAT_MODELS.filter(({ metered }) => metered).map((row) => [row.model, row] as const))(
    '%s is held at its configured maximum',
    (_, row) => {
      const selected = selectedModel(row);
      const { maximum, likely } = quote(selected, { messages: [{ role: 'user', content: 'Guten Tag' }] });
      const held = selected.connector.calculatePriceCHF(
        usageOf({ providerCostUsd: row.metered!.maximumUsd }),
        selected.pricing,
      );
      expect(maximum).toBe(held.amount);
      expect(likely).toBeLessThanOrEqual(maximum);
    },
  );
});
