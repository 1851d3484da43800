import { Box, Button, Center, Skeleton, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconReceiptOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { TransactionCards } from '@/components/booking/transaction-cards';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { type TransactionFilter, transactionPagesQuery } from '../api/billing-queries';
import type { ColumnId } from '../hooks/use-columns';
import { TransactionTable } from './transaction-table';

const SKELETON_ROWS = 12;
const ROW_HEIGHT = 60;
const WIDE = '(min-width: 62em)';

interface TransactionListProps {
  readonly filter: TransactionFilter;
  readonly columns: readonly ColumnId[];
  readonly withUser: boolean;
  readonly onOpen: (transactionId: string) => void;
  readonly onClearFilters: () => void;
}

/** The bookings of a filter, page by page; a table where there is room for one, cards elsewhere. */
export function TransactionList({ filter, columns, withUser, onOpen, onClearFilters }: TransactionListProps) {
  const { t } = useTranslation('billing');
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  const query = useInfiniteQuery(transactionPagesQuery(filter));
  const transactions = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);

  if (query.isPending) return <ListSkeleton />;
  if (query.isError && transactions.length === 0) {
    return <ErrorCard error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (transactions.length === 0) {
    const filtered = Object.keys(filter).length > 0;
    return (
      <EmptyState
        icon={<IconReceiptOff size={32} stroke={1.5} />}
        text={filtered ? t('transactions.emptyFiltered') : t('transactions.empty')}
        action={
          filtered ? (
            <Button variant="default" onClick={onClearFilters}>
              {t('transactions.clearFilters')}
            </Button>
          ) : null
        }
      />
    );
  }
  return (
    <Box opacity={query.isPlaceholderData ? 0.55 : 1} aria-busy={query.isPlaceholderData}>
      {isWide ? (
        <TransactionTable transactions={transactions} columns={columns} onOpen={onOpen} />
      ) : (
        <TransactionCards transactions={transactions} withUser={withUser} onOpen={onOpen} />
      )}
      {query.isError ? <ErrorCard error={query.error} onRetry={() => void query.fetchNextPage()} /> : null}
      <Center py="md">
        {query.hasNextPage ? (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('transactions.more')}
          </Button>
        ) : (
          <Text size="sm" c="dimmed">
            {t('transactions.end')}
          </Text>
        )}
      </Center>
    </Box>
  );
}

function ListSkeleton() {
  return (
    <Stack gap={0} aria-busy="true">
      {Array.from({ length: SKELETON_ROWS }, (_, index) => (
        <Box key={index} h={ROW_HEIGHT} py={8}>
          <Skeleton height="100%" />
        </Box>
      ))}
    </Stack>
  );
}
