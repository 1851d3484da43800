import { Drawer, Skeleton, Stack } from '@mantine/core';
import type { TransactionDetailDto } from '@nyla/contracts';
import { type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { useFocusReturn } from '@/components/ui/use-focus-return';
import { Receipt } from './receipt';

/** Reads one booking, from wherever its reader may see it. */
export type BookingQuery = (
  transactionId: string,
) => UseQueryOptions<TransactionDetailDto, Error, TransactionDetailDto, string[]>;

interface ReceiptDrawerProps {
  readonly queryOf: BookingQuery;
  /** The booking to show; null closes the drawer. */
  readonly transactionId: string | null;
  readonly onClose: () => void;
  /** Opens another booking, such as the one that this one reverses; without it there is no such link. */
  readonly onOpen?: ((transactionId: string) => void) | undefined;
  /** False for bookings of another mandate, whose chats and automations cannot be reached from here. */
  readonly linked?: boolean;
  /** What its reader may do with the booking. */
  readonly renderActions?: ((transaction: TransactionDetailDto) => ReactNode) | undefined;
}

/** The receipt of one booking at the edge of the page, whichever page that is. */
export function ReceiptDrawer({
  queryOf,
  transactionId,
  onClose,
  onOpen,
  linked = true,
  renderActions,
}: ReceiptDrawerProps) {
  const { t } = useTranslation(['billing', 'common']);
  const [lastId, setLastId] = useState(transactionId);
  // What was open stays readable while the drawer slides away.
  if (transactionId !== null && transactionId !== lastId) setLastId(transactionId);
  useFocusReturn(transactionId !== null);
  return (
    <Drawer.Root
      opened={transactionId !== null}
      onClose={onClose}
      returnFocus={false}
      position="right"
      size="min(100vw, 37rem)"
    >
      <Drawer.Overlay backgroundOpacity={0.45} />
      <Drawer.Content>
        {/* A `header` would be a second banner of the page. */}
        <Drawer.Header role="presentation">
          <Drawer.Title fw={600} fz="lg">
            {t('receipt.title')}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={t('common:action.close')} />
        </Drawer.Header>
        <Drawer.Body>
          {lastId === null ? null : (
            <ReceiptLoader
              key={lastId}
              queryOf={queryOf}
              transactionId={lastId}
              onOpen={onOpen}
              linked={linked}
              renderActions={renderActions}
            />
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

type ReceiptLoaderProps = Pick<ReceiptDrawerProps, 'queryOf' | 'onOpen' | 'renderActions'> & {
  readonly linked: boolean;
  readonly transactionId: string;
};

function ReceiptLoader({ queryOf, transactionId, onOpen, linked, renderActions }: ReceiptLoaderProps) {
  const { data, error, refetch } = useQuery(queryOf(transactionId));
  if (data) return <Receipt transaction={data} onOpen={onOpen} actions={renderActions?.(data)} linked={linked} />;
  if (error) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  return (
    <Stack gap="lg" aria-busy="true">
      <Skeleton height={62} width={260} />
      <Skeleton height={190} />
      <Skeleton height={300} />
      <Skeleton height={150} />
    </Stack>
  );
}
