import { parseChf, toChf } from '@nyla/money';

/** A typed amount in CHF as the wire wants it; null for none, undefined for what is no amount above zero. */
export function readAmount(text: string): string | null | undefined {
  const plain = text.replace(/^\s*CHF/i, '').replace(/[\s'’]/g, '');
  if (plain === '') return null;
  try {
    const nano = parseChf(plain);
    return nano > 0n ? toChf(nano) : undefined;
  } catch {
    return undefined;
  }
}
