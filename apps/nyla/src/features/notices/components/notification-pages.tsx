import { Button, Group } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonLines } from '@/components/ui/skeletons';
import { notificationPagesQuery } from '../api/notification-queries';
import { NotificationList } from './notification-list';

interface NotificationPagesProps {
  readonly onFollow?: (() => void) | undefined;
  /** What stands below the first page instead of the way to the next. */
  readonly more?: ReactNode;
}

/** The newest notifications, whatever becomes of asking for them. */
export function NotificationPages({ onFollow, more }: NotificationPagesProps) {
  const { t } = useTranslation(['notices', 'common']);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(notificationPagesQuery);
  if (!data) {
    if (error) return <ErrorCard error={error} onRetry={() => void refetch()} />;
    return <SkeletonLines lines={5} height={44} />;
  }
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState icon={<IconBell size={28} stroke={1.4} />} text={t('empty')} />;
  return (
    <>
      <NotificationList items={items} onFollow={onFollow} />
      {more ?? null}
      {more === undefined && hasNextPage ? (
        <Group justify="center" mt="md">
          <Button variant="default" size="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('common:action.more')}
          </Button>
        </Group>
      ) : null}
    </>
  );
}
