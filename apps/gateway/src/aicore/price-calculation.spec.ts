import { MoneyFormatError, parseChf, parseDecimal } from '@nyla/money';
import fc from 'fast-check';
import type { PriceTier, PriceVersion, Pricing, Receipt, Usage } from './connector.contract.js';
import {
  calculatePrice,
  chfOf,
  describePrice,
  PriceMissingError,
  ReceiptMismatchError,
  recomputeReceipt,
} from './price-calculation.js';
import { totalInput, usageOf } from './usage.js';

const BASE: PriceTier = {
  input: parseDecimal('2'),
  output: parseDecimal('10'),
  cacheRead: parseDecimal('0.2'),
  cacheWrite: parseDecimal('2.5'),
  cacheWriteLong: null,
};

const PRICE: PriceVersion = {
  id: '018f3c1e-0000-7000-8000-000000000001',
  connectorType: 'openai',
  model: 'gpt-test',
  validFrom: new Date('2026-09-22T00:00:00Z'),
  base: BASE,
  longPrompt: {
    aboveInputTokens: 272_000,
    input: parseDecimal('4'),
    output: parseDecimal('15'),
    cacheRead: parseDecimal('0.4'),
    cacheWrite: parseDecimal('5'),
    cacheWriteLong: null,
  },
  searchRequestUsd: parseDecimal('0.01'),
  searchCreditUsd: null,
  metered: null,
  multipliers: { batch: parseDecimal('0.5'), regional_processing: parseDecimal('1.1') },
  facts: null,
  source: 'test',
  confirmed: false,
};

const PRICING: Pricing = {
  price: PRICE,
  fx: { rate: parseDecimal('0.8'), date: '2026-11-20', source: 'test rate' },
  markupPercent: parseDecimal('50'),
};

function priceOf(fields: Partial<Usage>, pricing: Pricing = PRICING): string {
  return calculatePrice(usageOf(fields), pricing).receipt.amount;
}

describe('calculatePrice', () => {
  // Every expected figure is worked out by hand: USD × 0.8 × 1.5 = USD × 1.2.
  it.each<[string, Partial<Usage>, string]>([
    ['1204 × 2 + 310 × 10 = 5508 µUSD', { input: 1204, output: 310 }, '0.0066096'],
    ['one uncached token, 2 µUSD', { input: 1 }, '0.0000024'],
    ['one cached token, 0.2 µUSD', { cacheRead: 1 }, '0.00000024'],
    ['one written token, 2.5 µUSD', { cacheWrite: 1 }, '0.000003'],
    ['reasoning is inside output', { output: 100, reasoning: 60 }, '0.0012'],
    ['a search costs one cent', { searchRequests: 3 }, '0.036'],
    ['nothing costs nothing', {}, '0.00'],
    ['at the threshold: 272000 × 2 + 10 × 10', { input: 272_000, output: 10 }, '0.65292'],
    ['above it everything: 272001 × 4 + 10 × 15', { input: 272_001, output: 10 }, '1.3057848'],
    [
      'cached and written input counts for the threshold: 1 × 4 + 200000 × 0.4 + 72000 × 5',
      { input: 1, cacheRead: 200_000, cacheWrite: 72_000 },
      '0.5280048',
    ],
  ])('%s', (_, usage, expected) => expect(priceOf(usage)).toBe(expected));

  it.each([
    // 0.0125 nano a token: 40 tokens are 0.5 nano, a tie that goes to the even 0; 120 are 1.5, 200 are 2.5.
    [1, '0.00'],
    [40, '0.00'],
    [41, '0.000000001'],
    [120, '0.000000002'],
    [200, '0.000000002'],
    [201, '0.000000003'],
  ])('rounds %i tokens once, half-even, to %s', (input, expected) => {
    const cheap: Pricing = {
      price: {
        ...PRICE,
        base: { ...BASE, input: parseDecimal('0.0000125') },
      },
      fx: { ...PRICING.fx, rate: parseDecimal('1') },
      markupPercent: parseDecimal('0'),
    };
    expect(priceOf({ input }, cheap)).toBe(expected);
  });

  it('rounds the sum, not the lines', () => {
    const pricing: Pricing = {
      ...PRICING,
      price: {
        ...PRICE,
        base: { ...BASE, input: parseDecimal('0.0004'), output: parseDecimal('0.0004') },
      },
      fx: { ...PRICING.fx, rate: parseDecimal('1') },
      markupPercent: parseDecimal('0'),
    };
    // 0.4 nano each: rounded one by one they would vanish.
    expect(priceOf({ input: 1, output: 1 }, pricing)).toBe('0.000000001');
  });

  it('takes the bill of the provider in place of the lines', () => {
    const { amount, receipt } = calculatePrice(
      usageOf({ input: 300_000, output: 10, providerCostUsd: parseDecimal('0.00512') }),
      PRICING,
    );
    expect(amount).toBe(6_144_000n);
    expect(receipt).toMatchObject({
      lines: [{ kind: 'provider_cost', quantity: 1, usd: '0.00512', perUnits: 1, usdAmount: '0.00512' }],
      usdTotal: '0.00512',
      longPrompt: false,
    });
    expect(recomputeReceipt(receipt)).toBe(amount);
  });

  it('multiplies tokens, not fees, by what the provider reported', () => {
    const usage = { input: 1000, output: 100, searchRequests: 1 };
    // (1000 × 2 + 100 × 10) ÷ 10⁶ = 0.003; × 0.5 × 1.1 = 0.00165; + 0.01 = 0.01165; × 1.2 = 0.01398
    const { receipt, amount } = calculatePrice(
      usageOf({ ...usage, multipliers: ['batch', 'regional_processing'] }),
      PRICING,
    );
    expect(receipt.amount).toBe('0.01398');
    expect(receipt.lines.map(({ kind, multiplier, usdAmount }) => [kind, multiplier, usdAmount])).toEqual([
      ['input', '0.55', '0.0011'],
      ['output', '0.55', '0.00055'],
      ['search_request', '1', '0.01'],
    ]);
    expect(receipt.multipliers).toEqual([
      { name: 'batch', factor: '0.5' },
      { name: 'regional_processing', factor: '1.1' },
    ]);
    expect(recomputeReceipt(receipt)).toBe(amount);
    expect(() => priceOf({ ...usage, multipliers: ['fast'] })).toThrow(expect.objectContaining({ kind: 'fast' }));
    expect(() => priceOf({ ...usage, multipliers: ['constructor'] })).toThrow(PriceMissingError);
  });

  it('charges credits where they are sold, and only counts the searches that they paid for', () => {
    const search = { ...PRICE, base: null, longPrompt: null, searchCreditUsd: parseDecimal('0.008') };
    // 2 × 0.008 = 0.016; × 1.2 = 0.0192
    expect(priceOf({ searchRequests: 1, searchCredits: 2 }, { ...PRICING, price: search })).toBe('0.0192');
    expect(() => priceOf({ searchCredits: 2 })).toThrow(PriceMissingError);
    expect(() => priceOf({ input: 1 }, { ...PRICING, price: search })).toThrow(PriceMissingError);
  });

  it('never gives away what has no price [lesson: no-free-model]', () => {
    expect(() => priceOf({ cacheWriteLong: 1 })).toThrow(PriceMissingError);
    const noSearch = {
      ...PRICING,
      price: { ...PRICE, searchRequestUsd: null },
    };
    expect(() => priceOf({ searchRequests: 1 }, noSearch)).toThrow(
      expect.objectContaining({ connectorType: 'openai', model: 'gpt-test', kind: 'search_request' }),
    );
    expect(priceOf({ input: 1 }, noSearch)).toBe('0.0000024');
  });

  it('refuses negative and broken figures', () => {
    expect(() => priceOf({ input: -1 })).toThrow(MoneyFormatError);
    expect(() => priceOf({ input: 0.5 })).toThrow(MoneyFormatError);
    expect(() => priceOf({ providerCostUsd: parseDecimal('-1') })).toThrow(MoneyFormatError);
    expect(() => priceOf({ input: 1 }, { ...PRICING, markupPercent: parseDecimal('-150') })).toThrow(MoneyFormatError);
    const negative = {
      ...PRICE,
      base: { ...BASE, input: parseDecimal('-2') },
    };
    expect(() => priceOf({ input: 1 }, { ...PRICING, price: negative })).toThrow(MoneyFormatError);
  });

  it('writes a receipt that names every figure [lesson: dated-fx]', () => {
    expect(calculatePrice(usageOf({ input: 1204, output: 310, reasoning: 200 }), PRICING).receipt).toEqual({
      lines: [
        {
          kind: 'input',
          quantity: 1204,
          usd: '2',
          perUnits: 1_000_000,
          multiplier: '1',
          usdAmount: '0.002408',
        },
        {
          kind: 'output',
          quantity: 310,
          usd: '10',
          perUnits: 1_000_000,
          multiplier: '1',
          usdAmount: '0.0031',
        },
      ],
      usdTotal: '0.005508',
      multiplier: '1',
      multipliers: [],
      fxRate: '0.8',
      fxDate: '2026-11-20',
      fxSource: 'test rate',
      markupPercent: '50',
      exactChf: '0.0066096',
      amount: '0.0066096',
      rounding: 'half-even',
      priceVersionId: PRICE.id,
      priceValidFrom: '2026-09-22',
      longPrompt: false,
    });
  });
});

describe('any usage at any price', () => {
  const tokens = fc.integer({ min: 0, max: 2_000_000 });
  const usage = fc
    .record({
      input: tokens,
      cacheRead: tokens,
      cacheWrite: tokens,
      cacheWriteLong: tokens,
      output: tokens,
    })
    .map(usageOf);
  const decimal = fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 6n }), fc.integer({ min: 3, max: 9 }))
    .map(([coefficient, scale]) => ({ coefficient, scale }));
  // As with every real price list, a long prompt is never cheaper.
  const pricing = fc
    .record({
      input: decimal,
      output: decimal,
      cacheRead: decimal,
      cacheWrite: decimal,
      cacheWriteLong: decimal,
    })
    .chain((base) =>
      fc
        .record({
          rate: decimal,
          markup: decimal,
          threshold: tokens,
          factor: fc.bigInt({ min: 1n, max: 3n }),
        })
        .map(
          ({ rate, markup, threshold, factor }): Pricing => ({
            price: {
              ...PRICE,
              base,
              longPrompt: {
                aboveInputTokens: threshold,
                input: { ...base.input, coefficient: base.input.coefficient * factor },
                output: { ...base.output, coefficient: base.output.coefficient * factor },
                cacheRead: { ...base.cacheRead, coefficient: base.cacheRead.coefficient * factor },
                cacheWrite: { ...base.cacheWrite, coefficient: base.cacheWrite.coefficient * factor },
                cacheWriteLong: { ...base.cacheWriteLong, coefficient: base.cacheWriteLong.coefficient * factor },
              },
            },
            fx: { ...PRICING.fx, rate },
            markupPercent: markup,
          }),
        ),
    );

  it('costs no less when more is used, and never less than nothing', () => {
    fc.assert(
      fc.property(usage, usage, pricing, (some, more, prices) => {
        const sum = usageOf({
          input: some.input + more.input,
          cacheRead: some.cacheRead + more.cacheRead,
          cacheWrite: some.cacheWrite + more.cacheWrite,
          cacheWriteLong: some.cacheWriteLong + more.cacheWriteLong,
          output: some.output + more.output,
        });
        const small = calculatePrice(some, prices).amount;
        expect(small).toBeGreaterThanOrEqual(0n);
        expect(calculatePrice(sum, prices).amount).toBeGreaterThanOrEqual(small);
      }),
    );
  });

  it('recomputes from its receipt alone, after a round trip through JSON', () => {
    fc.assert(
      fc.property(usage, pricing, (some, prices) => {
        const { amount, receipt } = calculatePrice(some, prices);
        expect(recomputeReceipt(JSON.parse(JSON.stringify(receipt)))).toBe(amount);
        expect(parseChf(receipt.amount)).toBe(amount);
        expect(receipt.longPrompt).toBe(totalInput(some) > (prices.price.longPrompt?.aboveInputTokens ?? 0));
      }),
    );
  });
});

describe('recomputeReceipt', () => {
  const { receipt } = calculatePrice(usageOf({ input: 1204, output: 310 }), PRICING);
  const [first, ...rest] = receipt.lines;

  it.each([
    ['a line that does not multiply out', { lines: [{ ...first!, quantity: 1205 }, ...rest] }],
    ['a missing line', { lines: rest }],
    ['another total', { usdTotal: '0.005509' }],
    ['an unknown unit', { lines: [{ ...first!, perUnits: 1000 }, ...rest] }],
    ['another factor', { lines: [{ ...first!, multiplier: '0.5' }, ...rest] }],
  ])('notices %s', (_, change) => {
    expect(() => recomputeReceipt({ ...receipt, ...change })).toThrow(ReceiptMismatchError);
  });

  it('reads receipts from before there were multipliers, and from before a bill had a line', () => {
    const { multipliers: _multipliers, ...rest } = receipt;
    const lines = receipt.lines.map(({ multiplier: _multiplier, ...line }) => line);
    expect(recomputeReceipt({ ...rest, lines } as unknown as Receipt)).toBe(6_609_600n);
    expect(recomputeReceipt({ ...receipt, lines: [] })).toBe(6_609_600n);
  });

  it('gives another amount for another rate or markup', () => {
    expect(recomputeReceipt({ ...receipt, fxRate: '0.9' })).toBe(7_435_800n);
    expect(recomputeReceipt({ ...receipt, markupPercent: '0' })).toBe(4_406_400n);
  });
});

describe('prices shown to customers', () => {
  const TYPICAL = usageOf({ input: 1_000, output: 500 });

  it('are CHF per million with markup', () => {
    expect(describePrice(PRICING, TYPICAL)).toEqual({
      inputPerMillion: '2.40',
      outputPerMillion: '12.00',
      cacheReadPerMillion: '0.24',
      cacheWritePerMillion: '3.00',
      longPromptAbove: 272_000,
      longPromptInputPerMillion: '4.80',
      longPromptOutputPerMillion: '18.00',
      searchRequest: '0.012',
      maximumPerCall: null,
      typicalAnswer: '0.0084',
      priceVersionId: PRICE.id,
      validFrom: '2026-09-22',
      confirmed: false,
    });
    expect(describePrice({ ...PRICING, price: { ...PRICE, longPrompt: null } }, TYPICAL)).toMatchObject({
      longPromptAbove: null,
      longPromptInputPerMillion: null,
    });
  });

  it('are what is held at the most where only the provider knows the price', () => {
    const metered = { likelyUsd: parseDecimal('0.08'), maximumUsd: parseDecimal('0.6') };
    const price = { ...PRICE, base: null, longPrompt: null, searchRequestUsd: null, metered };
    expect(describePrice({ ...PRICING, price }, usageOf({ providerCostUsd: metered.likelyUsd }))).toMatchObject({
      inputPerMillion: null,
      outputPerMillion: null,
      searchRequest: null,
      maximumPerCall: '0.72',
      typicalAnswer: '0.096',
    });
  });

  it('are rounded half-even to nine decimals', () => {
    const odd = {
      ...PRICING,
      fx: { ...PRICING.fx, rate: parseDecimal('0.79345678') },
    };
    // 0.075 × 0.79345678 × 1.5 = 0.08926388775
    expect(chfOf(parseDecimal('0.075'), odd)).toBe('0.089263888');
  });

  it('name the day in Switzerland', () => {
    const midnight = { ...PRICE, validFrom: new Date('2026-06-30T22:00:00Z') };
    expect(describePrice({ ...PRICING, price: midnight }, TYPICAL).validFrom).toBe('2026-07-01');
  });
});
