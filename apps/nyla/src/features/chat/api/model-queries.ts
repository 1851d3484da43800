import type { QuoteDto, QuoteRequestDto } from '@nyla/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiPost } from '@/lib/api/client';

/**
 * The price of a request that is not sent yet. While the text changes, the figure before stays until the next one is
 * there; that of another model or search would mislead.
 * @param available the credit as this page knows it: with other credit another part of the request is covered.
 */
export function quoteQuery(request: QuoteRequestDto, available: string | null) {
  return queryOptions({
    queryKey: ['quote', request, available] as const,
    queryFn: ({ signal }) => apiPost<QuoteDto>('/models/quote', request, { signal }),
    placeholderData: (before: QuoteDto | undefined, query) => {
      const [, asked] = query?.queryKey ?? [];
      return asked?.model === request.model && asked.webSearch === request.webSearch ? before : undefined;
    },
    staleTime: 10_000,
    gcTime: 30_000,
    retry: false,
  });
}
