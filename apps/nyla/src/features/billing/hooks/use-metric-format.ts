import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatMoney } from '@/lib/money';
import type { UsageMetric } from '../logic/usage-series';

// Inside a sentence the currency must not part from its amount.
const NO_BREAK_SPACE = '\u00a0';

interface MetricFormat {
  /** With its unit, for a figure that stands alone. */
  readonly figure: (value: bigint) => string;
  /** Without, where a heading or an axis says it. */
  readonly bare: (value: bigint) => string;
}

/** Writes values of a metric, which are whole: nano-francs, tokens or calls. */
export function useMetricFormat(metric: UsageMetric): MetricFormat {
  const { t } = useTranslation('billing');
  return useMemo(
    () =>
      metric === 'amount'
        ? {
            figure: (value) => formatMoney(value).replace(' ', NO_BREAK_SPACE),
            bare: (value) => formatMoney(value, { currency: false }),
          }
        : { figure: (value) => t(`usage.${metric}`, { number: formatCount(value) }), bare: formatCount },
    [metric, t],
  );
}
