import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilterOption } from '@/components/ui/filter-chip';
import { addDays } from '@/lib/calendar';
import { useToday } from '@/lib/use-today';
import { accountsQuery, statisticsQuery } from '../api/billing-queries';
import { groupingOf, UNASSIGNED_KEY, type UsageGroup } from '../logic/groups';
import { rankGroups } from '../logic/usage-series';
import { useGroupLabel } from './use-labels';

const DAYS_BACK = 365;

interface FilterChoices {
  readonly models: FilterOption[];
  readonly users: FilterOption[];
  readonly automations: FilterOption[];
  /** Of the mandate; more than one where members have accounts of their own. */
  readonly accounts: FilterOption[];
}

/** Accounts, and models, users and automations that have been used within a year, most used first; what to filter by. */
export function useFilterChoices(seesAll: boolean): FilterChoices {
  return {
    models: useChoices('model', true),
    users: useChoices('userId', seesAll),
    automations: useChoices('automationId', true),
    accounts: useAccountChoices(seesAll),
  };
}

function useAccountChoices(enabled: boolean): FilterOption[] {
  const { t } = useTranslation('billing');
  const { data } = useQuery({ ...accountsQuery, enabled });
  return useMemo(
    () =>
      (data?.items ?? []).map(({ id, userId, userName }) => ({
        value: id,
        label: userId === null ? t('transactions.mandateAccount') : (userName ?? userId),
      })),
    [data, t],
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
