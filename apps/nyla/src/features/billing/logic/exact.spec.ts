import { toChf } from '@/lib/money';
import { changePermille, formatPermille, largest, permille, sumChf } from './exact';

describe('exact sums', () => {
  it('do not drift where floating point would', () => {
    expect(toChf(sumChf(['0.1', '0.2']))).toBe('0.30');
    expect(toChf(sumChf(Array.from({ length: 1_000_000 }, () => '0.000000001')))).toBe('0.001');
    expect(toChf(sumChf(['99999999999.999999999', '-0.000000001']))).toBe('99999999999.999999998');
    expect(sumChf([])).toBe(0n);
  });

  it('find the largest', () => expect(largest([3n, 9n, 4n])).toBe(9n));
});

describe('shares and changes', () => {
  it.each([
    [150n, 100n, 500],
    [96n, 100n, -40],
    [100n, 100n, 0],
    [2n, 3n, -333],
    [0n, 5n, -1000],
  ])('from %s against %s is %s tenths of a per cent', (current, previous, change) =>
    expect(changePermille(current, previous)).toBe(change),
  );

  it('have nothing to say without anything to compare with', () => {
    expect(changePermille(5n, 0n)).toBeNull();
    expect(permille(5n, 0n)).toBe(0);
  });

  it('are written with a real minus', () => {
    expect(formatPermille(125)).toBe('12.5 %');
    expect(formatPermille(-40, true)).toBe('−4 %');
    expect(formatPermille(500, true)).toBe('+50 %');
    expect(formatPermille(0, true)).toBe('0 %');
  });
});
