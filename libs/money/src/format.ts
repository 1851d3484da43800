import { NANO_PER_RAPPEN, type Nano, parseChf } from './chf.js';
import { formatFixed, roundDecimal } from './decimal.js';
import { NUMBER_SIGNS, type NumberFormat } from './number-format.js';

/** `auto`: Rappen, and more digits below one franc where they matter. `cash`: always Rappen. `full`: every digit. */
export type MoneyPrecision = 'auto' | 'cash' | 'full';

export interface FormatMoneyOptions {
  readonly precision?: MoneyPrecision;
  /** `false` leaves the `CHF ` in front away, for table columns that name it in their head. */
  readonly currency?: boolean;
  /** `true` writes a plus before positive amounts, for bookings. */
  readonly signed?: boolean;
  /** How the reader wants figures written; Swiss when nobody has said. */
  readonly format?: NumberFormat;
}

const MINUS = '−';
const SIGNIFICANT_DIGITS = 2;

/**
 * Swiss display form of an amount, the same in browser, mail and PDF: `CHF 1'234.50`, `CHF −0.0042`.
 * Made by hand because the apostrophe and the minus of `Intl` differ by runtime version.
 * @param amount nano-francs, or the wire form (a decimal string in CHF).
 * @throws MoneyFormatError when a string is not an amount.
 */
export function formatMoney(amount: Nano | string, options: FormatMoneyOptions = {}): string {
  const nano = typeof amount === 'string' ? parseChf(amount) : amount;
  const { precision = 'auto', currency = true, signed = false, format = 'swiss' } = options;
  const magnitude = nano < 0n ? -nano : nano;
  const rounded = roundDecimal({ coefficient: magnitude, scale: 9 }, decimalsFor(magnitude, precision), 'half-even');
  const sign = nano < 0n ? MINUS : signed && nano > 0n ? '+' : '';
  return `${currency ? 'CHF ' : ''}${sign}${groupThousands(formatFixed(rounded), format)}`;
}

/** A whole number with its thousands grouped: `1'204`. */
export function formatCount(value: number | bigint, format: NumberFormat = 'swiss'): string {
  return formatNumber(value.toString(), format);
}

/** Any plain decimal, such as a rate or a share, digit for digit: `1'204.0125`. */
export function formatNumber(plain: string, format: NumberFormat = 'swiss'): string {
  const negative = /^[-−]/.test(plain);
  const text = groupThousands(negative ? plain.slice(1) : plain, format);
  return negative ? `${MINUS}${text}` : text;
}

/** Decimals to show: two, or for amounts below one franc as many as its first two significant digits need. */
function decimalsFor(magnitude: Nano, precision: MoneyPrecision): number {
  if (precision === 'cash' || magnitude === 0n) return 2;
  if (precision === 'full') {
    const fraction = magnitude.toString().padStart(9, '0').slice(-9).replace(/0+$/, '');
    return Math.max(2, fraction.length);
  }
  if (magnitude >= 100n * NANO_PER_RAPPEN || magnitude % NANO_PER_RAPPEN === 0n) return 2;
  const leadingZeros = 9 - magnitude.toString().length;
  return Math.min(9, Math.max(4, leadingZeros + SIGNIFICANT_DIGITS));
}

function groupThousands(digits: string, format: NumberFormat): string {
  const { group, decimal } = NUMBER_SIGNS[format];
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`;
}
