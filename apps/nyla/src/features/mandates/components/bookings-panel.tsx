import { Button, Center, Group, Text } from '@mantine/core';
import type { MandateDetailDto, TransactionDetailDto } from '@nyla/contracts';
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TransactionCards } from '@/components/booking/transaction-cards';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { SkeletonLines } from '@/components/ui/skeletons';
import { formatDay } from '@/lib/format-date';
import { usePermission } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';
import { bookingQuery, bookingsQuery } from '../api/mandate-queries';
import { useMandateSearch } from '../hooks/use-search';
import { ReverseDialog } from './reverse-dialog';

const ReceiptDrawer = lazy(async () => ({
  default: (await import('@/components/booking/receipt-drawer')).ReceiptDrawer,
}));

/** The last bookings, each with its receipt, from which it can be reversed. */
export function BookingsPanel({ mandate }: { readonly mandate: MandateDetailDto }) {
  const { t } = useTranslation('mandates');
  const [search, change] = useMandateSearch();
  const mayCredit = usePermission('data.operator.credit');
  const [reversing, setReversing] = useState<TransactionDetailDto | null>(null);
  // Once a receipt was open its drawer stays, to slide away and to give the focus back.
  const [everOpen, setEverOpen] = useState(false);
  if (search.receipt && !everOpen) setEverOpen(true);
  return (
    <Panel title={t('bookings.title')} actions={<DayFilter />}>
      <Bookings mandateId={mandate.id} day={search.day} onOpen={(receipt) => change({ receipt })} />
      {everOpen ? (
        <Suspense fallback={null}>
          <ReceiptDrawer
            linked={false}
            queryOf={(id) => bookingQuery(mandate.id, id)}
            transactionId={search.receipt ?? null}
            onClose={() => change({ receipt: undefined })}
            onOpen={(receipt) => change({ receipt })}
            renderActions={
              mayCredit
                ? (booking) => (isReversible(booking) ? <ReverseButton onClick={() => setReversing(booking)} /> : null)
                : undefined
            }
          />
        </Suspense>
      ) : null}
      <ReverseDialog
        mandate={mandate}
        booking={reversing}
        onClose={() => setReversing(null)}
        onReversed={(receipt) => change({ receipt })}
      />
    </Panel>
  );
}

/** A correction is not corrected: what was right before is booked anew. */
function isReversible({ reversedBy, reversalOf, type }: TransactionDetailDto): boolean {
  return reversedBy === null && reversalOf === null && type !== 'transfer';
}

function ReverseButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation('mandates');
  return (
    <Group>
      <Button variant="default" leftSection={<IconArrowBackUp size={17} stroke={1.7} aria-hidden />} onClick={onClick}>
        {t('reverse.button')}
      </Button>
    </Group>
  );
}

function DayFilter() {
  const { t } = useTranslation('mandates');
  const [locale] = useLocale();
  const [{ day }, change] = useMandateSearch();
  if (!day) return null;
  return (
    <Button
      variant="default"
      size="xs"
      rightSection={<IconX size={14} aria-hidden />}
      aria-label={t('bookings.allDays', { day: formatDay(day, locale) })}
      onClick={() => change({ day: undefined })}
    >
      {formatDay(day, locale)}
    </Button>
  );
}

interface BookingsProps {
  readonly mandateId: string;
  readonly day: string | undefined;
  readonly onOpen: (transactionId: string) => void;
}

function Bookings({ mandateId, day, onOpen }: BookingsProps) {
  const { t } = useTranslation('mandates');
  const query = useInfiniteQuery(bookingsQuery(mandateId, day));
  const bookings = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (query.isPending) return <SkeletonLines lines={6} height={44} />;
  if (query.isError && bookings.length === 0) {
    return <ErrorCard error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (bookings.length === 0) return <EmptyState text={day ? t('bookings.emptyDay') : t('bookings.empty')} />;
  return (
    <div aria-busy={query.isPlaceholderData}>
      <TransactionCards transactions={bookings} withUser onOpen={onOpen} />
      {query.isError ? <ErrorCard error={query.error} onRetry={() => void query.fetchNextPage()} /> : null}
      <Center pt="md">
        {query.hasNextPage ? (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('bookings.more')}
          </Button>
        ) : (
          <Text size="sm" c="dimmed">
            {t('bookings.end')}
          </Text>
        )}
      </Center>
    </div>
  );
}
