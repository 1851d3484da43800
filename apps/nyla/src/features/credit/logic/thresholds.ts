import type { BillingSettingsDto, UpdateBillingSettingsDto } from '@nyla/contracts';
import { WARN_RUNWAY_DAYS_MAX } from '@nyla/contracts/constants';
import { readAmount } from '@/lib/typed-amount';

/** The warning thresholds as they are typed; empty is off. */
export interface ThresholdTexts {
  readonly threshold: string;
  readonly runwayDays: string;
  readonly percent: string;
}

interface ReadThresholds {
  /** Undefined while something cannot be read. */
  readonly values: UpdateBillingSettingsDto | undefined;
  readonly problems: { readonly [K in keyof ThresholdTexts]: boolean };
}

const PERCENT_MAX = 100;

export function thresholdTexts({
  lowBalanceThreshold,
  warnRunwayDays,
  warnPercent,
}: BillingSettingsDto): ThresholdTexts {
  return {
    threshold: lowBalanceThreshold ?? '',
    runwayDays: warnRunwayDays?.toString() ?? '',
    percent: warnPercent?.toString() ?? '',
  };
}

export function readThresholds({ threshold, runwayDays, percent }: ThresholdTexts): ReadThresholds {
  const lowBalanceThreshold = readAmount(threshold);
  const warnRunwayDays = readWhole(runwayDays, WARN_RUNWAY_DAYS_MAX);
  const warnPercent = readWhole(percent.replace(/%\s*$/, ''), PERCENT_MAX);
  const problems = {
    threshold: lowBalanceThreshold === undefined,
    runwayDays: warnRunwayDays === undefined,
    percent: warnPercent === undefined,
  };
  if (lowBalanceThreshold === undefined || warnRunwayDays === undefined || warnPercent === undefined) {
    return { values: undefined, problems };
  }
  return { values: { lowBalanceThreshold, warnRunwayDays, warnPercent }, problems };
}

/** Null for none, undefined for what is no whole number from 1 to the maximum. */
function readWhole(text: string, maximum: number): number | null | undefined {
  const plain = text.trim();
  if (plain === '') return null;
  const value = /^\d{1,6}$/.test(plain) ? Number(plain) : 0;
  return value >= 1 && value <= maximum ? value : undefined;
}
