import type { ConnectorType } from '@nyla/contracts';
import { parseDecimal } from '@nyla/money';
import { modelOf, pricingOf } from '../../test/support/shipped-pricing.js';
import type { Connector, Price, Pricing } from './connector.contract.js';
import { AnthropicConnector } from './plugins/anthropic/anthropic-connector.js';
import { parseExactJson } from './plugins/exact-json.js';
import { OpenAiConnector } from './plugins/openai/openai-connector.js';
import { MONEY_FIELDS } from './plugins/perplexity/agent-usage.js';
import { PerplexityConnector } from './plugins/perplexity/perplexity-connector.js';
import { TavilyConnector } from './plugins/tavily/tavily-connector.js';
import { PriceMissingError, recomputeReceipt } from './price-calculation.js';

/** From what a provider reports to what a customer pays, every figure worked out by hand. */
const SETTINGS = { apiKey: null, baseUrl: 'http://127.0.0.1:9' };
const CONNECTORS = {
  anthropic: new AnthropicConnector(SETTINGS),
  openai: new OpenAiConnector(SETTINGS),
  perplexity: new PerplexityConnector(SETTINGS),
  tavily: new TavilyConnector(SETTINGS),
} as const satisfies Partial<Record<ConnectorType, Connector>>;

type Provider = keyof typeof CONNECTORS;

/** 0.7961 CHF for a dollar and a markup of 50 %: USD × 0.7961 × 1.5 = USD × 1.19415. */
function shippedPricing(provider: Provider, model: string): Pricing {
  return { ...pricingOf(provider, model), fx: { rate: parseDecimal('0.7961'), date: '2026-11-20', source: 'test' } };
}

function priceOf(provider: Provider, model: string, raw: unknown, pricing = shippedPricing(provider, model)): Price {
  const connector = CONNECTORS[provider];
  const usage = connector.normaliseUsage(raw);
  if (!usage) throw new Error('the usage is unreadable');
  return connector.calculatePriceCHF(usage, pricing);
}

function linesOf({ receipt }: Price): [string, number, string][] {
  return receipt.lines.map(({ kind, quantity, usdAmount }) => [kind, quantity, usdAmount]);
}

const OPENAI_RAW = {
  input_tokens: 12_345,
  input_tokens_details: { cached_tokens: 8_192, cache_write_tokens: 2_000 },
  output_tokens: 1_234,
  output_tokens_details: { reasoning_tokens: 800 },
  total_tokens: 13_579,
  web_search_calls: 2,
};

const ANTHROPIC_RAW = {
  input_tokens: 1_500,
  cache_read_input_tokens: 96_000,
  cache_creation_input_tokens: 4_000,
  cache_creation: { ephemeral_5m_input_tokens: 3_000, ephemeral_1h_input_tokens: 1_000 },
  output_tokens: 2_000,
  output_tokens_details: { thinking_tokens: 500 },
  server_tool_use: { web_search_requests: 1 },
  service_tier: 'standard',
  inference_geo: 'us',
};

const PERPLEXITY_TOKENS = {
  input_tokens: 11_575,
  input_tokens_details: { cache_creation_input_tokens: 6_296, cache_read_input_tokens: 5_270 },
  output_tokens: 227,
  tool_calls_details: { search_web: { invocation: 2 } },
};

describe('worked examples', () => {
  it('OpenAI: cached and written input inside the total, reasoning inside output, two searches', () => {
    const price = priceOf('openai', 'gpt-6.1-terra', OPENAI_RAW);
    // uncached 12'345 − 8'192 − 2'000 = 2'153; prices per million: 1, read 0.05, write 1.25, out 5; a search 0.01
    expect(linesOf(price)).toEqual([
      ['input', 2_153, '0.002153'],
      ['cache_read', 8_192, '0.0004096'],
      ['cache_write', 2_000, '0.0025'],
      ['output', 1_234, '0.00617'],
      ['search_request', 2, '0.02'],
    ]);
    // 0.0312326 × 1.19415 = 0.03729640929
    expect(price.receipt).toMatchObject({ usdTotal: '0.0312326', exactChf: '0.03729640929', amount: '0.037296409' });
    expect(recomputeReceipt(price.receipt)).toBe(37_296_409n);
  });

  it('Anthropic: a long prompt of all kinds of input, run in the United States, one search', () => {
    const price = priceOf('anthropic', 'claude-haiku-5-5', ANTHROPIC_RAW);
    // 1'500 + 96'000 + 4'000 = 101'500 tokens, above 100'000: 0.5, read 0.05, write 0.625 and 1, out 2.5; tokens × 1.1
    expect(linesOf(price)).toEqual([
      ['input', 1_500, '0.000825'],
      ['cache_read', 96_000, '0.00528'],
      ['cache_write', 3_000, '0.0020625'],
      ['cache_write_long', 1_000, '0.0011'],
      ['output', 2_000, '0.0055'],
      ['search_request', 1, '0.01'],
    ]);
    // 0.0247675 × 1.19415 = 0.029576110125
    expect(price.receipt).toMatchObject({
      longPrompt: true,
      multipliers: [{ name: 'inference_geo_us', factor: '1.1' }],
      usdTotal: '0.0247675',
      exactChf: '0.029576110125',
      amount: '0.02957611',
    });
    expect(recomputeReceipt(price.receipt)).toBe(29_576_110n);
  });

  it('Perplexity: its own bill, whatever the tokens would have cost', () => {
    // As it arrives: the bill is a JSON number, which must not become a float.
    const raw = parseExactJson(
      `{"input_tokens": 4100, "output_tokens": 220, "cost": {"currency": "USD", "total_cost": 0.00747}}`,
      MONEY_FIELDS,
    );
    const price = priceOf('perplexity', 'preset/fast', raw);
    expect(linesOf(price)).toEqual([['provider_cost', 1, '0.00747']]);
    // 0.00747 × 1.19415 = 0.0089203005: a tie, which goes to the even neighbour
    expect(price.receipt).toMatchObject({ usdTotal: '0.00747', exactChf: '0.0089203005', amount: '0.0089203' });
    expect(recomputeReceipt(price.receipt)).toBe(8_920_300n);
  });

  it('Perplexity: tokens and searches where there is no bill', () => {
    const price = priceOf('perplexity', 'perplexity/sonar', PERPLEXITY_TOKENS);
    // What is written to the cache is sold as input: 11'575 − 5'270 = 6'305 × 0.25, read 0.0625, out 2.5, search 0.0025
    expect(linesOf(price)).toEqual([
      ['input', 6_305, '0.00157625'],
      ['cache_read', 5_270, '0.000329375'],
      ['output', 227, '0.0005675'],
      ['search_request', 2, '0.005'],
    ]);
    // 0.007473125 × 1.19415 = 0.00892403221875
    expect(price.receipt).toMatchObject({
      usdTotal: '0.007473125',
      exactChf: '0.00892403221875',
      amount: '0.008924032',
    });
  });

  it('Tavily: two credits for an advanced search', () => {
    const price = priceOf('tavily', 'search-advanced', { credits: 2 });
    // 2 × 0.008 = 0.016; × 1.19415 = 0.0191064
    expect(linesOf(price)).toEqual([['search_credit', 2, '0.016']]);
    expect(price.receipt).toMatchObject({ usdTotal: '0.016', exactChf: '0.0191064', amount: '0.0191064' });
    expect(recomputeReceipt(price.receipt)).toBe(19_106_400n);
  });
});

const CHAT_COMPLETION_RAW = {
  prompt_tokens: 10_000,
  prompt_tokens_details: { cached_tokens: 9_000 },
  completion_tokens: 100,
};

it('cached tokens are never counted twice [lesson: cached-once]', () => {
  const inputOf = (price: Price) =>
    price.receipt.lines
      .filter(({ kind }) => ['input', 'cache_read', 'cache_write', 'cache_write_long'].includes(kind))
      .reduce((sum, { quantity }) => sum + quantity, 0);
  // Inside the provider's total, for three of them; beside it, for Anthropic.
  expect(inputOf(priceOf('openai', 'gpt-6.1-terra', OPENAI_RAW))).toBe(12_345);
  expect(inputOf(priceOf('openai', 'gpt-4o', CHAT_COMPLETION_RAW))).toBe(10_000);
  expect(inputOf(priceOf('perplexity', 'perplexity/sonar', PERPLEXITY_TOKENS))).toBe(11_575);
  expect(inputOf(priceOf('anthropic', 'claude-haiku-5-5', ANTHROPIC_RAW))).toBe(1_500 + 96_000 + 4_000);
  // 1'000 × 2.5 + 9'000 × 1.25 + 100 × 10 = 14'750 µUSD; counted twice it would be 37'250
  expect(priceOf('openai', 'gpt-4o', CHAT_COMPLETION_RAW).receipt.usdTotal).toBe('0.01475');
});

it('an explicit zero stays zero [lesson: zero-stays-zero]', () => {
  const nothing: [Provider, string, object][] = [
    ['openai', 'gpt-6.1-terra', { input_tokens: 0, output_tokens: 0 }],
    ['openai', 'gpt-4o', { prompt_tokens: 0, completion_tokens: 0 }],
    ['anthropic', 'claude-opus-5-5', { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 }],
    ['perplexity', 'perplexity/sonar', { input_tokens: 0, output_tokens: 0 }],
    ['perplexity', 'preset/fast', { cost: { currency: 'USD', total_cost: '0' } }],
    ['tavily', 'search-basic', { credits: 0 }],
  ];
  for (const [provider, model, raw] of nothing) {
    expect([provider, model, priceOf(provider, model, raw).amount]).toEqual([provider, model, 0n]);
  }
  // A bill of nothing is the bill, though tokens were used.
  const free = { input_tokens: 5_000, output_tokens: 500, cost: { currency: 'USD', total_cost: '0' } };
  expect(priceOf('perplexity', 'perplexity/sonar', free).amount).toBe(0n);
});

it('a fee appears only where the provider reported the search [lesson: search-fee-happened]', () => {
  const tokens = { input_tokens: 10, output_tokens: 10 };
  const reports: [Provider, string, (searches: number) => object][] = [
    ['openai', 'gpt-6.1-terra', (web_search_calls) => ({ ...tokens, web_search_calls })],
    [
      'anthropic',
      'claude-opus-5-5',
      (web_search_requests) => ({ ...tokens, server_tool_use: { web_search_requests, web_fetch_requests: 4 } }),
    ],
    [
      'perplexity',
      'perplexity/sonar',
      (invocation) => ({ ...tokens, tool_calls_details: { search_web: { invocation }, fetch_url: { invocation: 4 } } }),
    ],
  ];
  const feesOf = (price: Price) => price.receipt.lines.filter(({ kind }) => kind === 'search_request');
  for (const [provider, model, report] of reports) {
    // Offered to the model, and not used: no fee.
    expect(modelOf(provider, model).capabilities).toContain('web_search');
    expect(feesOf(priceOf(provider, model, tokens))).toEqual([]);
    expect(feesOf(priceOf(provider, model, report(0)))).toEqual([]);
    expect(feesOf(priceOf(provider, model, report(3)))).toMatchObject([{ quantity: 3, perUnits: 1, multiplier: '1' }]);
  }
  expect(linesOf(priceOf('tavily', 'search-basic', { credits: 0 }))).toEqual([]);
});

it('a missing price refuses [lesson: no-free-model]', () => {
  const refusal = (provider: Provider, model: string, raw: unknown, missing: Partial<Pricing['price']> = {}) => {
    const pricing = shippedPricing(provider, model);
    try {
      priceOf(provider, model, raw, { ...pricing, price: { ...pricing.price, ...missing } });
    } catch (error) {
      return error instanceof PriceMissingError ? error.kind : error;
    }
    return 'a price';
  };
  const tokens = { input_tokens: 10, output_tokens: 10 };
  expect(refusal('openai', 'gpt-6-sol', tokens)).toBe('a price');
  expect(refusal('openai', 'gpt-6-sol', tokens, { base: null })).toBe('input');
  expect(refusal('openai', 'gpt-6-sol', { ...tokens, web_search_calls: 1 }, { searchRequestUsd: null })).toBe(
    'search_request',
  );
  const kept12Hours = { cache_write_tokens: 5, cache_write_tokens_details: { ttl_12h_tokens: 5 } };
  expect(refusal('openai', 'gpt-6-sol', { ...tokens, input_tokens_details: kept12Hours })).toBe('cache_write_long');
  expect(refusal('anthropic', 'claude-opus-5-5', { ...tokens, service_tier: 'priority' })).toBe('priority');
  expect(refusal('anthropic', 'claude-haiku-4-5', { ...tokens, inference_geo: 'us' })).toBe('inference_geo_us');
  // Without its bill nobody knows what a preset has cost.
  expect(refusal('perplexity', 'preset/fast', tokens)).toBe('input');
  expect(refusal('tavily', 'search-basic', { credits: 1 }, { searchCreditUsd: null })).toBe('search_request');
  expect(
    refusal('tavily', 'search-basic', { credits: 1 }, { searchCreditUsd: null, searchRequestUsd: parseDecimal('0') }),
  ).toBe('search_credit');
});
