import { Skeleton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartBucket, ChartSeries } from '@/components/chart/chart-data';
import { useChartPalette } from '@/components/chart/use-chart-palette';
import { WhenNear } from '@/components/ui/when-near';
import { formatDay, formatDayShort, formatMonth, formatWeekday } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { useGroupLabel } from '../hooks/use-labels';
import { useMetricFormat } from '../hooks/use-metric-format';
import type { Usage } from '../hooks/use-usage';
import { bookingsOf } from '../logic/bookings-of';
import { seriesColors } from '../logic/colors';
import { bucketUnit } from '../logic/period';
import type { UsageMetric } from '../logic/usage-series';
import classes from './usage.module.css';
import { UsageLegend } from './usage-legend';
import { UsageTable } from './usage-table';

const StackedBarChart = lazy(async () => ({
  default: (await import('@/components/chart/stacked-bar-chart')).StackedBarChart,
}));

const CHART_HEIGHT = 300;
const LEGEND_LINES_HEIGHT = 64;

interface UsageViewProps {
  readonly usage: Usage;
  readonly metric: UsageMetric;
  readonly view: 'chart' | 'table';
}

/** Chart or table of the usage, with a legend whose entries lead to the bookings. */
export function UsageView({ usage, metric, view }: UsageViewProps) {
  const series = useChartSeries(usage);
  return (
    <>
      <div className={classes['view']}>
        {view === 'table' ? (
          <UsageTable usage={usage} series={series} metric={metric} />
        ) : (
          <UsageChart usage={usage} series={series} metric={metric} />
        )}
      </div>
      <UsageLegend usage={usage} series={series} metric={metric} />
    </>
  );
}

export function UsageViewSkeleton() {
  return (
    <>
      <div className={classes['view']}>
        <Skeleton height={CHART_HEIGHT} />
      </div>
      <Skeleton height={LEGEND_LINES_HEIGHT} mt="md" />
    </>
  );
}

function useChartSeries({ data, group }: Usage): ChartSeries[] {
  const palette = useChartPalette();
  const label = useGroupLabel();
  return useMemo(() => {
    const colors = seriesColors(data.series, palette);
    return data.series.map((one) => ({
      key: one.key,
      label: label(one, group),
      color: colors.get(one.key) ?? palette.rest,
    }));
  }, [data.series, palette, label, group]);
}

interface UsageChartProps {
  readonly usage: Usage;
  readonly series: readonly ChartSeries[];
  readonly metric: UsageMetric;
}

function UsageChart({ usage, series, metric }: UsageChartProps) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const navigate = useNavigate();
  const { figure, bare } = useMetricFormat(metric);
  const { period, group, data, previous } = usage;

  const buckets = useMemo(() => {
    const byDay = bucketUnit(period) === 'day';
    return data.buckets.map(
      (bucket): ChartBucket => ({
        ...bucket,
        previous: previous && (previous.byBucket.get(bucket.key) ?? 0n),
        label: byDay ? formatDayShort(bucket.key, locale) : formatMonth(bucket.key, locale),
        title: byDay
          ? `${formatWeekday(bucket.key, locale)}, ${formatDay(bucket.key, locale)}`
          : formatMonth(bucket.key, locale),
      }),
    );
  }, [data.buckets, previous, period, locale]);

  const openBookings = (bucketKey: string, seriesKey: string) => {
    const bucket = data.buckets.find(({ key }) => key === bucketKey);
    if (bucket) void navigate({ to: '/billing/transactions', search: bookingsOf(bucket, group, seriesKey) });
  };
  const label = t('usage.chartLabel', {
    metric: t(`usage.metric.${metric}`),
    group: t(`usage.group.${group}`),
    from: formatDay(period.from, locale),
    to: formatDay(period.to, locale),
  });
  return (
    <WhenNear height={CHART_HEIGHT}>
      <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
        <StackedBarChart
          label={label}
          totalLabel={t('usage.total')}
          previousLabel={t('usage.previous')}
          buckets={buckets}
          series={series}
          height={CHART_HEIGHT}
          format={figure}
          formatTick={bare}
          onSelect={openBookings}
        />
      </Suspense>
    </WhenNear>
  );
}
