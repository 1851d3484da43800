import { Grid, Stack } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { type ReactNode, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { usePermission } from '@/lib/session';
import { useToday } from '@/lib/use-today';
import { useUsageSearch } from '../hooks/use-billing-search';
import { DEFAULT_RANGE, periodOf, presetPeriod } from '../logic/period';
import { BalanceCard } from './balance-card';
import { ForecastCard } from './forecast-card';
import { LatestTransactions } from './latest-transactions';
import { TopList } from './top-list';
import { UsageCard } from './usage-card';

/** The billing dashboard: credit, usage, top lists and the newest bookings. */
export function UsagePage(): ReactNode {
  const { t } = useTranslation(['billing', 'common']);
  const [search, change] = useUsageSearch();
  const today = useToday();
  const seesAll = usePermission('data.billing.transactions.all');
  const period = periodOf(search, today) ?? presetPeriod(DEFAULT_RANGE, today);
  // What lies below is drawn in slices, after what the reader sees first, and the rest of it after that.
  const showsUsage = useDeferredValue(true, false);
  const showsRest = useDeferredValue(showsUsage, false);
  useDocumentTitle(`${t('usage.title')} · ${t('common:brand')}`);

  return (
    <Page>
      <PageHeader title={t('usage.title')} description={t('usage.description')} />
      <Stack gap="lg">
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <BalanceCard />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <ForecastCard />
          </Grid.Col>
        </Grid>
        {showsUsage ? <UsageCard search={search} onChange={change} period={period} seesAll={seesAll} /> : null}
        {showsRest ? (
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, md: 6 }}>
              <TopList title={t('usage.topModels')} group="model" period={period} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 6 }}>
              <TopList title={t('usage.topAutomations')} group="automationId" period={period} />
            </Grid.Col>
            {seesAll ? (
              <Grid.Col span={{ base: 12, md: 6 }}>
                <TopList title={t('usage.topUsers')} group="userId" period={period} />
              </Grid.Col>
            ) : null}
            <Grid.Col span={{ base: 12, md: seesAll ? 6 : 12 }}>
              <LatestTransactions />
            </Grid.Col>
          </Grid>
        ) : null}
      </Stack>
    </Page>
  );
}
