import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ChartSeries } from '@/components/chart/chart-data';
import { PreviousMark, Swatch } from '@/components/chart/swatch';
import { useMetricFormat } from '../hooks/use-metric-format';
import type { Usage } from '../hooks/use-usage';
import { bookingsOf } from '../logic/bookings-of';
import { changePermille, formatPermille } from '../logic/exact';
import { groupFilter } from '../logic/groups';
import type { UsageMetric } from '../logic/usage-series';
import classes from './usage.module.css';

interface UsageLegendProps {
  readonly usage: Usage;
  readonly series: readonly ChartSeries[];
  readonly metric: UsageMetric;
}

/** Names, colours and sums of the series; each leads to its bookings, by mouse and by keyboard. */
export function UsageLegend({ usage, series, metric }: UsageLegendProps) {
  const { t } = useTranslation('billing');
  const { figure } = useMetricFormat(metric);
  const totals = new Map(usage.data.series.map(({ key, total }) => [key, total]));
  return (
    <ul className={classes['legend']}>
      {series.map(({ key, label, color }) => {
        const entry = (
          <>
            <Swatch color={color} />
            <span className={classes['legendName']}>{label}</span>
            <span className={classes['legendValue']}>{figure(totals.get(key) ?? 0n)}</span>
            <Change
              current={totals.get(key) ?? 0n}
              previous={usage.previous && (usage.previous.bySeries.get(key) ?? 0n)}
            />
          </>
        );
        return (
          <li key={key}>
            {groupFilter(key, usage.group) ? (
              <Link
                to="/billing/transactions"
                search={bookingsOf(usage.period, usage.group, key)}
                className={classes['legendLink'] ?? ''}
                title={t('usage.openBookings', { name: label })}
              >
                {entry}
              </Link>
            ) : (
              <span className={classes['legendEntry']}>{entry}</span>
            )}
          </li>
        );
      })}
      <li>
        <span className={classes['legendEntry']}>
          <PreviousMark />
          <span className={classes['legendName']}>{t('usage.previous')}</span>
          <span className={classes['legendValue']}>{usage.previous ? figure(usage.previous.total) : '…'}</span>
        </span>
      </li>
    </ul>
  );
}

interface ChangeProps {
  readonly current: bigint;
  /** Undefined while it is not known; its room is kept. */
  readonly previous: bigint | undefined;
}

/** How a group compares with itself in the period before. */
function Change({ current, previous }: ChangeProps) {
  const { t } = useTranslation('billing');
  const change = previous === undefined ? undefined : changePermille(current, previous);
  return (
    <span className={classes['legendChange']} title={change === undefined ? undefined : t('usage.changeTitle')}>
      {change === undefined ? '' : change === null ? t('usage.new') : formatPermille(change, true)}
    </span>
  );
}
