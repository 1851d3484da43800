import type { OnboardingDto } from '@nyla/contracts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { apiGet, apiPost } from '@/lib/api/client';

/** What is left to do in a new mandate. */
export const onboardingQuery = queryOptions({
  queryKey: ['onboarding'],
  queryFn: ({ signal }) => apiGet<OnboardingDto>('/onboarding', undefined, { signal }),
});

/** Hides it for good, for all admins of the mandate. */
export function useHideOnboarding() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => apiPost<OnboardingDto>('/onboarding/hide'),
    onSuccess: (onboarding) => queryClient.setQueryData(onboardingQuery.queryKey, onboarding),
  });
}
