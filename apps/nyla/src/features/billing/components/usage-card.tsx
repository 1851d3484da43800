import { Box, Button, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { RANGE_PRESETS, type RangePreset } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import type { Change } from '../hooks/use-billing-search';
import { useUsage } from '../hooks/use-usage';
import type { UsageGroup } from '../logic/groups';
import { DEFAULT_RANGE, type Period } from '../logic/period';
import type { UsageSearch } from '../logic/search';
import { RangePicker } from './range-picker';
import { StatisticsCsv } from './statistics-csv';
import { UsageControls } from './usage-controls';
import { UsageFigure } from './usage-figure';
import { UsageView, UsageViewSkeleton } from './usage-view';

interface UsageCardProps {
  readonly search: UsageSearch;
  readonly onChange: Change<UsageSearch>;
  readonly period: Period;
  /** Whether the reader sees everybody's usage, and so may group by user. */
  readonly seesAll: boolean;
}

const DEFAULT_GROUP: UsageGroup = 'connectorType';

/** Usage over time: one figure, one chart, and the same data as a table. Everything chosen here is in the URL. */
export function UsageCard({ search, onChange, period, seesAll }: UsageCardProps) {
  const { t } = useTranslation('billing');
  const wanted = search.group ?? DEFAULT_GROUP;
  const group = wanted === 'userId' && !seesAll ? DEFAULT_GROUP : wanted;
  const metric = search.metric ?? 'amount';
  const view = search.view ?? 'chart';
  const { usage, error, retry, isStale, previousFailed, retryPrevious } = useUsage(period, group, metric);
  const onRange = (range: Parameters<typeof onChange>[0]) => onChange(range, { replace: true });

  return (
    <Panel
      title={t('usage.heading')}
      actions={
        <>
          <QuickRanges search={search} onChange={(range) => onRange({ range, from: undefined, to: undefined })} />
          <RangePicker search={search} period={period} fallback={DEFAULT_RANGE} onChange={onRange} />
        </>
      }
    >
      {error && !usage ? (
        <ErrorCard error={error} onRetry={retry} />
      ) : (
        <>
          <UsageFigure usage={usage} metric={metric} previousFailed={previousFailed} onRetryPrevious={retryPrevious} />
          <UsageControls
            group={group}
            metric={metric}
            view={view}
            seesAll={seesAll}
            onChange={(changes) => onChange(changes, { replace: true })}
          />
          {usage === undefined ? (
            <UsageViewSkeleton />
          ) : usage.data.series.length === 0 ? (
            <EmptyState
              text={t('usage.empty')}
              action={
                search.range === undefined && search.from === undefined ? null : (
                  <Button
                    variant="default"
                    onClick={() => onRange({ range: undefined, from: undefined, to: undefined })}
                  >
                    {t('usage.emptyAction')}
                  </Button>
                )
              }
            />
          ) : (
            <Box opacity={isStale ? 0.55 : 1} aria-busy={isStale}>
              <UsageView usage={usage} metric={metric} view={view} />
              <StatisticsCsv period={usage.period} group={usage.group} />
            </Box>
          )}
        </>
      )}
    </Panel>
  );
}

interface QuickRangesProps {
  readonly search: UsageSearch;
  readonly onChange: (range: RangePreset | undefined) => void;
}

/** The presets at one click where there is room; the range picker has them on every screen. */
function QuickRanges({ search, onChange }: QuickRangesProps) {
  const { t } = useTranslation('billing');
  const isWide = useMediaQuery('(min-width: 75em)', undefined, { getInitialValueInEffect: false }) ?? true;
  const custom = search.from !== undefined;
  if (!isWide) return null;
  return (
    <SegmentedControl
      ml="auto"
      aria-label={t('range.label')}
      value={custom ? '' : (search.range ?? DEFAULT_RANGE)}
      data={RANGE_PRESETS.map((value) => ({ value, label: t(`range.short.${value}`) }))}
      onChange={(value) => {
        const preset = RANGE_PRESETS.find((known) => known === value);
        onChange(preset === DEFAULT_RANGE ? undefined : preset);
      }}
    />
  );
}
