import type { ChatDetailDto, ChatDto, ChatPageDto, CreateChatDto, UpdateChatDto } from '@nyla/contracts';
import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { apiDelete, apiGet, apiPatch, apiPost } from '@/lib/api/client';
import { isAnswering } from '../logic/thread';

const PAGE_SIZE = 30;
/** How often to look while another page, or nobody, receives the answer that is being written. */
const POLL_MS = 1_500;

export const chatListQuery = infiniteQueryOptions({
  queryKey: ['chats', 'list'],
  queryFn: ({ pageParam, signal }) =>
    apiGet<ChatPageDto>('/chats', { cursor: pageParam, limit: PAGE_SIZE }, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
});

/** @param receiving this page receives the running answer itself and needs no polling. */
export function chatQuery(chatId: string, receiving = false) {
  return queryOptions({
    queryKey: ['chats', 'detail', chatId],
    queryFn: ({ signal }) => apiGet<ChatDetailDto>(`/chats/${encodeURIComponent(chatId)}`, undefined, { signal }),
    // Two tabs on one chat must agree as soon as the reader looks at either.
    refetchOnWindowFocus: 'always',
    refetchInterval: ({ state }) => (!receiving && isAnswering(state.data?.messages ?? []) ? POLL_MS : false),
  });
}

export function useCreateChat() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateChatDto) => apiPost<ChatDto>('/chats', body, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: (chat) => {
      queryClient.setQueryData(chatQuery(chat.id).queryKey, { ...chat, messages: [] });
    },
  });
}

export function useRenameChat() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: UpdateChatDto & { id: string }) =>
      apiPatch<ChatDto>(`/chats/${encodeURIComponent(id)}`, body),
    onSuccess: ({ id, title }) => {
      queryClient.setQueryData(chatQuery(id).queryKey, (chat) => (chat ? { ...chat, title } : chat));
      updateList(queryClient, (items) => items.map((item) => (item.id === id ? { ...item, title } : item)));
    },
  });
}

export function useDeleteChat() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => apiDelete<void>(`/chats/${encodeURIComponent(id)}`),
    onSuccess: (_, id) => {
      updateList(queryClient, (items) => items.filter((item) => item.id !== id));
    },
  });
}

function updateList(queryClient: QueryClient, change: (items: ChatDto[]) => ChatDto[]): void {
  queryClient.setQueryData(chatListQuery.queryKey, (list) =>
    list ? { ...list, pages: list.pages.map((page) => ({ ...page, items: change(page.items) })) } : list,
  );
}
