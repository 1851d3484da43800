import { CREDIT_MAXIMUM, TOP_UP_MINIMUM } from '@nyla/contracts/constants';
import { NANO_PER_RAPPEN, parseChf } from '@/lib/money';
import { readAmount } from '@/lib/typed-amount';

/** What is wrong with an amount that people pay. */
export type AmountProblem = 'required' | 'invalid' | 'rappen' | 'minimum' | 'maximum';

export type TypedAmount = { readonly amount: string } | { readonly problem: AmountProblem };

/** A typed amount as the wire wants it. @param minimum absent: anything above zero, and not only whole Rappen. */
export function typedAmount(text: string, minimum?: string): TypedAmount {
  const amount = readAmount(text);
  if (amount === null) return { problem: 'required' };
  if (amount === undefined) return { problem: 'invalid' };
  const nano = parseChf(amount);
  if (nano > parseChf(CREDIT_MAXIMUM)) return { problem: 'maximum' };
  if (minimum === undefined) return { amount };
  if (nano < parseChf(minimum)) return { problem: 'minimum' };
  return nano % NANO_PER_RAPPEN === 0n ? { amount } : { problem: 'rappen' };
}

export function typedTopUp(text: string): TypedAmount {
  return typedAmount(text, TOP_UP_MINIMUM);
}
