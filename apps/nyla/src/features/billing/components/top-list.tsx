import { Box, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { formatCount } from '@/lib/money';
import { statisticsQuery } from '../api/billing-queries';
import { useGroupLabel } from '../hooks/use-labels';
import { bookingsOf } from '../logic/bookings-of';
import { formatPermille, permille } from '../logic/exact';
import { groupFilter, groupingOf, UNASSIGNED_KEY, type UsageGroup } from '../logic/groups';
import type { Period } from '../logic/period';
import { rankGroups } from '../logic/usage-series';
import classes from './lists.module.css';

const LENGTH = 5;
const ROW_HEIGHT = 56;

interface TopListProps {
  readonly title: string;
  readonly group: UsageGroup;
  readonly period: Period;
}

/** The groups that cost most in the period, each with its share and a way to its bookings. */
export function TopList({ title, group, period }: TopListProps) {
  const { t } = useTranslation('billing');
  const label = useGroupLabel();
  const { from, to } = period;
  const { data, error, refetch, isPlaceholderData } = useQuery(
    statisticsQuery({ from, to, groupBy: groupingOf(group) }),
  );
  const { ranked, total, calls } = useMemo(() => {
    const rows = data?.rows ?? [];
    const all = rankGroups(rows, group, 'amount');
    return {
      // Most use has no automation; a list of automations is of those that there are.
      ranked: all.filter(({ key }) => group !== 'automationId' || key !== UNASSIGNED_KEY).slice(0, LENGTH),
      total: all.reduce((sum, one) => sum + one.total, 0n),
      calls: new Map(rankGroups(rows, group, 'calls').map((one) => [one.key, one.total])),
    };
  }, [data, group]);

  return (
    <Panel title={title}>
      {error && !data ? (
        <ErrorCard error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Stack gap={0} aria-busy="true">
          {Array.from({ length: LENGTH }, (_, index) => (
            <Box key={index} h={ROW_HEIGHT} py={8}>
              <Skeleton height="100%" />
            </Box>
          ))}
        </Stack>
      ) : ranked.length === 0 ? (
        <Text c="dimmed">{t(group === 'automationId' ? 'usage.topNoAutomation' : 'usage.topEmpty')}</Text>
      ) : (
        <ol className={classes['list']} style={{ opacity: isPlaceholderData ? 0.55 : 1 }}>
          {ranked.map((one) => {
            const share = permille(one.total, total);
            const name = label(one, group);
            const entry = (
              <>
                <span className={classes['name']}>{name}</span>
                <Money amount={one.total} />
                <span className={classes['bar']} aria-hidden>
                  <span style={{ width: `${share / 10}%` }} />
                </span>
                <span className={classes['note']}>
                  {t('usage.share', { share: formatPermille(share), calls: formatCount(calls.get(one.key) ?? 0n) })}
                </span>
              </>
            );
            return (
              <li key={one.key}>
                {groupFilter(one.key, group) ? (
                  <Link
                    to="/billing/transactions"
                    search={bookingsOf(data, group, one.key)}
                    className={classes['row'] ?? ''}
                    title={t('usage.openBookings', { name })}
                  >
                    {entry}
                  </Link>
                ) : (
                  <span className={classes['row']}>{entry}</span>
                )}
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}
