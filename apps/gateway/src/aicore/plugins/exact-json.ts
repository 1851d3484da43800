import type { Decimal } from '@nyla/money';

/** The source text of a value is part of ECMAScript 2026, and not yet of TypeScript's library. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

const NUMBER = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,3}))?$/;
// Far beyond any bill; hostile exponents must not make us compute with megabytes.
const MAX_WHOLE_DIGITS = 12;
const MAX_SCALE = 30;

/**
 * Parses JSON, and keeps the numbers of the named fields as the text that was sent: read as a float, an amount of money
 * would lose digits before anything could stop it.
 * @throws SyntaxError
 */
export function parseExactJson(text: string, exactNumbers: readonly string[]): unknown {
  if (!exactNumbers.some((name) => text.includes(name))) return JSON.parse(text);
  const parse = JSON.parse as ParseWithSource;
  return parse(text, (key, value, { source }) =>
    typeof value === 'number' && source !== undefined && exactNumbers.includes(key) ? source : value,
  );
}

/** The exact value of a number as JSON writes it, plain or with an exponent; null where it is none, or beyond reason. */
export function decimalOfNumber(text: string): Decimal | null {
  const match = NUMBER.exec(text);
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const digits = `${whole}${fraction}`;
  if (scale > MAX_SCALE || digits.length - scale > MAX_WHOLE_DIGITS) return null;
  const magnitude = BigInt(digits) * 10n ** BigInt(Math.max(0, -scale));
  return { coefficient: sign ? -magnitude : magnitude, scale: Math.max(0, scale) };
}
