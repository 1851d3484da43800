import type {
  ChangePasswordDto,
  EndedSessionsDto,
  MailPreferenceDto,
  MailPreferencesDto,
  ProveSecondFactorDto,
  RecoveryCodesDto,
  SecondFactorDto,
  SecondFactorSetupDto,
  SessionPageDto,
} from '@nyla/contracts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { apiDelete, apiGet, apiPost, apiPut } from '@/lib/api/client';

export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: ({ signal }) => apiGet<SessionPageDto>('/account/sessions', undefined, { signal }),
});

export const secondFactorQuery = queryOptions({
  queryKey: ['account', 'second-factor'],
  queryFn: ({ signal }) => apiGet<SecondFactorDto>('/account/second-factor', undefined, { signal }),
});

export const mailPreferencesQuery = queryOptions({
  queryKey: ['account', 'mails'],
  queryFn: ({ signal }) => apiGet<MailPreferencesDto>('/account/mails', undefined, { signal }),
});

/** Shown at once, and taken back where it cannot be kept. */
export function useSetMailPreference() {
  const queryClient = useQueryClient();
  const { queryKey } = mailPreferencesQuery;
  return useMutation({
    mutationFn: (body: MailPreferenceDto) => apiPut<MailPreferencesDto>('/account/mails', body),
    onMutate: async ({ topic, wanted }) => {
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(
        queryKey,
        (before) => before && { items: before.items.map((item) => (item.topic === topic ? { topic, wanted } : item)) },
      );
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
}

export function useChangePassword() {
  const refresh = useRefresh(sessionsQuery.queryKey);
  return useMutation({
    mutationFn: (body: ChangePasswordDto) => apiPut<EndedSessionsDto>('/account/password', body),
    onSuccess: refresh,
  });
}

export function useEndSession() {
  const refresh = useRefresh(sessionsQuery.queryKey);
  return useMutation({
    mutationFn: (id: string) => apiDelete<void>(`/account/sessions/${encodeURIComponent(id)}`),
    // A refusal means that it has ended already: the list is old either way.
    onSettled: refresh,
  });
}

export function useEndOtherSessions() {
  const refresh = useRefresh(sessionsQuery.queryKey);
  return useMutation({
    mutationFn: () => apiDelete<EndedSessionsDto>('/account/sessions'),
    onSettled: refresh,
  });
}

export function useBeginSecondFactor() {
  return useMutation({
    mutationFn: (password: string) => apiPost<SecondFactorSetupDto>('/account/second-factor', { password }),
  });
}

export function useConfirmSecondFactor() {
  const refresh = useRefresh(secondFactorQuery.queryKey);
  return useMutation({
    mutationFn: (code: string) => apiPost<RecoveryCodesDto>('/account/second-factor/confirmation', { code }),
    onSuccess: refresh,
  });
}

export function useRenewRecoveryCodes() {
  const refresh = useRefresh(secondFactorQuery.queryKey);
  return useMutation({
    mutationFn: (proof: ProveSecondFactorDto) =>
      apiPost<RecoveryCodesDto>('/account/second-factor/recovery-codes', proof),
    onSuccess: refresh,
  });
}

export function useRemoveSecondFactor() {
  const refresh = useRefresh(secondFactorQuery.queryKey);
  return useMutation({
    mutationFn: (proof: ProveSecondFactorDto) => apiPost<void>('/account/second-factor/removal', proof),
    onSuccess: refresh,
  });
}

function useRefresh(queryKey: readonly unknown[]): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey });
}
