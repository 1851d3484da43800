import type { BalanceDto } from '@nyla/contracts';
import { parseChf } from '@/lib/money';

/** How long the credit lasts, ready to be put into words. */
export type Runway =
  | { readonly kind: 'unlimited' }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'noUsage' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'today' }
  | { readonly kind: 'days'; readonly days: number; readonly until: string }
  | { readonly kind: 'longer' };

/** Beyond a year an average of four weeks says nothing any more. */
const MAX_RUNWAY_DAYS = 365;

/** Judges how to word the runway that the server computed. */
export function describeRunway(balance: BalanceDto): Runway {
  if (balance.state === 'suspended') return { kind: 'suspended' };
  if (balance.available === null) return { kind: 'unlimited' };
  if (balance.state === 'exhausted' || parseChf(balance.available) <= 0n) return { kind: 'exhausted' };
  if (parseChf(balance.averagePerDay) === 0n) return { kind: 'noUsage' };
  if (balance.runwayDays === null || balance.runwayUntil === null) return { kind: 'unknown' };
  if (balance.runwayDays < 1) return { kind: 'today' };
  if (balance.runwayDays > MAX_RUNWAY_DAYS) return { kind: 'longer' };
  return { kind: 'days', days: balance.runwayDays, until: balance.runwayUntil };
}
