import type { ModelPageDto, QuoteDto, QuoteRequestDto } from '@nyla/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiGet, apiPost } from '@/lib/api/client';

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: async ({ signal }) => (await apiGet<ModelPageDto>('/models', undefined, { signal })).items,
  staleTime: 60_000,
});

/** The price of a request that is not sent yet. The figure before stays until the next one is there. */
export function quoteQuery(request: QuoteRequestDto) {
  return queryOptions({
    queryKey: ['quote', request],
    queryFn: ({ signal }) => apiPost<QuoteDto>('/models/quote', request, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    gcTime: 30_000,
    retry: false,
  });
}
