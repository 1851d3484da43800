import {
  type FormatMoneyOptions,
  formatCount as formatCountIn,
  formatMoney as formatMoneyIn,
  formatNumber as formatNumberIn,
  readNumber as readNumberIn,
} from '@nyla/money';
import { currentNumberFormat } from './number-format';

// Everything exact comes from there as it is. Only what people read or type is written in their own way.
export * from '@nyla/money';

/** An amount in CHF, in the reader's number format. */
export function formatMoney(amount: bigint | string, options?: FormatMoneyOptions): string {
  return formatMoneyIn(amount, { format: currentNumberFormat(), ...options });
}

/** A whole number, in the reader's number format. */
export function formatCount(value: number | bigint): string {
  return formatCountIn(value, currentNumberFormat());
}

/** A plain decimal digit for digit, in the reader's number format. */
export function formatNumber(plain: string): string {
  return formatNumberIn(plain, currentNumberFormat());
}

/** What the reader typed as a plain decimal; undefined for what is no figure, or could be two. */
export function readNumber(typed: string): string | undefined {
  return readNumberIn(typed, currentNumberFormat());
}

const CURRENCY = /^\s*CHF\s*/i;

/** A typed amount in CHF as a plain decimal, e.g. from `CHF 1'250.50`; undefined for what is none. */
export function readAmount(typed: string): string | undefined {
  return readNumber(typed.replace(CURRENCY, ''));
}
