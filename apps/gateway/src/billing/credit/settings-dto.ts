import type { BillingSettingsDto } from '@nyla/contracts';
import { formatDecimal, toChf } from '@nyla/money';
import type { Settings } from '../accounts.repository.js';

/** The wire form of a mandate's billing settings. */
export function settingsDto(settings: Settings): BillingSettingsDto {
  return {
    billingModel: settings.billingModel,
    lowBalanceThreshold: settings.lowBalanceThreshold === null ? null : toChf(settings.lowBalanceThreshold),
    warnRunwayDays: settings.warnRunwayDays,
    warnPercent: settings.warnPercent,
    markupPercent: settings.markupPercent && formatDecimal(settings.markupPercent),
    creditLimit: toChf(settings.creditLimit),
    initialUserCredit: toChf(settings.initialUserCredit),
    selfTopUpLimit: toChf(settings.selfTopUpLimit),
  };
}

/** Only what differs, as it was and as it is; undefined when nothing does. */
export function changeOf<T extends object>(before: T, after: T): { before: Partial<T>; after: Partial<T> } | undefined {
  const keys = (Object.keys(after) as (keyof T)[]).filter((key) => before[key] !== after[key]);
  if (keys.length === 0) return undefined;
  const pick = (values: T) => Object.fromEntries(keys.map((key) => [key, values[key]])) as Partial<T>;
  return { before: pick(before), after: pick(after) };
}
