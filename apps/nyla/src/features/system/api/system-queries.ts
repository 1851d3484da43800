import type {
  FxRateDto,
  FxRatePageDto,
  HealthDto,
  HoldPageDto,
  LedgerTotalsDto,
  NewFxRateDto,
  NewPriceDto,
  NewTaxSettingDto,
  PriceVersionDto,
  PriceVersionPageDto,
  TaxSettingDto,
  TaxSettingsDto,
  VerificationDto,
  VerificationPageDto,
} from '@nyla/contracts';
import type { ConnectorType, PriceState } from '@nyla/contracts/constants';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { apiGet, apiPost } from '@/lib/api/client';

const PAGE_SIZE = 200;
const HOLDS_PAGE_SIZE = 50;
const VERIFICATIONS_PAGE_SIZE = 10;
const HOLDS_EVERY_MS = 5_000;
const PROGRESS_EVERY_MS = 1_000;
const HEALTH_EVERY_MS = 15_000;

const keys = {
  prices: ['admin', 'prices'],
  fxRates: ['admin', 'fx-rates'],
  tax: ['admin', 'tax'],
  ledger: ['admin', 'ledger'],
  verifications: ['admin', 'verifications'],
  health: ['admin', 'health'],
} as const;

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Lists that are short enough to be read whole. */
async function allPages<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

/** Every price in one state: one for each model that has a current one. */
export function pricesQuery(state: PriceState) {
  return queryOptions({
    queryKey: [...keys.prices, 'list', state],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        apiGet<PriceVersionPageDto>('/admin/prices', { state, cursor, limit: PAGE_SIZE }, { signal }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** Every price that a model has, had or will have; what starts last comes first. */
export function priceHistoryQuery(connectorType: ConnectorType, model: string) {
  return queryOptions({
    queryKey: [...keys.prices, 'history', connectorType, model],
    queryFn: ({ signal }) =>
      allPages((cursor) =>
        apiGet<PriceVersionPageDto>(
          '/admin/prices',
          { connectorType, model, state: 'all', cursor, limit: PAGE_SIZE },
          { signal },
        ),
      ),
  });
}

export const fxRatesQuery = queryOptions({
  queryKey: keys.fxRates,
  queryFn: ({ signal }) =>
    allPages((cursor) => apiGet<FxRatePageDto>('/admin/fx-rates', { cursor, limit: PAGE_SIZE }, { signal })),
});

/** What held and holds of MWST, the latest day first. */
export const taxQuery = queryOptions({
  queryKey: keys.tax,
  queryFn: ({ signal }) => apiGet<TaxSettingsDto>('/admin/tax', undefined, { signal }),
});

export const ledgerTotalsQuery = queryOptions({
  queryKey: [...keys.ledger, 'totals'],
  queryFn: ({ signal }) => apiGet<LedgerTotalsDto>('/admin/ledger', undefined, { signal }),
  refetchInterval: HOLDS_EVERY_MS,
});

export const holdPagesQuery = infiniteQueryOptions({
  queryKey: [...keys.ledger, 'holds'],
  queryFn: ({ pageParam, signal }) =>
    apiGet<HoldPageDto>('/admin/holds', { cursor: pageParam, limit: HOLDS_PAGE_SIZE }, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: HOLDS_EVERY_MS,
});

/** The latest verifications; asked for again and again while one runs. */
export const verificationsQuery = queryOptions({
  queryKey: keys.verifications,
  queryFn: ({ signal }) =>
    apiGet<VerificationPageDto>('/admin/verifications', { limit: VERIFICATIONS_PAGE_SIZE }, { signal }),
  refetchInterval: ({ state }) =>
    state.data?.items.some((verification) => verification.state === 'running') ? PROGRESS_EVERY_MS : false,
});

export const healthQuery = queryOptions({
  queryKey: keys.health,
  queryFn: ({ signal }) => apiGet<HealthDto>('/admin/health', undefined, { signal }),
  refetchInterval: HEALTH_EVERY_MS,
});

/** A price changes what models cost, wherever that is shown. */
export function usePriceChanges() {
  const queryClient = useQueryClient();
  const onSuccess = async () => {
    void queryClient.invalidateQueries({ queryKey: ['models'] });
    await queryClient.invalidateQueries({ queryKey: keys.prices });
  };
  return {
    add: useMutation({ mutationFn: (body: NewPriceDto) => apiPost<PriceVersionDto>('/admin/prices', body), onSuccess }),
    withdraw: useMutation({
      mutationFn: (id: string) => apiPost<PriceVersionDto>(`/admin/prices/${encodeURIComponent(id)}/withdraw`),
      onSuccess,
    }),
  };
}

export function useFxChanges() {
  const queryClient = useQueryClient();
  const onSuccess = async () => {
    void queryClient.invalidateQueries({ queryKey: ['models'] });
    void queryClient.invalidateQueries({ queryKey: keys.prices });
    await queryClient.invalidateQueries({ queryKey: keys.fxRates });
  };
  return {
    add: useMutation({ mutationFn: (body: NewFxRateDto) => apiPost<FxRateDto>('/admin/fx-rates', body), onSuccess }),
    withdraw: useMutation({
      mutationFn: (id: string) => apiPost<FxRateDto>(`/admin/fx-rates/${encodeURIComponent(id)}/withdraw`),
      onSuccess,
    }),
  };
}

export function useTaxChanges() {
  const queryClient = useQueryClient();
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: keys.tax });
  return {
    add: useMutation({
      mutationFn: (body: NewTaxSettingDto) => apiPost<TaxSettingDto>('/admin/tax', body),
      onSuccess,
    }),
    withdraw: useMutation({
      mutationFn: (id: string) => apiPost<TaxSettingDto>(`/admin/tax/${encodeURIComponent(id)}/withdraw`),
      onSuccess,
    }),
  };
}

export function useStartVerification() {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: keys.verifications });
  return useMutation({
    mutationFn: () => apiPost<VerificationDto>('/admin/verifications'),
    onSuccess: refresh,
    // Somebody else's is under way: its progress is what there is to see.
    onError: refresh,
  });
}
