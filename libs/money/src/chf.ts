import {
  type Decimal,
  formatFixed,
  MoneyFormatError,
  parseDecimal,
  type RoundingMode,
  roundDecimal,
} from './decimal.js';

/** An amount in nano-francs: 1 CHF = 1'000'000'000n. The only form of money in code. */
export type Nano = bigint;

/** Decimals of a nano-franc amount: one cached token can cost 12 nano-francs. */
export const CHF_SCALE = 9;
export const NANO_PER_CHF: Nano = 10n ** BigInt(CHF_SCALE);
export const NANO_PER_RAPPEN: Nano = NANO_PER_CHF / 100n;

/** The largest amount that `numeric(20,9)` holds: 99'999'999'999.999999999 CHF. */
export const MAX_NANO: Nano = 10n ** 20n - 1n;

/**
 * Reads CHF from its wire form, a decimal string such as `"12.5"` or `"-0.000000012"`.
 * @returns nano-francs.
 * @throws MoneyFormatError when it is not a plain decimal, has more than nine decimals or is too large to store.
 */
export function parseChf(text: string): Nano {
  const decimal = parseDecimal(text);
  if (decimal.scale > CHF_SCALE) throw new MoneyFormatError('an amount in CHF has at most nine decimals');
  const nano = roundDecimal(decimal, CHF_SCALE, 'down').coefficient;
  if (nano > MAX_NANO || nano < -MAX_NANO) throw new MoneyFormatError('the amount is too large');
  return nano;
}

/**
 * The wire form of an amount: CHF as a decimal string with two to nine decimals, e.g. `"50.00"`, `"0.004212345"`.
 * The inverse of `parseChf`; equal amounts give equal strings.
 */
export function toChf(nano: Nano): string {
  const fixed = formatFixed(chfDecimal(nano));
  const trailingZeros = /0*$/.exec(fixed)?.[0].length ?? 0;
  return fixed.slice(0, fixed.length - Math.min(trailingZeros, CHF_SCALE - 2));
}

/** The amount in CHF as an exact decimal, for further multiplication. */
export function chfDecimal(nano: Nano): Decimal {
  return { coefficient: nano, scale: CHF_SCALE };
}

/** Rounds an exact CHF value to nano-francs. Bookings use `half-even`, holds use `up`. */
export function roundToNano(chf: Decimal, mode: RoundingMode): Nano {
  return roundDecimal(chf, CHF_SCALE, mode).coefficient;
}
