import { columnDecimals, exactDecimals, formatFixedMoney } from './fixed-decimals';

const PLAIN = { signed: false, currency: false } as const;

describe('columnDecimals', () => {
  it.each([
    ['whole Rappen', [50_000_000_000n, 10_000_000n, 0n], 2],
    ['francs and more', [1_234_567_890n, -2_000_000_001n], 2],
    ['an amount of some tenths of a Rappen', [-4_200_000n, 50_000_000_000n], 4],
    ['a smaller one beside it', [-4_200_000n, -56_000n], 6],
    ['one too small even for six', [-56n], 6],
    ['no amounts', [], 2],
  ])('suits %s', (_, amounts, decimals) => {
    expect(columnDecimals(amounts)).toBe(decimals);
  });
});

describe('exactDecimals', () => {
  it.each([
    ['whole francs', [5_000_000_000n, 0n], 2],
    ['tenths of a Rappen beside nano-francs', [9_600_000n, -421_234n], 9],
    ['what needs four', [9_600_000n, 1_000_300_000n], 4],
    ['no amounts', [], 2],
  ])('shows every digit of %s', (_, amounts, decimals) => {
    expect(exactDecimals(amounts)).toBe(decimals);
  });
});

describe('formatFixedMoney', () => {
  it.each([
    ['-0.0042', 6, PLAIN, '−0.004200'],
    ['1234567.5', 4, PLAIN, "1'234'567.5000"],
    ['50', 4, { signed: true, currency: false }, '+50.0000'],
    ['-0.01', 2, { signed: true, currency: true }, 'CHF −0.01'],
    ['0.00005', 4, PLAIN, '0.0000'],
    ['0.99999', 4, PLAIN, '1.0000'],
  ])('writes %s with %i decimals', (amount, decimals, options, text) => {
    expect(formatFixedMoney(amount, decimals, options)).toBe(text);
  });
});
