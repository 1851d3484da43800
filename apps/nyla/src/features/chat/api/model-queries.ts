import type { QuoteDto, QuoteRequestDto } from '@nyla/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiPost } from '@/lib/api/client';

/**
 * The price of a request that is not sent yet. The figure before stays until the next one is there.
 * @param available the credit as this page knows it: with other credit another part of the request is covered.
 */
export function quoteQuery(request: QuoteRequestDto, available: string | null) {
  return queryOptions({
    queryKey: ['quote', request, available],
    queryFn: ({ signal }) => apiPost<QuoteDto>('/models/quote', request, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    gcTime: 30_000,
    retry: false,
  });
}
