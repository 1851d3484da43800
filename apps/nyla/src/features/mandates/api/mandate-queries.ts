import type {
  AdjustmentRequestDto,
  CreatedMandateDto,
  CreateMandateDto,
  CreditRequestDto,
  FileFormat,
  Locale,
  MandateAccountPageDto,
  MandateDetailDto,
  MandateHoldPageDto,
  MandateOverviewPageDto,
  MandateOverviewQuery,
  MandateSettingsDto,
  MemberPageDto,
  StatisticsDto,
  TransactionDetailDto,
  TransactionDto,
  TransactionPageDto,
  UpdateMandateSettingsDto,
} from '@nyla/contracts';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { apiFetch, apiGet, apiPatch, apiPost, apiPut } from '@/lib/api/client';

/** What the overview is narrowed to and ordered by, without paging and format. */
export type OverviewFilter = Readonly<Omit<MandateOverviewQuery, 'cursor' | 'limit' | 'format' | 'locale'>>;

const PAGE_SIZE = 50;
/** Balances move while their mandates work; nobody announces them to the operator. */
const REFRESH_MS = 15_000;

const ALL = ['admin', 'mandates'] as const;
const pathOf = (mandateId: string, rest = '') => `/admin/mandates/${encodeURIComponent(mandateId)}${rest}`;

/** All pages of the overview. */
export function overviewQuery(filter: OverviewFilter) {
  return infiniteQueryOptions({
    queryKey: [...ALL, 'overview', filter],
    queryFn: ({ pageParam, signal }) =>
      apiGet<MandateOverviewPageDto>('/admin/mandates', { ...filter, cursor: pageParam, limit: PAGE_SIZE }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** The whole filtered set as a file. */
export async function fetchOverviewFile(filter: OverviewFilter, format: FileFormat, locale: Locale): Promise<Blob> {
  const response = await apiFetch('/admin/mandates', {
    method: 'GET',
    query: { ...filter, format, locale },
    accept: '*/*',
  });
  return response.blob();
}

export function mandateQuery(mandateId: string) {
  return queryOptions({
    queryKey: [...ALL, mandateId, 'detail'],
    queryFn: ({ signal }) => apiGet<MandateDetailDto>(pathOf(mandateId), undefined, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

export function accountsQuery(mandateId: string) {
  return infiniteQueryOptions({
    queryKey: [...ALL, mandateId, 'accounts'],
    queryFn: ({ pageParam, signal }) =>
      apiGet<MandateAccountPageDto>(
        pathOf(mandateId, '/accounts'),
        { cursor: pageParam, limit: PAGE_SIZE },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function membersQuery(mandateId: string) {
  return infiniteQueryOptions({
    queryKey: [...ALL, mandateId, 'members'],
    queryFn: ({ pageParam, signal }) =>
      apiGet<MemberPageDto>(pathOf(mandateId, '/members'), { cursor: pageParam, limit: PAGE_SIZE }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function holdsQuery(mandateId: string) {
  return queryOptions({
    queryKey: [...ALL, mandateId, 'holds'],
    queryFn: ({ signal }) => apiGet<MandateHoldPageDto>(pathOf(mandateId, '/holds'), { limit: PAGE_SIZE }, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

/** Bookings, newest first, of all times or of one day. */
export function bookingsQuery(mandateId: string, day: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [...ALL, mandateId, 'bookings', day ?? null],
    queryFn: ({ pageParam, signal }) =>
      apiGet<TransactionPageDto>(
        pathOf(mandateId, '/transactions'),
        { cursor: pageParam, limit: 10, from: day, to: day },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function bookingQuery(mandateId: string, transactionId: string) {
  return queryOptions({
    queryKey: [...ALL, mandateId, 'booking', transactionId],
    queryFn: ({ signal }) =>
      apiGet<TransactionDetailDto>(pathOf(mandateId, `/transactions/${encodeURIComponent(transactionId)}`), undefined, {
        signal,
      }),
  });
}

/** Use of some days by day and provider. */
export function usageQuery(mandateId: string, from: string, to: string) {
  return queryOptions({
    queryKey: [...ALL, mandateId, 'usage', from, to],
    queryFn: ({ signal }) =>
      apiGet<StatisticsDto>(
        pathOf(mandateId, '/statistics'),
        { from, to, groupBy: ['day', 'connectorType'] },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
}

/** Whatever is done to a mandate shows in all that is read of mandates. */
function useMandateMutation<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ALL }),
  });
}

/** With the key of one intent: a repeat makes no second mandate. */
export function useCreateMandate(idempotencyKey: string) {
  return useMandateMutation((body: CreateMandateDto) =>
    apiPost<CreatedMandateDto>('/admin/mandates', body, { idempotencyKey }),
  );
}

export function useRenameMandate(mandateId: string) {
  return useMandateMutation((name: string) => apiPatch<MandateDetailDto>(pathOf(mandateId), { name }));
}

export function useSuspendMandate(mandateId: string) {
  return useMandateMutation((reason: string) => apiPost<MandateDetailDto>(pathOf(mandateId, '/suspend'), { reason }));
}

export function useReactivateMandate(mandateId: string) {
  return useMandateMutation((body: { reason?: string }) =>
    apiPost<MandateDetailDto>(pathOf(mandateId, '/reactivate'), body),
  );
}

export function useSaveSettings(mandateId: string) {
  return useMandateMutation((body: UpdateMandateSettingsDto) =>
    apiPut<MandateSettingsDto>(pathOf(mandateId, '/settings'), body),
  );
}

/** With the key of one intent: a double click or a retry books once. */
export function useCredit(mandateId: string, idempotencyKey: string) {
  return useMandateMutation((body: CreditRequestDto) =>
    apiPost<TransactionDto>(pathOf(mandateId, '/credits'), body, { idempotencyKey }),
  );
}

export function useReverse(mandateId: string, idempotencyKey: string) {
  return useMandateMutation((body: AdjustmentRequestDto) =>
    apiPost<TransactionDto>(pathOf(mandateId, '/adjustments'), body, { idempotencyKey }),
  );
}
