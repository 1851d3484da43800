import type { BalanceState } from '@nyla/contracts';
import type { Nano } from '@nyla/money';

/** Without a threshold of its own a mandate is warned when less than a week's credit is left. */
const LOW_RUNWAY_DAYS = 7;

interface Balance {
  readonly suspended: boolean;
  /** Null: nothing limits it. */
  readonly available: Nano | null;
  /** Null: none of its own. */
  readonly threshold: Nano | null;
  readonly runwayDays: number | null;
}

/** Where a balance stands. */
export function stateOf({ suspended, available, threshold, runwayDays }: Balance): BalanceState {
  if (suspended) return 'suspended';
  if (available === null) return 'unlimited';
  if (available <= 0n) return 'exhausted';
  const isLow = threshold === null ? runwayDays !== null && runwayDays < LOW_RUNWAY_DAYS : available < threshold;
  return isLow ? 'low' : 'ok';
}
