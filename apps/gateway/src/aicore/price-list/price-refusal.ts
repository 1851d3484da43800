import type { FieldErrorDto, PriceWarning } from '@nyla/contracts';
import { DomainError, ValidationError } from '../../common/errors/domain-error.js';
import type { Cursor } from '../../common/http/cursor.js';
import { fault } from './price-sanity.js';

const WITH_ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/;
/** A gateway whose clock is ahead may charge a price this long before it begins by ours. */
const CLOCK_SKEW_MS = 60_000;

/**
 * When a price is to begin. One of the past would contradict what was booked then.
 * @param validFrom absent: now
 */
export function startOf(validFrom: string | undefined, now: Date): Date {
  if (validFrom === undefined) return now;
  const start = new Date(validFrom);
  if (!WITH_ZONE.test(validFrom) || Number.isNaN(start.getTime())) {
    throw new ValidationError([fault('validFrom', 'hasZone', 'validFrom must be a time with its zone')]);
  }
  if (start < now) throw new ValidationError([fault('validFrom', 'isNotPast', 'validFrom must not be in the past')]);
  return start;
}

/** @throws ValidationError if there are any */
export function refuse(faults: readonly FieldErrorDto[]): void {
  if (faults.length > 0) throw new ValidationError(faults);
}

/** @throws DomainError aicore.price_unusual if there are any, unless the operator has seen them */
export function refuseUnusual(warnings: PriceWarning[], { acceptUnusual }: { readonly acceptUnusual?: boolean }): void {
  if (warnings.length > 0 && !acceptUnusual) throw new DomainError('aicore.price_unusual', { warnings });
}

/** @throws DomainError aicore.price_begun for what is in force, or is about to be */
export function refuseBegun(validFrom: string, now: Date): void {
  if (Date.parse(validFrom) <= now.getTime() + CLOCK_SKEW_MS)
    throw new DomainError('aicore.price_begun', { validFrom });
}

export function cursorOf({ validFromText, id }: { readonly validFromText: string; readonly id: string }): Cursor {
  return { createdAt: validFromText, id };
}
