import { Button, Center } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';

/** What a list needs to know of its query. */
interface ListState {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly refetch: () => unknown;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

interface ListingProps {
  readonly query: ListState;
  readonly count: number;
  readonly empty: ReactNode;
  readonly lines?: number;
  readonly children: ReactNode;
}

/** A list that comes in pages, with its loading, error and empty state. */
export function Listing({ query, count, empty, lines = 4, children }: ListingProps) {
  const { t } = useTranslation();
  if (query.isPending) return <SkeletonLines lines={lines} height={44} />;
  if (query.error && count === 0) return <ErrorCard error={query.error} onRetry={() => void query.refetch()} />;
  if (count === 0) return empty;
  return (
    <>
      {children}
      {query.hasNextPage ? (
        <Center py="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('action.more')}
          </Button>
        </Center>
      ) : null}
    </>
  );
}
