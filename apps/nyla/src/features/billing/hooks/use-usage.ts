import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { statisticsQuery } from '../api/billing-queries';
import { groupingOf, groupOfGrouping, type UsageGroup } from '../logic/groups';
import { bucketUnit, type Period, previousPeriod } from '../logic/period';
import { buildUsageData, metricValue, type UsageData, type UsageMetric } from '../logic/usage-series';

/** Figures of a period as they were answered; for a moment these may be the ones asked for before. */
export interface Usage {
  readonly period: Period;
  readonly group: UsageGroup;
  readonly data: UsageData;
}

/** Usage of a period by group and time, and of the period before it. */
export function useUsage(period: Period, group: UsageGroup, metric: UsageMetric) {
  const { from, to } = period;
  const current = useQuery(statisticsQuery({ from, to, groupBy: [bucketUnit(period), ...groupingOf(group)] }));
  const previous = useQuery(statisticsQuery(previousPeriod(period)));

  const usage = useMemo((): Usage | undefined => {
    if (!current.data) return undefined;
    const answered = { from: current.data.from, to: current.data.to };
    const answeredGroup = groupOfGrouping(current.data.groupBy) ?? group;
    return {
      period: answered,
      group: answeredGroup,
      data: buildUsageData(current.data.rows, answered, answeredGroup, metric),
    };
  }, [current.data, group, metric]);

  // A comparison needs both answers to belong to the same question.
  const settled = !current.isPlaceholderData && !previous.isPlaceholderData && usage !== undefined;
  return {
    usage,
    error: current.error,
    retry: () => void current.refetch(),
    isStale: current.isPlaceholderData,
    previousTotal: settled && previous.data ? metricValue(previous.data.total, metric) : undefined,
    previousFailed: previous.isError,
  };
}
