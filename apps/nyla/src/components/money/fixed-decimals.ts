import { formatFixed, formatMoney, formatNumber, parseChf, roundDecimal } from '@/lib/money';

const NANO_PER_FRANC = 1_000_000_000n;
const NANO_PER_RAPPEN = 10_000_000n;
const NANO_DECIMALS = 9;
const DECIMALS_MIN = 4;
const DECIMALS_MAX = 6;

/**
 * Decimals that suit a whole column: two where whole Rappen say it all or every amount is a franc or more, else so
 * many that the smallest amount shows two digits that count, within four to six.
 * @param amounts in nano-francs
 */
export function columnDecimals(amounts: readonly bigint[]): number {
  const small = amounts
    .map((amount) => (amount < 0n ? -amount : amount))
    .filter((amount) => amount < NANO_PER_FRANC && amount % NANO_PER_RAPPEN !== 0n);
  if (small.length === 0) return 2;
  const smallest = small.reduce((least, amount) => (amount < least ? amount : least));
  const leadingZeros = NANO_DECIMALS - smallest.toString().length;
  return Math.min(DECIMALS_MAX, Math.max(DECIMALS_MIN, leadingZeros + 2));
}

/** Decimals that show every digit of every amount, so that a column can be added up. Nano-francs. */
export function exactDecimals(amounts: readonly bigint[]): number {
  const needed = amounts.map((amount) =>
    (amount % NANO_PER_FRANC).toString().replace('-', '').padStart(NANO_DECIMALS, '0'),
  );
  return Math.max(2, ...needed.map((fraction) => fraction.replace(/0+$/, '').length));
}

/**
 * An amount with a fixed number of decimals, otherwise written as everywhere.
 * @param amount nano-francs, or the wire form (a decimal string in CHF)
 */
export function formatFixedMoney(
  amount: bigint | string,
  decimals: number,
  options: { readonly signed: boolean; readonly currency: boolean },
): string {
  const nano = typeof amount === 'string' ? parseChf(amount) : amount;
  const magnitude = nano < 0n ? -nano : nano;
  const rounded = roundDecimal({ coefficient: magnitude, scale: NANO_DECIMALS }, decimals, 'half-even');
  // Currency and sign stand before the digits; the common format knows how.
  const before = formatMoney(nano, { ...options, precision: 'cash', format: 'swiss' }).replace(/[\d'.]+$/, '');
  return `${before}${formatNumber(formatFixed(rounded))}`;
}
