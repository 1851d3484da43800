import type { ReceiptDto } from '@nyla/contracts';
import { parseDecimal } from '@/lib/money';
import { alignDecimals, hasMultiplier, markupFactor, receiptAddsUp, receiptSteps } from './receipt-steps';

const receipt: ReceiptDto = {
  lines: [
    { kind: 'input', quantity: 1204, usd: '2.5', perUnits: 1_000_000, multiplier: '1', usdAmount: '0.00301' },
    { kind: 'output', quantity: 310, usd: '10', perUnits: 1_000_000, multiplier: '1', usdAmount: '0.0031' },
    { kind: 'search_request', quantity: 1, usd: '0.01', perUnits: 1, multiplier: '1', usdAmount: '0.01' },
  ],
  usdTotal: '0.01611',
  multiplier: '1',
  multipliers: [],
  fxRate: '0.8021',
  fxDate: '2026-11-20',
  fxSource: 'SNB',
  markupPercent: '50',
  exactChf: '0.0193827465',
  // A tie between …746 and …747: half-even takes the even digit.
  amount: '0.019382746',
  rounding: 'half-even',
  priceVersionId: '0198c5a4-7b1e-7c33-9f0e-2a5d1c9b7e11',
  priceValidFrom: '2026-10-01',
  longPrompt: false,
};

describe('a receipt', () => {
  it('adds up when every step does', () => expect(receiptAddsUp(receipt)).toBe(true));

  it.each<[string, Partial<ReceiptDto>]>([
    ['rounds the wrong way', { amount: '0.019382747' }],
    ['has another sum', { usdTotal: '0.01612' }],
    ['has another exact value', { exactChf: '0.0193827466' }],
    ['leaves the multiplier out', { multiplier: '2' }],
    ['hides a line', { lines: receipt.lines.slice(1) }],
    ['changes a line', { lines: receipt.lines.map((line) => ({ ...line, usdAmount: '0.01' })) }],
  ])('does not when it %s', (_, change) => expect(receiptAddsUp({ ...receipt, ...change })).toBe(false));

  it('of a free call adds up', () => {
    const free = { ...receipt, lines: [], usdTotal: '0', exactChf: '0', amount: '0.00' };
    expect(receiptAddsUp(free)).toBe(true);
  });

  it('shows the markup as a factor', () => {
    expect(markupFactor('50')).toBe('1.5');
    expect(markupFactor('0')).toBe('1');
    expect(markupFactor('12.5')).toBe('1.125');
    expect(hasMultiplier({ ...receipt, multiplier: '1.0' })).toBe(false);
    expect(hasMultiplier({ ...receipt, multiplier: '0.5' })).toBe(true);
  });
});

describe('a receipt with multipliers', () => {
  const dearer: ReceiptDto = {
    ...receipt,
    lines: [
      { kind: 'input', quantity: 1204, usd: '2.5', perUnits: 1_000_000, multiplier: '2.2', usdAmount: '0.006622' },
      { kind: 'search_request', quantity: 1, usd: '0.01', perUnits: 1, multiplier: '1', usdAmount: '0.01' },
    ],
    multipliers: [
      { name: 'priority', factor: '2' },
      { name: 'inference_geo_us', factor: '1.1' },
    ],
    usdTotal: '0.016622',
    exactChf: '0.0199987593',
    amount: '0.019998759',
  };

  it('adds up line by line: fees are the same at every speed', () => expect(receiptAddsUp(dearer)).toBe(true));

  it.each<[string, Partial<ReceiptDto>]>([
    ['names other factors than it applies', { multipliers: dearer.multipliers.slice(1) }],
    ['applies one that it does not name', { multipliers: [] }],
    ['leaves it out of the line', { lines: dearer.lines.map((line) => ({ ...line, multiplier: '1' })) }],
  ])('does not when it %s', (_, change) => expect(receiptAddsUp({ ...dearer, ...change })).toBe(false));
});

describe('the bill of a provider', () => {
  it('is one line and adds up like any other', () => {
    const metered: ReceiptDto = {
      ...receipt,
      lines: [
        { kind: 'provider_cost', quantity: 1, usd: '0.01234', perUnits: 1, multiplier: '1', usdAmount: '0.01234' },
      ],
      usdTotal: '0.01234',
      exactChf: '0.014846871',
      amount: '0.014846871',
    };
    expect(receiptAddsUp(metered)).toBe(true);
    expect(receiptAddsUp({ ...metered, usdTotal: '0.01235' })).toBe(false);
  });
});

describe('the column of a receipt', () => {
  const steps = Object.fromEntries(receiptSteps(receipt).map(({ name, chf }) => [name, chf]));

  it('leads from the sum to the amount, digit under digit', () => {
    expect(steps).toEqual({
      converted: '0.0129218310',
      markup: '0.0064609155',
      exact: '0.0193827465',
      rounding: '−0.0000000005',
      amount: '0.0193827460',
    });
  });

  it('adds up', () => {
    const digits = (text: string | undefined) => BigInt((text ?? '').replace('−', '-').replace('.', ''));
    expect(digits(steps['converted']) + digits(steps['markup'])).toBe(digits(steps['exact']));
    expect(digits(steps['exact']) + digits(steps['rounding'])).toBe(digits(steps['amount']));
  });

  it('needs no more decimals than its longest figure', () => {
    expect(alignDecimals(['1.50', '0.125', '2'].map(parseDecimal))).toEqual(['1.500', '0.125', '2.000']);
    expect(alignDecimals(['1.00', '2'].map(parseDecimal))).toEqual(['1', '2']);
    expect(alignDecimals([])).toEqual([]);
  });
});
