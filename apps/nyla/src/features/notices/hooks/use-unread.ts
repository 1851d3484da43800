import { useQuery } from '@tanstack/react-query';
import { unreadQuery } from '../api/notification-queries';

/** How many notifications are unread, as far as is known. */
export function useUnread(): number {
  return useQuery(unreadQuery).data?.unread ?? 0;
}
