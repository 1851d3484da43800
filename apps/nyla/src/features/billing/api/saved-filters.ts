import type { BookingFilterDto, SavedFilterDto, SavedFilterPageDto } from '@nyla/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { apiDelete, apiPatch, apiPost } from '@/lib/api/client';
import { savedFiltersQuery } from './billing-queries';

/** The changes to the filters that the reader keeps. Lists follow what the server answers. */
export function useSavedFilterChanges() {
  const queryClient = useQueryClient();
  const adopt = (change: (items: readonly SavedFilterDto[]) => SavedFilterDto[]) => {
    queryClient.setQueryData<SavedFilterPageDto>(
      savedFiltersQuery.queryKey,
      (page) => page && { ...page, items: change(page.items).sort((a, b) => a.name.localeCompare(b.name)) },
    );
    void queryClient.invalidateQueries({ queryKey: savedFiltersQuery.queryKey });
  };
  const save = useMutation({
    mutationFn: (body: { name: string; filter: BookingFilterDto }) =>
      apiPost<SavedFilterDto>('/billing/saved-filters', body),
    onSuccess: (saved) => adopt((items) => [...items, saved]),
  });
  const rename = useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      apiPatch<SavedFilterDto>(`/billing/saved-filters/${id}`, { name }),
    onSuccess: (saved) => adopt((items) => items.map((item) => (item.id === saved.id ? saved : item))),
  });
  const remove = useMutation({
    mutationFn: (id: string) => apiDelete<void>(`/billing/saved-filters/${id}`),
    onSuccess: (_, id) => adopt((items) => items.filter((item) => item.id !== id)),
  });
  return { save, rename, remove };
}
