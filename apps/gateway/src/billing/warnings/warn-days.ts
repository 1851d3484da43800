import { DEFAULT_WARN_RUNWAY_DAYS } from '@nyla/contracts';
import type { Settings } from '../accounts.repository.js';

type Thresholds = Pick<Settings, 'lowBalanceThreshold' | 'warnRunwayDays' | 'warnPercent'>;

/** Whether the mandate chose when to be warned; the common threshold holds where it did not. */
export function hasOwnThreshold({ lowBalanceThreshold, warnRunwayDays, warnPercent }: Thresholds): boolean {
  return lowBalanceThreshold !== null || warnRunwayDays !== null || warnPercent !== null;
}

/** With less credit than for so many days the mandate is warned; null: days do not count. */
export function warnDaysOf(settings: Thresholds): number | null {
  return hasOwnThreshold(settings) ? settings.warnRunwayDays : DEFAULT_WARN_RUNWAY_DAYS;
}
