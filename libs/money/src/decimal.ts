/**
 * Exact decimal arithmetic: a value is `coefficient × 10^-scale`.
 *
 * Prices, exchange rates and markups are short decimals, so every product and sum of them is a decimal too.
 * Nothing here divides except `roundDecimal`, the one place where digits are dropped.
 */
export interface Decimal {
  readonly coefficient: bigint;
  readonly scale: number;
}

/** How `roundDecimal` treats the digits that it drops. `up` and `down` are away from and towards zero. */
export type RoundingMode = 'half-even' | 'up' | 'down';

/** Thrown by the parsers of this library; the message never repeats more than a short piece of the input. */
export class MoneyFormatError extends Error {
  override readonly name = 'MoneyFormatError';
}

// Long enough for any price or amount, short enough that hostile input cannot make us compute with megabytes.
const MAX_DECIMAL_LENGTH = 64;
const DECIMAL = /^(-)?(\d+)(?:\.(\d+))?$/;

export const ZERO: Decimal = { coefficient: 0n, scale: 0 };
export const ONE: Decimal = { coefficient: 1n, scale: 0 };

/**
 * Reads a plain decimal such as `-12.0340`. No exponent, no sign `+`, no separators.
 * @throws MoneyFormatError when the text is anything else or longer than 64 characters.
 */
export function parseDecimal(text: string): Decimal {
  const match = text.length <= MAX_DECIMAL_LENGTH ? DECIMAL.exec(text) : null;
  if (!match) throw new MoneyFormatError(`not a decimal number: ${JSON.stringify(text.slice(0, 24))}`);
  const [, sign, whole, fraction = ''] = match;
  const magnitude = BigInt(`${whole}${fraction}`);
  return { coefficient: sign ? -magnitude : magnitude, scale: fraction.length };
}

/** An exact decimal of a whole number, for quantities such as tokens. */
export function decimalOf(value: bigint | number): Decimal {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new MoneyFormatError('a quantity must be a whole number');
  }
  return { coefficient: BigInt(value), scale: 0 };
}

/** Exact product. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, scale: a.scale + b.scale };
}

/** Exact sum. */
export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { coefficient: rescaleUp(a, scale) + rescaleUp(b, scale), scale };
}

/** Exact difference `a − b`. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { coefficient: -b.coefficient, scale: b.scale });
}

/** `value ÷ 10^digits`, exact: only the point moves. */
export function shiftRight(value: Decimal, digits: number): Decimal {
  return { coefficient: value.coefficient, scale: value.scale + digits };
}

/** −1, 0 or 1 as `a` is smaller than, equal to or greater than `b`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const { coefficient } = subtract(a, b);
  return coefficient < 0n ? -1 : coefficient > 0n ? 1 : 0;
}

/**
 * The one rounding function: the value with exactly `scale` decimals.
 * `half-even` takes a tie to the even neighbour, so that many roundings do not drift.
 */
export function roundDecimal(value: Decimal, scale: number, mode: RoundingMode): Decimal {
  if (value.scale <= scale) return { coefficient: rescaleUp(value, scale), scale };
  const divisor = 10n ** BigInt(value.scale - scale);
  const quotient = value.coefficient / divisor;
  const remainder = value.coefficient % divisor;
  if (remainder === 0n) return { coefficient: quotient, scale };
  const awayFromZero = value.coefficient < 0n ? -1n : 1n;
  const twice = 2n * (remainder < 0n ? -remainder : remainder);
  const goesAway =
    mode === 'up' || (mode === 'half-even' && (twice > divisor || (twice === divisor && quotient % 2n !== 0n)));
  return { coefficient: goesAway ? quotient + awayFromZero : quotient, scale };
}

/** Plain decimal text without trailing zeros, e.g. `0.0125`; the inverse of `parseDecimal`. */
export function formatDecimal(value: Decimal): string {
  const text = formatFixed(value);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Plain decimal text with all `scale` digits, e.g. `0.012500000`. */
export function formatFixed({ coefficient, scale }: Decimal): string {
  const sign = coefficient < 0n ? '-' : '';
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString().padStart(scale + 1, '0');
  if (scale === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function rescaleUp(value: Decimal, scale: number): bigint {
  return value.coefficient * 10n ** BigInt(scale - value.scale);
}
