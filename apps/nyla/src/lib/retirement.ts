import type { ModelDto } from '@nyla/contracts';
import { countDays, type Day } from './calendar';

/** A model that its provider is about to withdraw. */
export interface Retirement {
  /** The first day on which it is gone; null where the provider has not said. */
  readonly date: Day | null;
  /** Days on which it still answers, today included. */
  readonly daysLeft: number | null;
}

/** Null for a model that stays, and for one that is gone already. */
export function retirementOf({ status, shutdownDate }: ModelDto, today: Day): Retirement | null {
  if (status === 'retired' || (shutdownDate !== null && shutdownDate <= today)) return null;
  if (shutdownDate !== null) return { date: shutdownDate, daysLeft: countDays(today, shutdownDate) - 1 };
  return status === 'deprecated' ? { date: null, daysLeft: null } : null;
}
