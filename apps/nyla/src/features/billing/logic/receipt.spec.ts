import type { ReceiptDto } from '@nyla/contracts';
import { hasMultiplier, markupFactor, receiptAddsUp } from './receipt';

const receipt: ReceiptDto = {
  lines: [
    { kind: 'input', quantity: 1204, usd: '2.5', perUnits: 1_000_000, usdAmount: '0.00301' },
    { kind: 'output', quantity: 310, usd: '10', perUnits: 1_000_000, usdAmount: '0.0031' },
    { kind: 'search_request', quantity: 1, usd: '0.01', perUnits: 1, usdAmount: '0.01' },
  ],
  usdTotal: '0.01611',
  multiplier: '1',
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
