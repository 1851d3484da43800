import type { NotificationPageDto, ReadNotificationsDto, UnreadDto } from '@nyla/contracts';
import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { apiGet, apiPost } from '@/lib/api/client';

const PAGE_SIZE = 20;
const LIST = ['notifications', 'list'] as const;

/** How many are unread, and the newest one. The feed fills it; nothing asks for it. */
export const unreadQuery = queryOptions<UnreadDto | null>({
  queryKey: ['notifications', 'unread'],
  queryFn: () => null,
  enabled: false,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

/** The newest first. */
export const notificationPagesQuery = infiniteQueryOptions({
  queryKey: LIST,
  queryFn: ({ pageParam, signal }) =>
    apiGet<NotificationPageDto>('/notifications', { cursor: pageParam, limit: PAGE_SIZE }, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
});

/** Marks as read, at once; what the server then says is what stays. */
export function useMarkRead() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (which: ReadNotificationsDto) => apiPost<UnreadDto>('/notifications/read', which),
    onMutate: async (which) => {
      await queryClient.cancelQueries({ queryKey: LIST });
      queryClient.setQueryData<InfiniteData<NotificationPageDto>>(
        LIST,
        (before) => before && markedRead(before, which),
      );
    },
    onSuccess: (unread) => queryClient.setQueryData(unreadQuery.queryKey, unread),
    onError: () => void refreshList(queryClient),
  });
}

export function refreshList(queryClient: QueryClient): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: LIST });
}

function markedRead(
  data: InfiniteData<NotificationPageDto>,
  { ids, all }: ReadNotificationsDto,
): InfiniteData<NotificationPageDto> {
  const readAt = new Date().toISOString();
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.map((item) =>
      item.readAt === null && (all === true || ids?.includes(item.id) === true) ? { ...item, readAt } : item,
    ),
  }));
  return { ...data, pages };
}
