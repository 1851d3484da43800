import type { NotificationDto, UnreadDto } from '@nyla/contracts';
import { NOTIFICATION_EVENT } from '@nyla/contracts/constants';
import type { QueryClient } from '@tanstack/react-query';
import { subscribeWhileVisible } from '@/lib/api/visible-events';
import { connectorsQuery, modelsQuery } from '@/lib/models';
import { noticesQuery } from '@/lib/notices';
import { refreshList, unreadQuery } from './notification-queries';

/** Keeps the count of unread notifications live. Returns how to stop listening. */
export function followNotifications(
  queryClient: QueryClient,
  onNew: (notification: NotificationDto) => void,
): () => void {
  return subscribeWhileVisible(
    '/notifications/events',
    ({ event, data }) => {
      if (event === NOTIFICATION_EVENT) receive(queryClient, JSON.parse(data) as UnreadDto, onNew);
    },
    () => void queryClient.invalidateQueries({ queryKey: noticesQuery.queryKey }),
  );
}

function receive(queryClient: QueryClient, next: UnreadDto, onNew: (notification: NotificationDto) => void): void {
  const before = queryClient.getQueryData(unreadQuery.queryKey);
  queryClient.setQueryData(unreadQuery.queryKey, next);
  if (!before || (before.unread === next.unread && before.newest?.id === next.newest?.id)) return;
  void refreshList(queryClient);
  if (!next.newest || next.newest.id === before.newest?.id) return;
  void queryClient.invalidateQueries({ queryKey: noticesQuery.queryKey });
  // What was locked is open now: whoever waits for it sees it without a reload.
  if (next.newest.kind === 'provider_permitted') {
    void queryClient.invalidateQueries({ queryKey: modelsQuery.queryKey });
    void queryClient.invalidateQueries({ queryKey: connectorsQuery.queryKey });
  }
  onNew(next.newest);
}
