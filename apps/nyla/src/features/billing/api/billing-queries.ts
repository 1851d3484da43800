import type {
  AccountPageDto,
  BalanceDto,
  ForecastDto,
  SavedFilterPageDto,
  StatisticsDto,
  StatisticsQuery,
  TransactionDetailDto,
  TransactionPageDto,
  TransactionQuery,
  TransactionSummaryDto,
} from '@nyla/contracts';
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { apiGet } from '@/lib/api/client';

/** The filter on bookings, without paging and format. */
export type TransactionFilter = Readonly<Omit<TransactionQuery, 'cursor' | 'limit' | 'format' | 'locale'>>;

const PAGE_SIZE = 50;

const keys = {
  balance: ['billing', 'balance'],
  transactions: ['billing', 'transactions'],
  statistics: ['billing', 'statistics'],
  forecast: ['billing', 'forecast'],
} as const;

export const balanceQuery = queryOptions({
  queryKey: keys.balance,
  queryFn: ({ signal }) => apiGet<BalanceDto>('/billing/balance', undefined, { signal }),
});

export function statisticsQuery(query: StatisticsQuery) {
  return queryOptions({
    queryKey: [...keys.statistics, query],
    queryFn: ({ signal }) => apiGet<StatisticsDto>('/billing/statistics', { ...query }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** All pages of a filter, newest bookings first. */
export function transactionPagesQuery(filter: TransactionFilter) {
  return infiniteQueryOptions({
    queryKey: [...keys.transactions, 'pages', filter],
    queryFn: ({ pageParam, signal }) =>
      apiGet<TransactionPageDto>(
        '/billing/transactions',
        { ...filter, cursor: pageParam, limit: PAGE_SIZE },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** The newest bookings, for a short list. */
export function latestTransactionsQuery(limit: number) {
  return queryOptions({
    queryKey: [...keys.transactions, 'latest', limit],
    queryFn: ({ signal }) => apiGet<TransactionPageDto>('/billing/transactions', { limit }, { signal }),
  });
}

/** Sums over everything that a filter matches. */
export function transactionSummaryQuery(filter: TransactionFilter) {
  return queryOptions({
    queryKey: [...keys.transactions, 'summary', filter],
    queryFn: ({ signal }) => apiGet<TransactionSummaryDto>('/billing/transactions/summary', { ...filter }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** What this month will cost. */
export const forecastQuery = queryOptions({
  queryKey: keys.forecast,
  queryFn: ({ signal }) => apiGet<ForecastDto>('/billing/forecast', undefined, { signal }),
});

/** The accounts of the mandate, for whoever sees them all. */
export const accountsQuery = queryOptions({
  queryKey: ['billing', 'accounts'],
  queryFn: ({ signal }) => apiGet<AccountPageDto>('/billing/accounts', undefined, { signal }),
});

/** The filters that the reader keeps in this mandate. */
export const savedFiltersQuery = queryOptions({
  queryKey: ['billing', 'saved-filters'],
  queryFn: ({ signal }) => apiGet<SavedFilterPageDto>('/billing/saved-filters', undefined, { signal }),
});

/** One booking with its receipt. Bookings never change; only that one was reversed is learnt later. */
export function transactionQuery(id: string) {
  return queryOptions({
    queryKey: ['billing', 'transaction', id],
    queryFn: ({ signal }) =>
      apiGet<TransactionDetailDto>(`/billing/transactions/${encodeURIComponent(id)}`, undefined, { signal }),
  });
}

/** Takes over a balance that the server announced. A new booking makes lists and statistics old; a hold does not. */
export function adoptBalance(queryClient: QueryClient, next: BalanceDto): void {
  const before = queryClient.getQueryData(balanceQuery.queryKey);
  queryClient.setQueryData(balanceQuery.queryKey, next);
  if (before?.balance === next.balance && before.accountId === next.accountId) return;
  void queryClient.invalidateQueries({ queryKey: keys.transactions });
  void queryClient.invalidateQueries({ queryKey: keys.statistics });
  void queryClient.invalidateQueries({ queryKey: keys.forecast });
}
