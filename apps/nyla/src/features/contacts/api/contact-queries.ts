import type {
  BillingContactsDto,
  ReportStateDto,
  SaveBillingContactDto,
  TestReportDto,
  UnsubscriptionDto,
} from '@nyla/contracts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { apiDelete, apiGet, apiPost, apiPut } from '@/lib/api/client';

export const contactsQuery = queryOptions({
  queryKey: ['contacts'],
  queryFn: ({ signal }) => apiGet<BillingContactsDto>('/billing/contacts', undefined, { signal }),
});

export const reportStateQuery = queryOptions({
  queryKey: ['contacts', 'report'],
  queryFn: ({ signal }) => apiGet<ReportStateDto>('/billing/reports', undefined, { signal }),
});

export function unsubscriptionQuery(token: string) {
  return queryOptions({
    // What the page shows belongs to no session.
    queryKey: ['session', 'unsubscription', token],
    queryFn: ({ signal }) => apiGet<UnsubscriptionDto>(unsubscriptionPath(token), undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Adds a contact, or changes the one with this id. */
export function useSaveContact(id: string | null) {
  const show = useShowContacts();
  return useMutation({
    mutationFn: (body: SaveBillingContactDto) =>
      id === null
        ? apiPost<BillingContactsDto>('/billing/contacts', body)
        : apiPut<BillingContactsDto>(contactPath(id), body),
    onSuccess: show,
  });
}

export function useRemoveContact(id: string) {
  const show = useShowContacts();
  return useMutation({ mutationFn: () => apiDelete<BillingContactsDto>(contactPath(id)), onSuccess: show });
}

export function useSendTestReport() {
  return useMutation({ mutationFn: (month: string) => apiPost<TestReportDto>('/billing/reports/test', { month }) });
}

export function useUnsubscribe(token: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => apiPost<UnsubscriptionDto>(unsubscriptionPath(token)),
    onSuccess: (ended) => queryClient.setQueryData(unsubscriptionQuery(token).queryKey, ended),
  });
}

function useShowContacts() {
  const queryClient = useQueryClient();
  return (contacts: BillingContactsDto) => queryClient.setQueryData(contactsQuery.queryKey, contacts);
}

function contactPath(id: string): string {
  return `/billing/contacts/${encodeURIComponent(id)}`;
}

function unsubscriptionPath(token: string): string {
  return `/unsubscriptions/${encodeURIComponent(token)}`;
}
