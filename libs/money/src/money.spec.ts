import fc from 'fast-check';
import {
  add,
  compare,
  decimalOf,
  formatCount,
  formatDecimal,
  formatMoney,
  formatNumber,
  MAX_NANO,
  MoneyFormatError,
  multiply,
  parseChf,
  parseDecimal,
  readNumber,
  roundDecimal,
  roundToNano,
  shiftRight,
  subtract,
  toChf,
} from './index.js';

const anyNano = fc.bigInt({ min: -MAX_NANO, max: MAX_NANO });

describe('wire form of CHF', () => {
  it.each([
    ['0', 0n, '0.00'],
    ['50', 50_000_000_000n, '50.00'],
    ['12.5', 12_500_000_000n, '12.50'],
    ['-0.000000012', -12n, '-0.000000012'],
    ['0.0042', 4_200_000n, '0.0042'],
    ['1000000.10', 1_000_000_100_000_000n, '1000000.10'],
  ])('%s is %d nano-francs and is written %s', (text, nano, written) => {
    expect(parseChf(text)).toBe(nano);
    expect(toChf(nano)).toBe(written);
  });

  it('reads back what it writes, for any amount', () => {
    fc.assert(fc.property(anyNano, (nano) => parseChf(toChf(nano)) === nano));
  });

  it.each(['', ' 1', '1 ', '+1', '1e3', '.5', '1.', '0x10', '١', '1,5', "1'000", 'NaN', '-', '--1', '1.0000000001'])(
    'refuses %j',
    (text) => expect(() => parseChf(text)).toThrow(MoneyFormatError),
  );

  it('refuses what the database column cannot hold, and never computes with megabytes', () => {
    expect(() => parseChf('100000000000')).toThrow('too large');
    expect(() => parseDecimal('9'.repeat(1_000_000))).toThrow(MoneyFormatError);
  });
});

describe('exact decimals', () => {
  const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 12 }));

  it('adds and multiplies without loss', () => {
    expect(formatDecimal(add(parseDecimal('0.1'), parseDecimal('0.2')))).toBe('0.3');
    expect(formatDecimal(multiply(parseDecimal('0.8'), parseDecimal('1.5')))).toBe('1.2');
    expect(formatDecimal(shiftRight(decimalOf(2500), 6))).toBe('0.0025');
  });

  it('sums and differences cancel, for any two values', () => {
    fc.assert(
      fc.property(decimal, decimal, ([a, scaleA], [b, scaleB]) => {
        const left = { coefficient: a, scale: scaleA };
        const right = { coefficient: b, scale: scaleB };
        expect(compare(subtract(add(left, right), right), left)).toBe(0);
      }),
    );
  });

  it.each([
    ['0.5', 0, 'half-even', '0'],
    ['1.5', 0, 'half-even', '2'],
    ['2.5', 0, 'half-even', '2'],
    ['-2.5', 0, 'half-even', '-2'],
    ['-3.5', 0, 'half-even', '-4'],
    ['2.500001', 0, 'half-even', '3'],
    ['2.1', 0, 'up', '3'],
    ['-2.1', 0, 'up', '-3'],
    ['2.9', 0, 'down', '2'],
    ['2.9', 3, 'down', '2.9'],
  ] as const)('rounds %s to %i decimals, %s, as %s', (text, scale, mode, expected) => {
    expect(formatDecimal(roundDecimal(parseDecimal(text), scale, mode))).toBe(expected);
  });

  it('rounds by at most half a unit, and up never below the value', () => {
    fc.assert(
      fc.property(decimal, ([coefficient, scale]) => {
        const value = { coefficient, scale };
        const error = subtract({ coefficient: roundToNano(value, 'half-even'), scale: 9 }, value);
        expect(compare(error, parseDecimal('0.0000000005'))).not.toBe(1);
        expect(compare(error, parseDecimal('-0.0000000005'))).not.toBe(-1);
        if (coefficient >= 0n) {
          expect(compare({ coefficient: roundToNano(value, 'up'), scale: 9 }, value)).not.toBe(-1);
        }
      }),
    );
  });

  it('refuses a quantity that is not a whole number', () => {
    expect(() => decimalOf(0.1)).toThrow(MoneyFormatError);
    expect(() => decimalOf(Number.NaN)).toThrow(MoneyFormatError);
  });
});

describe('display form', () => {
  it.each([
    ['1234.5', {}, "CHF 1'234.50"],
    ['-1234567.891', {}, "CHF −1'234'567.89"],
    ['0', {}, 'CHF 0.00'],
    ['0.0042', {}, 'CHF 0.0042'],
    ['0.004212345', {}, 'CHF 0.0042'],
    ['0.000000012', {}, 'CHF 0.000000012'],
    ['0.25', {}, 'CHF 0.25'],
    ['0.251', {}, 'CHF 0.2510'],
    ['0.004212345', { precision: 'full' }, 'CHF 0.004212345'],
    ['0.004212345', { precision: 'cash' }, 'CHF 0.00'],
    ['-3', { currency: false }, '−3.00'],
    ['3', { signed: true }, 'CHF +3.00'],
  ] as const)('%s with %j is %s', (amount, options, expected) => {
    expect(formatMoney(amount, options)).toBe(expected);
  });

  it.each([
    ['swiss', "CHF −1'234'567.50", "1'204", "−1'234.0125"],
    ['english', 'CHF −1,234,567.50', '1,204', '−1,234.0125'],
    ['german', 'CHF −1.234.567,50', '1.204', '−1.234,0125'],
    ['french', 'CHF −1\u00a0234\u00a0567,50', '1\u00a0204', '−1\u00a0234,0125'],
  ] as const)('is written %s where the reader wants that', (format, money, count, number) => {
    expect(formatMoney('-1234567.5', { format })).toBe(money);
    expect(formatCount(1204, format)).toBe(count);
    expect(formatNumber('-1234.0125', format)).toBe(number);
  });

  it('groups counts', () => {
    expect(formatCount(1204)).toBe("1'204");
    expect(formatCount(-1234567n)).toBe("−1'234'567");
    expect(formatCount(999)).toBe('999');
  });
});

describe('a typed figure', () => {
  it.each(['swiss', 'english', 'german', 'french'] as const)('is read as it is written, %s', (format) => {
    fc.assert(
      fc.property(anyNano, (nano) => {
        const shown = formatMoney(nano, { format, currency: false, precision: 'full' });
        expect(parseChf(readNumber(shown, format) ?? '')).toBe(nano);
      }),
    );
  });

  it.each([
    ['swiss', "1'234.50", '1234.50'],
    ['swiss', '1’234.5', '1234.5'],
    ['swiss', ' 1 234 567 ', '1234567'],
    ['swiss', '1,5', '1.5'],
    ['swiss', '1,500', undefined],
    ['swiss', '1.500', '1.500'],
    ['swiss', '1,234.50', undefined],
    ['swiss', "12'34", undefined],
    ['swiss', '1.2.3', undefined],
    ['english', '1,234.50', '1234.50'],
    ['english', '1,234', '1234'],
    ['english', '1,5', '1.5'],
    ['english', '1.234,50', undefined],
    ['english', '12,34,567', undefined],
    ['german', '1.234,50', '1234.50'],
    ['german', '1.234', '1234'],
    ['german', '1.50', '1.50'],
    ['german', '1234.5678', '1234.5678'],
    ['german', '1,234.50', undefined],
    ['french', '1\u00a0234,50', '1234.50'],
    ['french', '1 234,50', '1234.50'],
    ['french', '1\u202f234,50', '1234.50'],
    ['french', '1.5', '1.5'],
    ['french', '1.500', undefined],
    ['french', '1 23', undefined],
    ['swiss', '-2.50', '-2.50'],
    ['swiss', '−2.50', '-2.50'],
    ['swiss', '', undefined],
    ['swiss', '.', undefined],
    ['swiss', '1.', undefined],
    ['swiss', '.5', undefined],
    ['swiss', '1e3', undefined],
    ['swiss', 'viel', undefined],
    ['swiss', '١', undefined],
  ] as const)('%s: %j is %j', (format, typed, plain) => expect(readNumber(typed, format)).toBe(plain));
});
