import { Skeleton, Text } from '@mantine/core';
import type { StatisticsDto } from '@nyla/contracts';
import { CONNECTOR_TYPES } from '@nyla/contracts/constants';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnectorLabel } from '@/components/booking/use-labels';
import type { ChartBucket, ChartSeries } from '@/components/chart/chart-data';
import { CONNECTOR_SLOTS } from '@/components/chart/connector-slots';
import { Swatch } from '@/components/chart/swatch';
import { useChartPalette } from '@/components/chart/use-chart-palette';
import { Money } from '@/components/money/money';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { formatDay, formatDayShort, formatWeekday } from '@/lib/format-date';
import { formatMoney } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import { useToday } from '@/lib/use-today';
import { usageQuery } from '../api/mandate-queries';
import { useMandateSearch } from '../hooks/use-search';
import { usageByDay } from '../logic/usage';
import classes from './mandate.module.css';

const StackedBarChart = lazy(async () => ({
  default: (await import('@/components/chart/stacked-bar-chart')).StackedBarChart,
}));

const HEIGHT = 220;

/** Use of this month by day and provider; a click on a bar shows that day's bookings. */
export function UsagePanel({ mandateId }: { readonly mandateId: string }) {
  const { t } = useTranslation('mandates');
  const today = useToday();
  const from = `${today.slice(0, 7)}-01`;
  const { data, error, refetch } = useQuery(usageQuery(mandateId, from, today));
  return (
    <Panel title={t('usage.title')} actions={data ? <Money amount={data.total.amount} decimals={2} /> : null}>
      {data ? (
        data.rows.length === 0 ? (
          <EmptyState text={t('usage.empty')} />
        ) : (
          <Chart usage={data} />
        )
      ) : error ? (
        <ErrorCard error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton height={HEIGHT + 40} />
      )}
    </Panel>
  );
}

function Chart({ usage }: { readonly usage: StatisticsDto }) {
  const { t } = useTranslation('mandates');
  const [locale] = useLocale();
  const [, change] = useMandateSearch();
  const palette = useChartPalette();
  const connectorLabel = useConnectorLabel();
  const days = useMemo(() => usageByDay(usage), [usage]);
  const series = CONNECTOR_TYPES.filter((type) => days.some(({ values }) => values.has(type))).map(
    (type): ChartSeries => ({
      key: type,
      label: connectorLabel(type),
      color: palette.categories[CONNECTOR_SLOTS[type]] ?? palette.rest,
    }),
  );
  const buckets = days.map(
    (day): ChartBucket => ({
      ...day,
      label: formatDayShort(day.key, locale),
      title: `${formatWeekday(day.key, locale)}, ${formatDay(day.key, locale)}`,
    }),
  );
  return (
    <>
      <Suspense fallback={<Skeleton height={HEIGHT} />}>
        <StackedBarChart
          label={t('usage.chart', { from: formatDay(usage.from, locale), to: formatDay(usage.to, locale) })}
          totalLabel={t('usage.total')}
          buckets={buckets}
          series={series}
          height={HEIGHT}
          format={(value) => formatMoney(value)}
          formatTick={(value) => formatMoney(value, { currency: false })}
          onSelect={(day) => change({ day })}
        />
      </Suspense>
      <ul className={classes['legend']}>
        {series.map(({ key, label, color }) => (
          <li key={key}>
            <Swatch color={color} /> {label}{' '}
            <Text span c="dimmed" size="sm">
              <Money amount={days.reduce((sum, { values }) => sum + (values.get(key) ?? 0n), 0n)} />
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}
