import { CREDIT_CONFIRMATION_ABOVE, CREDIT_MAXIMUM, TOP_UP_MINIMUM } from '@nyla/contracts';
import { NANO_PER_RAPPEN, type Nano, parseChf, toChf } from '@nyla/money';
import { DomainError, ValidationError } from '../../common/errors/domain-error.js';

const CONFIRMATION_ABOVE = parseChf(CREDIT_CONFIRMATION_ABOVE);
const MAXIMUM = parseChf(CREDIT_MAXIMUM);
const MINIMUM = parseChf(TOP_UP_MINIMUM);

/** @throws DomainError billing.amount_out_of_range for what is taken for a typing error */
export function parseCredit(text: string, minimum: Nano = 1n): Nano {
  const amount = parseChf(text);
  if (amount < minimum || amount > MAXIMUM) {
    throw new DomainError('billing.amount_out_of_range', { minimum: toChf(minimum), maximum: toChf(MAXIMUM) });
  }
  return amount;
}

/**
 * An amount that people pay: whole Rappen, and worth the while.
 * @throws ValidationError, DomainError billing.amount_out_of_range
 */
export function parseTopUp(text: string): Nano {
  const amount = parseCredit(text, MINIMUM);
  if (amount % NANO_PER_RAPPEN !== 0n) {
    throw new ValidationError([{ field: 'amount', constraint: 'isRappen', message: 'amount must be whole Rappen' }]);
  }
  return amount;
}

/** @throws DomainError billing.confirmation_required where a large amount was not named twice, alike */
export function requireConfirmation(amount: Nano, confirm: string | undefined): void {
  const size = amount < 0n ? -amount : amount;
  if (size <= CONFIRMATION_ABOVE || (confirm !== undefined && parseChf(confirm) === size)) return;
  throw new DomainError('billing.confirmation_required', { limit: toChf(CONFIRMATION_ABOVE), amount: toChf(size) });
}
