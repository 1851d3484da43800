import { parseChf, readAmount as readPlainAmount, toChf } from './money';

/**
 * A typed amount in CHF, in the reader's number format, as the wire wants it; null for none, undefined for what is no
 * amount above zero.
 */
export function readAmount(text: string): string | null | undefined {
  if (/^\s*(?:CHF)?\s*$/i.test(text)) return null;
  try {
    const nano = parseChf(readPlainAmount(text) ?? '');
    return nano > 0n ? toChf(nano) : undefined;
  } catch {
    return undefined;
  }
}
