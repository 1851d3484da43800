import { formatNumber, parseChf } from '@/lib/money';

/** Sum of amounts in their wire form, in nano-francs. */
export function sumChf(amounts: Iterable<string>): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += parseChf(amount);
  return sum;
}

export function largest(values: Iterable<bigint>): bigint {
  let largestSoFar = 0n;
  for (const value of values) if (value > largestSoFar) largestSoFar = value;
  return largestSoFar;
}

/** Share of a whole in tenths of a per cent, rounded down; 0 for an empty whole. */
export function permille(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 1000n) / whole);
}

/** Change in tenths of a per cent, rounded to the nearest; null where there was nothing to compare with. */
export function changePermille(current: bigint, previous: bigint): number | null {
  if (previous <= 0n) return null;
  const difference = (current - previous) * 1000n;
  const half = previous / 2n;
  return Number((difference + (difference < 0n ? -half : half)) / previous);
}

/** Tenths of a per cent as text, e.g. `12.5 %`, `−4 %`. */
export function formatPermille(value: number, signed = false): string {
  const magnitude = Math.abs(value);
  const sign = value < 0 ? '−' : signed && value > 0 ? '+' : '';
  const fraction = magnitude % 10;
  return `${sign}${formatNumber(`${Math.floor(magnitude / 10)}${fraction === 0 ? '' : `.${fraction}`}`)} %`;
}
