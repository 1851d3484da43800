import { Skeleton, Stack, Text } from '@mantine/core';
import type { FxRateDto } from '@nyla/contracts';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { formatInstant } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { fxRatesQuery, useFxChanges } from '../../api/system-queries';
import { decimalText } from '../../logic/decimal-text';
import { ConfirmWithdrawal } from '../confirm-withdrawal';
import { FxForm } from './fx-form';
import { FxTable } from './fx-table';

const CHART_HEIGHT = 220;
const FxChart = lazy(async () => ({ default: (await import('./fx-chart')).FxChart }));

/** CHF per USD: what holds now, how it came about, and what comes next. */
export function FxRatesPage() {
  const { t } = useTranslation(['system', 'common']);
  const [locale] = useLocale();
  const { data, error, refetch } = useQuery(fxRatesQuery);
  const { withdraw } = useFxChanges();
  const [asked, setAsked] = useState<FxRateDto | null>(null);
  const current = data?.find(({ state }) => state === 'current');
  return (
    <Page>
      <PageHeader title={t('common:page.fxRates')} description={t('fx.description')} />
      {error && !data ? <ErrorCard error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonBlock height={640} /> : null}
      {data ? (
        <Stack gap="lg">
          <Panel title={t('fx.current')}>
            {current ? (
              <>
                <Text fz={32} fw={600} lts="-0.015em" style={{ fontVariantNumeric: 'tabular-nums' }}>
                  {t('fx.rate', { rate: decimalText(current.usdChf) })}
                </Text>
                <Text size="sm" c="dimmed" mb="md">
                  {t('prices.from', { time: formatInstant(current.validFrom, locale) })} · {current.source}
                </Text>
              </>
            ) : (
              <EmptyState text={t('fx.none')} />
            )}
            {data.length > 1 ? (
              <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
                <FxChart rates={data} height={CHART_HEIGHT} />
              </Suspense>
            ) : null}
          </Panel>
          <Panel title={t('fx.add')}>
            <FxForm current={current} />
          </Panel>
          <Panel title={t('fx.history')}>
            <FxTable
              rates={data}
              onWithdraw={(rate) => {
                withdraw.reset();
                setAsked(rate);
              }}
            />
          </Panel>
        </Stack>
      ) : null}
      <ConfirmWithdrawal
        what={
          asked &&
          `${t('fx.rate', { rate: decimalText(asked.usdChf) })}, ${t('prices.from', { time: formatInstant(asked.validFrom, locale) })}`
        }
        isPending={withdraw.isPending}
        error={withdraw.error}
        onClose={() => setAsked(null)}
        onConfirm={() => {
          if (asked) withdraw.mutate(asked.id, { onSuccess: () => setAsked(null) });
        }}
      />
    </Page>
  );
}
