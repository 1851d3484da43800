import { Anchor, Button, Center, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { TopUpDto } from '@nyla/contracts';
import { IconCoins } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { formatInstant } from '@/lib/format-date';
import { moneyText } from '@/lib/money-text';
import { useLocale } from '@/lib/use-locale';
import { topUpPagesQuery } from '../api/credit-queries';
import classes from './credit.module.css';
import { TopUpStateLabel } from './top-up-state';
import { WithdrawDialog } from './withdraw-dialog';

const WIDE = '(min-width: 62em)';

/** What was topped up and asked for, by whom, and what became of it. */
export function TopUpList() {
  const { t } = useTranslation(['credit', 'common']);
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  const query = useInfiniteQuery(topUpPagesQuery);
  const [withdrawn, setWithdrawn] = useState<TopUpDto | null>(null);
  const columns = useTopUpColumns(setWithdrawn);
  const topUps = query.data?.pages.flatMap(({ items }) => items) ?? [];

  if (query.isPending) return <SkeletonLines lines={4} height={40} />;
  if (query.isError && topUps.length === 0) {
    return <ErrorCard error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <>
      {topUps.length === 0 ? (
        <EmptyState icon={<IconCoins size={32} stroke={1.5} />} text={t('topUp.empty')} />
      ) : isWide ? (
        <DataTable label={t('topUp.list')} columns={columns} rows={topUps} rowId={({ id }) => id} />
      ) : (
        <ul className={classes['cards']}>
          {topUps.map((topUp) => (
            <li key={topUp.id}>
              <TopUpCard topUp={topUp} onWithdraw={() => setWithdrawn(topUp)} />
            </li>
          ))}
        </ul>
      )}
      {query.isError && topUps.length > 0 ? (
        <ErrorCard error={query.error} onRetry={() => void query.fetchNextPage()} />
      ) : null}
      {query.hasNextPage ? (
        <Center pt="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common:action.more')}
          </Button>
        </Center>
      ) : null}
      <WithdrawDialog topUp={withdrawn} onClose={() => setWithdrawn(null)} />
    </>
  );
}

function useTopUpColumns(onWithdraw: (topUp: TopUpDto) => void): DataColumn<TopUpDto>[] {
  const { t } = useTranslation('credit');
  const [locale] = useLocale();
  return [
    { id: 'time', header: t('topUp.column.time'), width: '175px', cell: (row) => formatInstant(row.createdAt, locale) },
    {
      id: 'what',
      header: t('topUp.column.what'),
      cell: (row) => (
        <>
          {t(`topUp.kind.${row.kind}`)}
          <Details topUp={row} />
        </>
      ),
    },
    { id: 'person', header: t('topUp.column.person'), width: '170px', cell: (row) => row.userName },
    {
      id: 'state',
      header: t('topUp.column.state'),
      width: '190px',
      cell: (row) => (
        <>
          <TopUpStateLabel topUp={row} />
          <Follow topUp={row} onWithdraw={() => onWithdraw(row)} />
        </>
      ),
    },
    {
      id: 'amount',
      header: t('topUp.column.amount'),
      width: '130px',
      align: 'right',
      cell: (row) => <Money amount={row.amount} currency={false} />,
    },
  ];
}

function TopUpCard({ topUp, onWithdraw }: { readonly topUp: TopUpDto; readonly onWithdraw: () => void }) {
  const { t } = useTranslation('credit');
  const [locale] = useLocale();
  return (
    <Stack gap={4}>
      <div className={classes['line']}>
        <Text fw={500}>{t(`topUp.kind.${topUp.kind}`)}</Text>
        <span className={classes['amount']}>
          <Money amount={topUp.amount} />
        </span>
      </div>
      <div className={classes['line']}>
        <Text size="sm" c="dimmed">
          {[formatInstant(topUp.createdAt, locale), topUp.userName].filter(Boolean).join(' · ')}
        </Text>
        <TopUpStateLabel topUp={topUp} />
      </div>
      <Details topUp={topUp} />
      <Follow topUp={topUp} onWithdraw={onWithdraw} />
    </Stack>
  );
}

/** What people wrote, and where another amount was booked than was asked for. */
function Details({ topUp }: { readonly topUp: TopUpDto }) {
  const { t } = useTranslation('credit');
  const { note, reference, reason, amount, bookedAmount } = topUp;
  const lines = [
    ...(note === null ? [] : [note]),
    ...(reference === null ? [] : [t('topUp.refer', { reference })]),
    ...(reason === null ? [] : [t('topUp.reason', { reason })]),
    ...(bookedAmount === null || bookedAmount === amount
      ? []
      : [t('topUp.bookedOther', { amount: moneyText(bookedAmount) })]),
  ];
  return lines.map((line) => (
    <Text key={line} size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {line}
    </Text>
  ));
}

/** The booking of what was booked, or the way back from what is still open. */
function Follow({ topUp, onWithdraw }: { readonly topUp: TopUpDto; readonly onWithdraw: () => void }) {
  const { t } = useTranslation('credit');
  const { transactionId } = topUp;
  if (transactionId !== null) {
    return (
      <Anchor
        renderRoot={(props) => <Link to="/billing/transactions" search={{ receipt: transactionId }} {...props} />}
        size="sm"
        display="block"
        className={classes['follow'] ?? ''}
      >
        {t('topUp.openBooking')}
      </Anchor>
    );
  }
  if (topUp.state !== 'requested') return null;
  return (
    <div>
      <Button variant="default" size="xs" mt={4} className={classes['follow'] ?? ''} onClick={onWithdraw}>
        {t('topUp.withdraw')}
      </Button>
    </div>
  );
}
