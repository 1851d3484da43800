import type { ClipboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney, type MoneyPrecision } from '@/lib/money';
import { formatFixedMoney } from './fixed-decimals';
import classes from './money.module.css';

interface MoneyProps {
  /** Nano-francs, or the wire form: CHF as a decimal string. */
  readonly amount: bigint | string;
  readonly precision?: MoneyPrecision;
  /** Exactly so many decimals, so that the digits of a column line up; then `precision` does not count. */
  readonly decimals?: number | undefined;
  /** Writes a plus before positive amounts, for bookings. */
  readonly signed?: boolean;
  /** `false` leaves `CHF` away where the head of a column says it. */
  readonly currency?: boolean;
}

/** An amount in CHF. It may be shown rounded; pointing at it shows every digit, and copying it copies every digit. */
export function Money({ amount, precision = 'auto', decimals, signed = false, currency = true }: MoneyProps) {
  // Renders again when the reader's number format changes.
  useTranslation();
  const shown =
    decimals === undefined
      ? formatMoney(amount, { precision, signed, currency })
      : formatFixedMoney(amount, decimals, { signed, currency });
  const exact = formatMoney(amount, { precision: 'full', signed, currency });
  return (
    <span
      className={classes['money']}
      title={exact === shown ? undefined : exact}
      onCopy={(event) => copyExact(event, exact)}
    >
      {shown}
    </span>
  );
}

/** Puts every digit on the clipboard, unless more than this amount is selected. */
function copyExact(event: ClipboardEvent<HTMLElement>, exact: string): void {
  const selection = window.getSelection();
  const inside = (node: Node | null) => node !== null && event.currentTarget.contains(node);
  if (!selection || !inside(selection.anchorNode) || !inside(selection.focusNode)) return;
  event.clipboardData.setData('text/plain', exact);
  event.preventDefault();
}
