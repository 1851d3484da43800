import type { MailDetailDto, MailPageDto, MandateOverviewPageDto, TestMailDto } from '@nyla/contracts';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { apiGet, apiPost } from '@/lib/api/client';
import type { MailSearch } from '../logic/search';

const PAGE_SIZE = 50;
const MANDATES_MAX = 200;
const LOOK_AGAIN_MS = 10_000;
const key = ['admin', 'mails'] as const;

/** All pages of a filter, newest first. */
export function mailPagesQuery(filter: MailSearch) {
  return infiniteQueryOptions({
    queryKey: [...key, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      apiGet<MailPageDto>('/admin/mails', { ...filter, cursor: pageParam, limit: PAGE_SIZE }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
  });
}

/** Asked for again while it may still change by itself. */
export function mailQuery(id: string) {
  return queryOptions({
    queryKey: [...key, 'one', id],
    queryFn: ({ signal }) => apiGet<MailDetailDto>(`/admin/mails/${encodeURIComponent(id)}`, undefined, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'queued' || data?.state === 'sending' ? LOOK_AGAIN_MS / 5 : false,
  });
}

/** The mandates to choose from. */
export const mailMandatesQuery = queryOptions({
  queryKey: [...key, 'mandates'],
  queryFn: async ({ signal }) =>
    (await apiGet<MandateOverviewPageDto>('/admin/mandates', { limit: MANDATES_MAX }, { signal })).items,
});

/** Each wish has its key: a repeat of the request is no second mail. */
export function useResend() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, idempotencyKey }: { readonly id: string; readonly idempotencyKey: string }) =>
      apiPost<MailDetailDto>(`/admin/mails/${encodeURIComponent(id)}/resend`, undefined, { idempotencyKey }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
  });
}

export function useTestMail() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => apiPost<TestMailDto>('/admin/mails/test'),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: key }),
  });
}
