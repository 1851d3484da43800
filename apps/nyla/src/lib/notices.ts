import type { AskForCreditDto, AskForProviderDto, NoticesDto, WishDto } from '@nyla/contracts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { apiGet, apiPost } from './api/client';

/** What the reader has to know wherever they are, and what they have asked the admins for. */
export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: ({ signal }) => apiGet<NoticesDto>('/notices', undefined, { signal }),
});

type Subject = Pick<WishDto, 'kind' | 'connectorType' | 'model'>;

/** The newest wish for this; undefined when the reader has not asked for it lately. */
export function findWish(wishes: readonly WishDto[], { kind, connectorType, model }: Subject): WishDto | undefined {
  return wishes.find((wish) => wish.kind === kind && wish.connectorType === connectorType && wish.model === model);
}

/** What the reader has asked for, if they have and it has not come true. */
export function useOpenWish(subject: Subject): WishDto | null {
  const { data } = useQuery(noticesQuery);
  const wish = data && findWish(data.wishes, subject);
  return wish && wish.solvedAt === null ? wish : null;
}

export function useAskForCredit() {
  return useWish((body: AskForCreditDto) => apiPost<WishDto>('/notices/credit', body));
}

export function useAskForProvider() {
  return useWish((body: AskForProviderDto) => apiPost<WishDto>('/notices/provider', body));
}

function useWish<Body>(mutationFn: (body: Body) => Promise<WishDto>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (wish) => {
      queryClient.setQueryData(noticesQuery.queryKey, (before) => before && withWish(before, wish));
      void queryClient.invalidateQueries({ queryKey: noticesQuery.queryKey });
    },
  });
}

function withWish(notices: NoticesDto, wish: WishDto): NoticesDto {
  const others = notices.wishes.filter((other) => findWish([other], wish) === undefined);
  return { ...notices, wishes: [wish, ...others] };
}
