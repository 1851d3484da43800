import { NANO_PER_RAPPEN, type Nano, parseDecimal, toChf } from '@nyla/money';
import type { TaxLine } from './statement.types.js';

/** What holds from a day on. */
export interface TaxRule {
  readonly validFrom: string;
  readonly registered: boolean;
  readonly uid: string | null;
  readonly ratePercent: string | null;
}

/** What was charged for services of a day; negative where it was taken back. */
export interface DayAmount {
  readonly day: string;
  readonly amount: Nano;
}

/** The rule of a day, of rules in any order. */
export function ruleOf(rules: readonly TaxRule[], day: string): TaxRule | undefined {
  return rules
    .filter(({ validFrom }) => validFrom <= day)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1))
    .at(0);
}

/** The tax contained in what was charged, by the rate of the day of each service; the highest rate first. */
export function includedTax(rules: readonly TaxRule[], amounts: readonly DayAmount[]): TaxLine[] {
  const gross = new Map<string, Nano>();
  for (const { day, amount } of amounts) {
    const rate = ruleOf(rules, day)?.ratePercent;
    if (rate) gross.set(rate, (gross.get(rate) ?? 0n) + amount);
  }
  return [...gross]
    .map(([ratePercent, sum]) => {
      const tax = contained(sum, ratePercent);
      return { ratePercent, gross: toChf(sum), net: toChf(sum - tax), tax: toChf(tax) };
    })
    .toSorted((a, b) => Number(b.ratePercent) - Number(a.ratePercent));
}

/**
 * `gross × rate ÷ (100 + rate)`, the one rounding of a statement: to whole Rappen, a half away from zero, as is usual
 * in trade.
 */
function contained(gross: Nano, ratePercent: string): Nano {
  const { coefficient, scale } = parseDecimal(ratePercent);
  const divisor = (100n * 10n ** BigInt(scale) + coefficient) * NANO_PER_RAPPEN;
  const magnitude = (gross < 0n ? -gross : gross) * coefficient;
  const rappen = (2n * magnitude + divisor) / (2n * divisor);
  return (gross < 0n ? -rappen : rappen) * NANO_PER_RAPPEN;
}
