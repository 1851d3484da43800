import type {
  AccountPageDto,
  BillingAddressDto,
  BillingSettingsDto,
  BookTopUpRequestDto,
  CreateTopUpDto,
  CreateTopUpRequestDto,
  CreateTransferDto,
  DeclineTopUpRequestDto,
  MemberAccountPageDto,
  TestMailDto,
  TopUpDto,
  TopUpOptionsDto,
  TopUpPageDto,
  TopUpRequestPageDto,
  TransferDto,
  UpdateBillingAddressDto,
  UpdateBillingSettingsDto,
  WarningsDto,
} from '@nyla/contracts';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { apiGet, apiPost, apiPut } from '@/lib/api/client';

const PAGE_SIZE = 20;

// Below `billing`, so that whatever changes a balance makes all of it old.
const keys = {
  billing: ['billing'],
  settings: ['billing', 'settings'],
  warnings: ['billing', 'warnings'],
  address: ['billing', 'address'],
  options: ['billing', 'top-up-options'],
  topUps: ['billing', 'top-ups'],
  members: ['billing', 'member-accounts'],
  accounts: ['billing', 'accounts'],
  requests: ['operator', 'top-up-requests'],
} as const;

export const billingSettingsQuery = queryOptions({
  queryKey: keys.settings,
  queryFn: ({ signal }) => apiGet<BillingSettingsDto>('/billing/settings', undefined, { signal }),
});

/** What the thresholds come to; it changes with each booking. */
export const warningsQuery = queryOptions({
  queryKey: keys.warnings,
  queryFn: ({ signal }) => apiGet<WarningsDto>('/billing/warnings', undefined, { signal }),
});

export const addressQuery = queryOptions({
  queryKey: keys.address,
  queryFn: ({ signal }) => apiGet<BillingAddressDto>('/billing/address', undefined, { signal }),
});

export const topUpOptionsQuery = queryOptions({
  queryKey: keys.options,
  queryFn: ({ signal }) => apiGet<TopUpOptionsDto>('/billing/top-up-options', undefined, { signal }),
});

export const memberAccountsQuery = queryOptions({
  queryKey: keys.members,
  queryFn: ({ signal }) => apiGet<MemberAccountPageDto>('/billing/member-accounts', undefined, { signal }),
});

/** The mandate's own account and those of members. */
export const accountsQuery = queryOptions({
  queryKey: keys.accounts,
  queryFn: ({ signal }) => apiGet<AccountPageDto>('/billing/accounts', undefined, { signal }),
});

/** Top-ups and requests of the mandate, newest first. */
export const topUpPagesQuery = infiniteQueryOptions({
  queryKey: keys.topUps,
  queryFn: ({ pageParam, signal }) =>
    apiGet<TopUpPageDto>('/billing/top-ups', { cursor: pageParam, limit: PAGE_SIZE }, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
});

/** Requests of all mandates, for the operator. */
export function requestPagesQuery(onlyOpen: boolean) {
  return infiniteQueryOptions({
    queryKey: [...keys.requests, onlyOpen],
    queryFn: ({ pageParam, signal }) =>
      apiGet<TopUpRequestPageDto>(
        '/admin/top-up-requests',
        { state: onlyOpen ? 'requested' : null, cursor: pageParam, limit: PAGE_SIZE },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** A write with the key of its intent: the same key again never moves money twice. */
interface Keyed<T> {
  readonly key: string;
  readonly body: T;
}

export function useUpdateSettings() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateBillingSettingsDto) => apiPut<BillingSettingsDto>('/billing/settings', body),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.settings, saved);
      // The thresholds decide the state of the balance.
      void queryClient.invalidateQueries({ queryKey: ['billing', 'balance'] });
      void queryClient.invalidateQueries({ queryKey: keys.warnings });
    },
  });
}

export function useUpdateAddress() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateBillingAddressDto) => apiPut<BillingAddressDto>('/billing/address', body),
    onSuccess: (saved) => queryClient.setQueryData(keys.address, saved),
  });
}

export function useTopUp() {
  const refresh = useRefreshBilling();
  return useMutation({
    mutationFn: ({ key, body }: Keyed<CreateTopUpDto>) =>
      apiPost<TopUpDto>('/billing/top-ups', body, { idempotencyKey: key }),
    onSettled: refresh,
  });
}

export function useRequestTopUp() {
  const refresh = useRefreshBilling();
  return useMutation({
    mutationFn: ({ key, body }: Keyed<CreateTopUpRequestDto>) =>
      apiPost<TopUpDto>('/billing/top-up-requests', body, { idempotencyKey: key }),
    onSettled: refresh,
  });
}

export function useWithdrawRequest() {
  const refresh = useRefreshBilling();
  return useMutation({
    mutationFn: (id: string) => apiPost<TopUpDto>(`/billing/top-up-requests/${encodeURIComponent(id)}/withdrawal`),
    onSettled: refresh,
  });
}

export function useTransfer() {
  const refresh = useRefreshBilling();
  return useMutation({
    mutationFn: ({ key, body }: Keyed<CreateTransferDto>) =>
      apiPost<TransferDto>('/billing/transfers', body, { idempotencyKey: key }),
    onSettled: refresh,
  });
}

export function useBookRequest(id: string) {
  const refresh = useRefreshRequests();
  return useMutation({
    mutationFn: ({ key, body }: Keyed<BookTopUpRequestDto>) =>
      apiPost<TopUpDto>(`/admin/top-up-requests/${encodeURIComponent(id)}/booking`, body, { idempotencyKey: key }),
    onSettled: refresh,
  });
}

export function useDeclineRequest(id: string) {
  const refresh = useRefreshRequests();
  return useMutation({
    mutationFn: (body: DeclineTopUpRequestDto) =>
      apiPost<TopUpDto>(`/admin/top-up-requests/${encodeURIComponent(id)}/refusal`, body),
    onSettled: refresh,
  });
}

// Also after a failure: somebody else may have been faster.
function useRefreshBilling(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: keys.billing });
}

function useRefreshRequests(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: keys.requests });
}

export function useTestMail() {
  return useMutation({ mutationFn: () => apiPost<TestMailDto>('/billing/settings/test-mail') });
}
