import { Anchor, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TransactionCards } from '@/components/booking/transaction-cards';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { usePermission } from '@/lib/session';
import { latestTransactionsQuery } from '../api/billing-queries';

const ReceiptDrawer = lazy(async () => ({ default: (await import('./receipt-drawer')).ReceiptDrawer }));

const COUNT = 5;
const ROW_HEIGHT = 64;

/** The newest bookings with a way to all of them. */
export function LatestTransactions() {
  const { t } = useTranslation('billing');
  const seesAll = usePermission('data.billing.transactions.all');
  const [openId, setOpenId] = useState<string | null>(null);
  const { data, error, refetch } = useQuery(latestTransactionsQuery(COUNT));
  return (
    <Panel
      title={t('transactions.latest')}
      actions={
        <Anchor
          renderRoot={(props) => <Link to="/billing/transactions" {...props} />}
          c="var(--nyla-accent-text)"
          size="sm"
        >
          {t('transactions.all')}
        </Anchor>
      }
    >
      {data ? (
        data.items.length === 0 ? (
          <Text c="dimmed">{t('transactions.empty')}</Text>
        ) : (
          <TransactionCards transactions={data.items} withUser={seesAll} onOpen={setOpenId} />
        )
      ) : error ? (
        <ErrorCard error={error} onRetry={() => void refetch()} />
      ) : (
        <Stack gap={8} aria-busy="true">
          {Array.from({ length: COUNT }, (_, index) => (
            <Skeleton key={index} height={ROW_HEIGHT - 8} />
          ))}
        </Stack>
      )}
      {openId ? (
        <Suspense fallback={null}>
          <ReceiptDrawer transactionId={openId} onClose={() => setOpenId(null)} />
        </Suspense>
      ) : null}
    </Panel>
  );
}
