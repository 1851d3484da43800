import { Button, Center, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { HoldDto } from '@nyla/contracts';
import { IconClockPause, IconHourglassLow } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { formatInstantExact } from '@/lib/format-date';
import { useModelName } from '@/lib/models';
import { useLocale } from '@/lib/use-locale';
import { holdPagesQuery } from '../../api/system-queries';
import { Badge } from '../badge';
import classes from '../system.module.css';

const WIDE = '(min-width: 62em)';
/** Ids begin with the time; their end tells them apart. */
const SHORT_ID = 8;

/** Calls under way and what is set aside for each. */
export function Holds() {
  const { t } = useTranslation(['system', 'common']);
  const query = useInfiniteQuery(holdPagesQuery);
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  const holds = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const columns = useHoldColumns();
  return (
    <Panel title={t('holds.title')}>
      {query.isPending ? <SkeletonBlock height={160} /> : null}
      {query.isError && holds.length === 0 ? (
        <ErrorCard error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isSuccess && holds.length === 0 ? (
        <EmptyState icon={<IconClockPause size={32} stroke={1.5} />} text={t('holds.empty')} />
      ) : null}
      {holds.length > 0 && isWide ? (
        <DataTable label={t('holds.title')} columns={columns} rows={holds} rowId={({ id }) => id} />
      ) : null}
      {holds.length > 0 && !isWide ? (
        <ul className={classes['cards']} aria-label={t('holds.title')}>
          {holds.map((hold) => (
            <HoldCard key={hold.id} hold={hold} />
          ))}
        </ul>
      ) : null}
      {query.hasNextPage ? (
        <Center pt="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common:action.more')}
          </Button>
        </Center>
      ) : null}
    </Panel>
  );
}

function useHoldColumns(): DataColumn<HoldDto>[] {
  const { t } = useTranslation(['system', 'common']);
  const [locale] = useLocale();
  const modelName = useModelName();
  return useMemo(
    () => [
      {
        id: 'mandate',
        header: t('holds.mandate'),
        cell: ({ mandateName, userName }) => (
          <>
            {mandateName}
            <Text size="xs" c="dimmed">
              {userName}
            </Text>
          </>
        ),
      },
      {
        id: 'model',
        header: t('prices.model'),
        cell: ({ connectorType, model }) => (
          <>
            {model === null ? '–' : modelName(connectorType, model)}
            <Text size="xs" c="dimmed">
              {connectorType ? t(`common:connector.${connectorType}`) : null}
            </Text>
          </>
        ),
      },
      { id: 'amount', header: t('holds.amount'), align: 'right', cell: ({ amount }) => <Money amount={amount} /> },
      {
        id: 'since',
        header: t('holds.since'),
        cell: ({ createdAt }) => formatInstantExact(createdAt, locale),
      },
      {
        id: 'expires',
        header: t('holds.expires'),
        cell: (hold) => (
          <>
            {formatInstantExact(hold.expiresAt, locale)} <SoonMark hold={hold} />
          </>
        ),
      },
      {
        id: 'gateway',
        header: t('holds.gateway'),
        cell: ({ gatewayId }) => <code title={gatewayId}>{gatewayId.slice(-SHORT_ID)}</code>,
      },
    ],
    [t, locale, modelName],
  );
}

function HoldCard({ hold }: { readonly hold: HoldDto }) {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  const modelName = useModelName();
  const { mandateName, userName, connectorType, model, amount, createdAt, expiresAt } = hold;
  return (
    <li className={classes['card']}>
      <span className={classes['row']}>
        <strong style={{ fontWeight: 500 }}>{model === null ? '–' : modelName(connectorType, model)}</strong>
        <Money amount={amount} />
      </span>
      <Text span size="sm" c="dimmed">
        {[mandateName, userName].filter(Boolean).join(' · ')}
      </Text>
      <Text span size="sm" c="dimmed">
        {t('holds.span', {
          since: formatInstantExact(createdAt, locale),
          until: formatInstantExact(expiresAt, locale),
        })}{' '}
        <SoonMark hold={hold} />
      </Text>
    </li>
  );
}

function SoonMark({ hold: { expiresSoon } }: { readonly hold: HoldDto }) {
  const { t } = useTranslation('system');
  return expiresSoon ? (
    <Badge tone="warn" icon={<IconHourglassLow size={13} aria-hidden />}>
      {t('holds.soon')}
    </Badge>
  ) : null;
}
