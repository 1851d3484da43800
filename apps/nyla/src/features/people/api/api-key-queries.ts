import type { ApiKeyPageDto, ApiKeyScope, CreateApiKeyDto, CreatedApiKeyDto } from '@nyla/contracts';
import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { apiDelete, apiGet, apiPost } from '@/lib/api/client';

const PAGE_SIZE = 50;
const KEY = ['api-keys'] as const;

export function apiKeysQuery(scope: ApiKeyScope) {
  return infiniteQueryOptions({
    queryKey: [...KEY, scope],
    queryFn: ({ pageParam, signal }) =>
      apiGet<ApiKeyPageDto>('/api-keys', { scope, cursor: pageParam, limit: PAGE_SIZE }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useMakeApiKey() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (key: CreateApiKeyDto) => apiPost<CreatedApiKeyDto>('/api-keys', key),
    // The answer holds the key: it must not stay in the cache of the page.
    gcTime: 0,
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRevokeApiKey() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => apiDelete<void>(`/api-keys/${id}`),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
}
