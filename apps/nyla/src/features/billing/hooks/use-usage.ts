import type { StatisticsDto } from '@nyla/contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { statisticsQuery } from '../api/billing-queries';
import { groupingOf, groupOfGrouping, type UsageGroup } from '../logic/groups';
import { bucketUnit, type Period, previousPeriod } from '../logic/period';
import {
  buildUsageData,
  comparePrevious,
  type PreviousUsage,
  type UsageData,
  type UsageMetric,
} from '../logic/usage-series';

/** Figures of a period as they were answered; for a moment these may be the ones asked for before. */
export interface Usage {
  readonly period: Period;
  readonly group: UsageGroup;
  readonly data: UsageData;
  /** The period of equal length before; undefined until it is known. */
  readonly previous: PreviousUsage | undefined;
}

/** Usage of a period by group and time, and of the period before it by day and by group. */
export function useUsage(period: Period, group: UsageGroup, metric: UsageMetric) {
  const { from, to } = period;
  const before = previousPeriod(period);
  const current = useQuery(statisticsQuery({ from, to, groupBy: [bucketUnit(period), ...groupingOf(group)] }));
  const byDay = useQuery(statisticsQuery({ ...before, groupBy: ['day'] }));
  const byGroup = useQuery(statisticsQuery({ ...before, groupBy: groupingOf(group) }));

  const usage = useMemo((): Usage | undefined => {
    if (!current.data) return undefined;
    const answered = { from: current.data.from, to: current.data.to };
    const answeredGroup = groupOfGrouping(current.data.groupBy) ?? group;
    const data = buildUsageData(current.data.rows, answered, answeredGroup, metric);
    // A comparison needs all answers to belong to the same question.
    const wanted = previousPeriod(answered);
    const answers = { byDay: byDay.data, byGroup: byGroup.data };
    const belongs = (answer: StatisticsDto | undefined): answer is StatisticsDto =>
      answer?.from === wanted.from && answer.to === wanted.to;
    const previous =
      belongs(answers.byDay) && belongs(answers.byGroup) && groupOfGrouping(answers.byGroup.groupBy) === answeredGroup
        ? comparePrevious(
            data,
            answered,
            { byDay: answers.byDay.rows, byGroup: answers.byGroup.rows },
            answeredGroup,
            metric,
          )
        : undefined;
    return { period: answered, group: answeredGroup, data, previous };
  }, [current.data, byDay.data, byGroup.data, group, metric]);

  return {
    usage,
    error: current.error,
    retry: () => void current.refetch(),
    isStale: current.isPlaceholderData,
    previousFailed: byDay.isError || byGroup.isError,
    retryPrevious: () => void Promise.all([byDay.refetch(), byGroup.refetch()]),
  };
}
