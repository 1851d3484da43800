import { formatDecimal, parseDecimal } from '@nyla/money';
import type { ModelFacts, PriceVersion } from '../connector.contract.js';
import { fxFaults, fxWarnings, type ProposedPrice, priceFaults, priceWarnings } from './price-sanity.js';
import { factors, longTier, shippedPrice, tier } from './shipped-price.js';

const FACTS: ModelFacts = {
  displayName: 'Test',
  status: 'active',
  shutdownDate: null,
  replacement: null,
  contextWindow: 100_000,
  maxOutputTokens: 8_192,
  defaultOutputTokens: 2_048,
  capabilities: ['chat'],
  modelClass: null,
  released: null,
  traits: [],
};

const PRICE: ProposedPrice = shippedPrice({
  connectorType: 'anthropic',
  model: 'test',
  base: tier(['2', '10', '0.2', '2.5', '4']),
  longPrompt: longTier(200_000, ['4', '15', '0.4', '5', '8']),
  searchRequestUsd: parseDecimal('0.01'),
  facts: FACTS,
  source: 'test',
});
const METERED = { likelyUsd: parseDecimal('0.1'), maximumUsd: parseDecimal('1') };
const SEARCH: ProposedPrice = shippedPrice({
  connectorType: 'tavily',
  model: 'test',
  searchCreditUsd: parseDecimal('0.008'),
  source: 'test',
});

describe('what no price may be', () => {
  function faults(changes: Partial<ProposedPrice>): string[] {
    return priceFaults({ ...PRICE, ...changes }, false).map(({ field, constraint }) => `${field} ${constraint}`);
  }

  it('is not what ordinary prices are', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ longPrompt: null })).toEqual([]);
    expect(faults({ base: null, longPrompt: null, metered: METERED })).toEqual([]);
    expect(priceFaults(SEARCH, true)).toEqual([]);
  });

  it.each<[string, Partial<ProposedPrice>, string[]]>([
    ['nothing at all', { base: null, longPrompt: null }, ['base hasPrice']],
    [
      'fees without a price for tokens',
      { base: null, longPrompt: null, searchRequestUsd: parseDecimal('1') },
      ['base hasPrice'],
    ],
    ['credits for a model that answers', { searchCreditUsd: parseDecimal('1') }, ['searchCreditUsd isChatPrice']],
    [
      'a negative price',
      { base: tier(['2', '-10', '0.2', '2.5', '4']), longPrompt: null },
      ['base.output isNotNegative'],
    ],
    ['a negative fee', { searchRequestUsd: parseDecimal('-0.01') }, ['searchRequestUsd isNotNegative']],
    [
      'a cache read above input',
      { base: tier(['2', '10', '2.01']), longPrompt: null },
      ['base.cacheRead isBelowInput'],
    ],
    [
      'a cache read above input in long prompts',
      { longPrompt: longTier(9, ['4', '15', '4.1', '5', '8']) },
      ['longPrompt.cacheRead isBelowInput'],
    ],
    [
      'a long prompt that is cheaper',
      { longPrompt: longTier(9, ['4', '9.99', '0.4', '5', '8']) },
      ['longPrompt.output isAboveBase'],
    ],
    [
      'a long prompt without a kind',
      { longPrompt: longTier(9, ['4', '15', '0.4', null, '8']) },
      ['longPrompt.cacheWrite hasPrice'],
    ],
    [
      'a threshold of nothing',
      { longPrompt: longTier(0, ['4', '15', '0.4', '5', '8']) },
      ['longPrompt.aboveInputTokens min'],
    ],
    ['long prompts only', { base: null, metered: METERED }, ['longPrompt hasBase']],
    [
      'more expected than held',
      { metered: { likelyUsd: parseDecimal('1.01'), maximumUsd: parseDecimal('1') } },
      ['metered.likelyUsd isBelowMaximum'],
    ],
    ['a factor of zero', { multipliers: factors({ batch: '0' }) }, ['multipliers.batch isFactor']],
    ['a factor above ten', { multipliers: factors({ batch: '10', fast: '10.1' }) }, ['multipliers.fast isFactor']],
    [
      'a default above the longest answer',
      { facts: { ...FACTS, defaultOutputTokens: 9_000 } },
      ['facts.defaultOutputTokens isBelowMaximum'],
    ],
    [
      'an answer longer than the context',
      { facts: { ...FACTS, contextWindow: 8_000 } },
      ['facts.maxOutputTokens isBelowContext'],
    ],
    ['a model for nothing', { facts: { ...FACTS, capabilities: ['vision'] } }, ['facts.capabilities hasPurpose']],
    ['its own replacement', { facts: { ...FACTS, replacement: 'test' } }, ['facts.replacement isOther']],
  ])('is %s', (_, changes, expected) => expect(faults(changes)).toEqual(expected));

  it('is a price for tokens of a search, or none for its credits', () => {
    const faults = priceFaults({ ...SEARCH, searchCreditUsd: null, base: PRICE.base, metered: METERED }, true);
    expect(faults.map(({ field }) => field)).toEqual(['searchCreditUsd', 'base', 'metered']);
  });
});

describe('what looks like a typing error', () => {
  const before: PriceVersion = { ...PRICE, id: 'before' };

  function warnings(changes: Partial<ProposedPrice>, earlier: PriceVersion | null = before): string[] {
    return priceWarnings({ ...PRICE, ...changes }, earlier ?? undefined).map(
      ({ field, before: was, after, reason }) => `${field} ${was} → ${after} ${reason}`,
    );
  }
  const input = (usd: string) => ({ base: tier([usd, '10', '0.2', '2.5', '4']) });

  it.each<[string, Partial<ProposedPrice>, string[]]>([
    ['the same price', {}, []],
    ['ten times up', input('20'), []],
    ['more than ten times up', input('20.000001'), ['base.input 2 → 20.000001 tenfold']],
    ['ten times down', input('0.2'), []],
    ['more than ten times down', input('0.199999'), ['base.input 2 → 0.199999 tenfold']],
    ['a price per token', input('0.000002'), ['base.input 2 → 0.000002 unit', 'base.input 2 → 0.000002 tenfold']],
    ['a price of a thousand millions', input('2000'), ['base.input 2 → 2000 unit', 'base.input 2 → 2000 tenfold']],
    ['nothing', input('0'), ['base.input 2 → 0 zero']],
    ['a fee of nothing', { searchRequestUsd: parseDecimal('0') }, ['searchRequestUsd 0.01 → 0 zero']],
    ['a dear fee', { searchRequestUsd: parseDecimal('0.11') }, ['searchRequestUsd 0.01 → 0.11 tenfold']],
    ['a fee that there was none of', { metered: METERED }, []],
  ])('%s', (_, changes, expected) => expect(warnings(changes)).toEqual(expected));

  it('is compared with what is in force, not with nothing [lesson: sane-prices]', () => {
    expect(warnings(input('900'), null)).toEqual([]);
    expect(warnings(input('0.0005'), null)).toEqual(['base.input null → 0.0005 unit']);
  });

  it('on own hardware is not a price of nothing; its end is', () => {
    const local = shippedPrice({ connectorType: 'local', model: '*', base: tier(['0', '0']), source: 'test' });
    expect(priceWarnings(local, undefined)).toEqual([]);
    const sold = { ...local, base: tier(['1', '0']) };
    expect(priceWarnings(sold, { ...local, id: 'before' }).map(({ field, reason }) => [field, reason])).toEqual([
      ['base.input', 'tenfold'],
    ]);
  });
});

describe('an exchange rate', () => {
  const before = { rate: parseDecimal('0.8'), date: '2026-11-20', source: 'test' };

  it.each(['0.2', '5', '0.81234567'])('may be %s', (rate) => expect(fxFaults(parseDecimal(rate))).toEqual([]));

  it.each(['0.19999999', '5.00000001', '0', '-1', '0.812345678'])('is never %s', (rate) => {
    expect(fxFaults(parseDecimal(rate)).map(({ field }) => field)).toEqual(['usdChf']);
  });

  it.each([
    ['0.88', false],
    ['0.72', false],
    ['0.8801', true],
    ['0.7199', true],
  ])('of %s looks like a typing error: %s', (rate, isUnusual) => {
    expect(fxWarnings(parseDecimal(rate), before)).toEqual(
      isUnusual
        ? [{ field: 'usdChf', before: '0.8', after: formatDecimal(parseDecimal(rate)), reason: 'ten_percent' }]
        : [],
    );
    expect(fxWarnings(parseDecimal(rate), undefined)).toEqual([]);
  });
});
