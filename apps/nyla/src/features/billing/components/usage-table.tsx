import { Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ChartSeries } from '@/components/chart/chart-data';
import { Swatch } from '@/components/chart/swatch';
import { Money } from '@/components/money/money';
import { useLocale } from '@/lib/use-locale';
import { useMetricFormat } from '../hooks/use-metric-format';
import type { Usage } from '../hooks/use-usage';
import { bookingsOf } from '../logic/bookings-of';
import { formatDay, formatMonth } from '../logic/format-date';
import { bucketUnit } from '../logic/period';
import type { UsageMetric } from '../logic/usage-series';
import classes from './usage.module.css';

interface UsageTableProps {
  readonly usage: Usage;
  readonly series: readonly ChartSeries[];
  readonly metric: UsageMetric;
}

/** The data of the chart as a table, newest first; the time of each row leads to its bookings. */
export function UsageTable({ usage, series, metric }: UsageTableProps) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const { period, group, data } = usage;
  const unit = bucketUnit(period);
  const totals = new Map(data.series.map(({ key, total }) => [key, total]));
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
                  <Figure value={bucket.values.get(key) ?? 0n} metric={metric} />
                </Table.Td>
              ))}
              <Table.Td ta="right" fw={600}>
                <Figure value={bucket.total} metric={metric} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{t('usage.total')}</Table.Th>
            {series.map(({ key }) => (
              <Table.Td key={key} ta="right" fw={600}>
                <Figure value={totals.get(key) ?? 0n} metric={metric} />
              </Table.Td>
            ))}
            <Table.Td ta="right" fw={600}>
              <Figure value={data.total} metric={metric} />
            </Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </div>
  );
}

function Figure({ value, metric }: { readonly value: bigint; readonly metric: UsageMetric }) {
  const { bare } = useMetricFormat(metric);
  if (value === 0n) return <span className={classes['zero']}>–</span>;
  return metric === 'amount' ? <Money amount={value} currency={false} /> : bare(value);
}
