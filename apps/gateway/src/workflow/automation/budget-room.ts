import type { ErrorDetails } from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import { BudgetExceededException } from '../../common/errors/domain-error.js';

type Exceeded = ErrorDetails['billing.budget_exceeded'];

/**
 * Whether a budget refused a call only because of what is set aside for others: once they are booked, for less than
 * their most, it may well cover it.
 */
export function isOnlyHeld({ limit, used, required }: Pick<Exceeded, 'limit' | 'used' | 'required'>): boolean {
  return parseChf(used) + parseChf(required) <= parseChf(limit);
}

export function isHeldUp(error: unknown): boolean {
  return error instanceof BudgetExceededException && isOnlyHeld(error.details);
}
