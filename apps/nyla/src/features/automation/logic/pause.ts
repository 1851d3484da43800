import type { AutomationDto } from '@nyla/contracts';
import { parseChf } from '@/lib/money';

type Paused = Pick<AutomationDto, 'pauseReason' | 'pauseDetails' | 'runLimit' | 'monthLimit'>;

/** The limit that paused an automation, as it was then and as it is now; null where none did. */
export interface HitLimit {
  readonly limit: string;
  /** What was used of it, and what the refused call could have cost; null where that was not kept. */
  readonly atThatTime: { readonly used: string; readonly required: string } | null;
  readonly since: 'same' | 'raised' | 'removed';
  /** Null: there is none any more. */
  readonly now: string | null;
}

export function hitLimit({ pauseReason, pauseDetails, runLimit, monthLimit }: Paused): HitLimit | null {
  if (pauseReason !== 'run_limit' && pauseReason !== 'month_limit') return null;
  const now = pauseReason === 'run_limit' ? runLimit : monthLimit;
  if (!pauseDetails) return { limit: now ?? '', atThatTime: null, since: 'same', now };
  const { limit, used, required } = pauseDetails;
  const isRaised = now !== null && parseChf(now) > parseChf(limit);
  return { limit, atThatTime: { used, required }, since: now === null ? 'removed' : isRaised ? 'raised' : 'same', now };
}
