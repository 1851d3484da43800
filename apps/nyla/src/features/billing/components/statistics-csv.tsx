import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/lib/use-locale';
import { useExport } from '../hooks/use-export';
import { groupingOf, type UsageGroup } from '../logic/groups';
import { bucketUnit, type Period } from '../logic/period';
import { ExportProgress } from './export-progress';
import classes from './usage.module.css';

interface StatisticsCsvProps {
  readonly period: Period;
  readonly group: UsageGroup;
}

/** The figures of the chart as a file, every group of them. */
export function StatisticsCsv({ period, group }: StatisticsCsvProps) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const { state, start, retry, stop } = useExport();
  const { from, to } = period;
  const groupBy = [bucketUnit(period), ...groupingOf(group)];
  return (
    <>
      <div className={classes['underView']}>
        <Button
          variant="subtle"
          size="compact-sm"
          fw={500}
          c="var(--nyla-accent-text)"
          loading={state.kind === 'running'}
          leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
          onClick={() =>
            start({
              path: '/billing/statistics',
              query: { from, to, groupBy, locale },
              format: 'csv',
              fileName: t('usage.csvFile', { from, to }),
              rows: 0,
            })
          }
        >
          {t('usage.csv')}
        </Button>
      </div>
      {state.kind === 'failed' ? <ExportProgress state={state} onRetry={retry} onStop={stop} /> : null}
    </>
  );
}
