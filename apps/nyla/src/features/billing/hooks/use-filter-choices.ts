import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FilterOption } from '@/components/ui/filter-chip';
import { addDays } from '@/lib/calendar';
import { useToday } from '@/lib/use-today';
import { statisticsQuery } from '../api/billing-queries';
import { groupingOf, UNASSIGNED_KEY, type UsageGroup } from '../logic/groups';
import { rankGroups } from '../logic/usage-series';
import { useGroupLabel } from './use-labels';

const DAYS_BACK = 365;

interface FilterChoices {
  readonly models: FilterOption[];
  readonly users: FilterOption[];
  readonly automations: FilterOption[];
}

/** Models, users and automations that have been used within a year, most used first; what to filter by. */
export function useFilterChoices(seesAll: boolean): FilterChoices {
  return {
    models: useChoices('model', true),
    users: useChoices('userId', seesAll),
    automations: useAutomationChoices(),
  };
}

function useAutomationChoices(): FilterOption[] {
  const today = useToday();
  const { data } = useQuery(
    statisticsQuery({ from: addDays(today, 1 - DAYS_BACK), to: today, groupBy: ['automationId'] }),
  );
  return useMemo(
    () =>
      (data?.rows ?? [])
        .toSorted((a, b) => b.calls - a.calls)
        .flatMap(({ automationId, automationName }) =>
          automationId ? [{ value: automationId, label: automationName ?? automationId }] : [],
        ),
    [data],
  );
}

function useChoices(group: UsageGroup, enabled: boolean): FilterOption[] {
  const today = useToday();
  const label = useGroupLabel();
  const query = statisticsQuery({ from: addDays(today, 1 - DAYS_BACK), to: today, groupBy: groupingOf(group) });
  const { data } = useQuery({ ...query, enabled });
  return useMemo(
    () =>
      rankGroups(data?.rows ?? [], group, 'calls')
        .filter(({ key }) => key !== UNASSIGNED_KEY)
        .map((one) => ({ value: one.key, label: label(one, group) })),
    [data, group, label],
  );
}
