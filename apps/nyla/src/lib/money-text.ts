import { type FormatMoneyOptions, formatMoney } from '@/lib/money';

const NO_BREAK_SPACE = '\u00a0';

/** An amount for running text: the currency does not part from its figure at the end of a line. */
export function moneyText(amount: bigint | string, options?: FormatMoneyOptions): string {
  return formatMoney(amount, options).replace(' ', NO_BREAK_SPACE);
}
