import { Anchor, Skeleton, Text } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight, IconEqual } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { formatDay } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { useMetricFormat } from '../hooks/use-metric-format';
import type { Usage } from '../hooks/use-usage';
import { changePermille, formatPermille } from '../logic/exact';
import { type Period, previousPeriod } from '../logic/period';
import type { UsageMetric } from '../logic/usage-series';
import classes from './usage.module.css';

interface UsageFigureProps {
  readonly usage: Usage | undefined;
  readonly metric: UsageMetric;
  readonly previousFailed: boolean;
  readonly onRetryPrevious: () => void;
}

/** The sum of the period, large, and how it compares with the period of the same length before. */
export function UsageFigure({ usage, metric, previousFailed, onRetryPrevious }: UsageFigureProps) {
  const { t } = useTranslation(['billing', 'common']);
  const [locale] = useLocale();
  const { figure } = useMetricFormat(metric);
  if (!usage) {
    return (
      <div className={classes['figure']} aria-busy="true">
        <p className={classes['figureLine']}>
          <Skeleton component="span" display="inline-block" w={180} h="0.8em" />
        </p>
        <p className={classes['comparison']}>
          <Skeleton component="span" display="inline-block" w={300} h="0.8em" />
        </p>
      </div>
    );
  }
  const { period, data, previous } = usage;
  const days = { from: formatDay(period.from, locale), to: formatDay(period.to, locale) };
  return (
    <div className={classes['figure']}>
      <p className={classes['figureLine']}>
        <span className={classes['figureValue']}>
          {metric === 'amount' ? <Money amount={data.total} /> : figure(data.total)}
        </span>{' '}
        <Text component="span" size="sm" c="dimmed">
          {period.from === period.to ? t('usage.onDay', days) : t('usage.inPeriod', days)}
        </Text>
      </p>
      <p className={classes['comparison']}>
        {previous === undefined ? (
          previousFailed ? (
            <span className={classes['change']}>
              {t('usage.previousFailed')}
              <Anchor component="button" type="button" size="sm" c="var(--nyla-accent-text)" onClick={onRetryPrevious}>
                {t('common:action.retry')}
              </Anchor>
            </span>
          ) : (
            <Skeleton component="span" display="inline-block" w={300} h="0.8em" />
          )
        ) : (
          <Comparison period={period} current={data.total} previous={previous.total} figure={figure} />
        )}
      </p>
    </div>
  );
}

interface ComparisonProps {
  readonly period: Period;
  readonly current: bigint;
  readonly previous: bigint;
  readonly figure: (value: bigint) => string;
}

function Comparison({ period, current, previous, figure }: ComparisonProps) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const change = changePermille(current, previous);
  if (change === null) return t('usage.noPrevious');
  const before = previousPeriod(period);
  const Icon = change > 0 ? IconArrowUpRight : change < 0 ? IconArrowDownRight : IconEqual;
  return (
    <span
      className={classes['change']}
      title={t('usage.previousTitle', { from: formatDay(before.from, locale), to: formatDay(before.to, locale) })}
    >
      <Icon size={16} stroke={1.8} aria-hidden />
      {change === 0
        ? t('usage.noChange')
        : t('usage.change', { change: formatPermille(change, true), amount: figure(previous) })}
    </span>
  );
}
