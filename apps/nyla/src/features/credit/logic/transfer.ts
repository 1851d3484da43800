import { parseChf, toChf } from '@/lib/money';
import { type AmountProblem, typedAmount } from './amounts';

/** Somebody who can give or get credit; `null` is the mandate itself. */
export interface TransferSide {
  readonly userId: string | null;
  readonly name: string;
  /** In nano-francs. */
  readonly available: bigint;
  /** Whoever left the mandate can only give back. */
  readonly mayReceive: boolean;
}

export type TransferCheck =
  | { readonly amount: string; readonly fromAfter: bigint; readonly toAfter: bigint }
  | { readonly problem: AmountProblem | 'same' | 'tooMuch' };

/** Whether this can be moved, and where both sides would stand. */
export function checkTransfer(text: string, from: TransferSide, to: TransferSide): TransferCheck {
  if (from.userId === to.userId) return { problem: 'same' };
  const typed = typedAmount(text);
  if ('problem' in typed) return typed;
  const nano = parseChf(typed.amount);
  if (nano > from.available) return { problem: 'tooMuch' };
  return { amount: toChf(nano), fromAfter: from.available - nano, toAfter: to.available + nano };
}

// A select knows texts only.
export const MANDATE_VALUE = 'mandate';

export function valueOf(userId: string | null): string {
  return userId ?? MANDATE_VALUE;
}

export function userIdOf(value: string): string | null {
  return value === MANDATE_VALUE ? null : value;
}
