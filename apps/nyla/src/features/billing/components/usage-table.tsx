import { Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartSeries } from '@/components/chart/chart-data';
import { Swatch } from '@/components/chart/swatch';
import { columnDecimals } from '@/components/money/fixed-decimals';
import { Money } from '@/components/money/money';
import { formatDay, formatMonth } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { useMetricFormat } from '../hooks/use-metric-format';
import type { Usage } from '../hooks/use-usage';
import { bookingsOf } from '../logic/bookings-of';
import { changePermille, formatPermille } from '../logic/exact';
import { bucketUnit } from '../logic/period';
import type { UsageData, UsageMetric } from '../logic/usage-series';
import classes from './usage.module.css';

/** Key of the last column. No series has a key with a space but the rest, which has another. */
const TOTAL = 'the total';

interface UsageTableProps {
  readonly usage: Usage;
  readonly series: readonly ChartSeries[];
  readonly metric: UsageMetric;
}

/** The data of the chart as a table, newest first; the time of each row leads to its bookings. */
export function UsageTable({ usage, series, metric }: UsageTableProps) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const { period, group, data, previous } = usage;
  const unit = bucketUnit(period);
  const totals = new Map(data.series.map(({ key, total }) => [key, total]));
  const decimalsOf = useMemo(() => decimalsByColumn(data), [data]);
  const caption = t('usage.tableCaption', { group: t(`usage.group.${group}`), metric: t(`usage.metric.${metric}`) });
  return (
    <div className={classes['tableBox']}>
      <Table
        stickyHeader
        aria-label={caption}
        className={classes['table'] ?? ''}
        verticalSpacing={6}
        horizontalSpacing="sm"
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t(`usage.period.${unit}`)}</Table.Th>
            {series.map(({ key, label, color }) => (
              <Table.Th key={key} scope="col" ta="right">
                <Swatch color={color} /> {label}
              </Table.Th>
            ))}
            <Table.Th scope="col" ta="right">
              {t('usage.total')} {t(`usage.metric.${metric}`)}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.buckets.toReversed().map((bucket) => (
            <Table.Tr key={bucket.key}>
              <Table.Th scope="row">
                <Link to="/billing/transactions" search={bookingsOf(bucket)} className={classes['rowLink'] ?? ''}>
                  {unit === 'day' ? formatDay(bucket.key, locale) : formatMonth(bucket.key, locale)}
                </Link>
              </Table.Th>
              {series.map(({ key }) => (
                <Table.Td key={key} ta="right">
                  <Figure value={bucket.values.get(key) ?? 0n} metric={metric} decimals={decimalsOf.get(key)} />
                </Table.Td>
              ))}
              <Table.Td ta="right" fw={600}>
                <Figure value={bucket.total} metric={metric} decimals={decimalsOf.get(TOTAL)} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{t('usage.total')}</Table.Th>
            {series.map(({ key }) => (
              <Table.Td key={key} ta="right" fw={600}>
                <Figure value={totals.get(key) ?? 0n} metric={metric} decimals={decimalsOf.get(key)} />
              </Table.Td>
            ))}
            <Table.Td ta="right" fw={600}>
              <Figure value={data.total} metric={metric} decimals={decimalsOf.get(TOTAL)} />
            </Table.Td>
          </Table.Tr>
          {previous ? (
            <>
              <Table.Tr>
                <Table.Th scope="row">{t('usage.previous')}</Table.Th>
                {series.map(({ key }) => (
                  <Table.Td key={key} ta="right">
                    <Figure value={previous.bySeries.get(key) ?? 0n} metric={metric} decimals={decimalsOf.get(key)} />
                  </Table.Td>
                ))}
                <Table.Td ta="right">
                  <Figure value={previous.total} metric={metric} decimals={decimalsOf.get(TOTAL)} />
                </Table.Td>
              </Table.Tr>
              <Table.Tr>
                <Table.Th scope="row">{t('usage.changeHead')}</Table.Th>
                {series.map(({ key }) => (
                  <Table.Td key={key} ta="right">
                    {changeText(totals.get(key) ?? 0n, previous.bySeries.get(key) ?? 0n, t('usage.new'))}
                  </Table.Td>
                ))}
                <Table.Td ta="right">{changeText(data.total, previous.total, t('usage.new'))}</Table.Td>
              </Table.Tr>
            </>
          ) : null}
        </Table.Tfoot>
      </Table>
    </div>
  );
}

interface FigureProps {
  readonly value: bigint;
  readonly metric: UsageMetric;
  /** Of the column, where it holds amounts. */
  readonly decimals: number | undefined;
}

function Figure({ value, metric, decimals }: FigureProps) {
  const { bare } = useMetricFormat(metric);
  if (value === 0n) return <span className={classes['zero']}>–</span>;
  return metric === 'amount' ? <Money amount={value} currency={false} decimals={decimals} /> : bare(value);
}

/** A change in per cent; `fresh` where there was nothing before. */
function changeText(current: bigint, previous: bigint, fresh: string): string {
  const change = changePermille(current, previous);
  return change === null ? (current === 0n ? '–' : fresh) : formatPermille(change, true);
}

/** The decimals of each column if its values are nano-francs, by the key of its series. */
function decimalsByColumn({ series, buckets }: UsageData): ReadonlyMap<string, number> {
  const columns = series.map(
    ({ key }) => [key, columnDecimals(buckets.map(({ values }) => values.get(key) ?? 0n))] as const,
  );
  return new Map([...columns, [TOTAL, columnDecimals(buckets.map(({ total }) => total))]]);
}
