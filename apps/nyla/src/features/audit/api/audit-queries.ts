import type { AuditPageDto, MandateOverviewPageDto, OperatorAuditQuery } from '@nyla/contracts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiFetch, apiGet } from '@/lib/api/client';

/** The filter on the trail, without paging and format. */
export type AuditFilter = Readonly<Omit<OperatorAuditQuery, 'cursor' | 'limit' | 'format'>>;

/** Whose trail: of the active mandate, or for the operator of all. */
export type AuditSource = '/audit' | '/admin/audit';

const PAGE_SIZE = 50;
const MANDATES_MAX = 200;

/** All pages of a filter, newest first. */
export function auditPagesQuery(source: AuditSource, filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['audit', source, filter],
    queryFn: ({ pageParam, signal }) =>
      apiGet<AuditPageDto>(source, { ...filter, cursor: pageParam, limit: PAGE_SIZE }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    // A trail that is a minute old is missing what one has just done.
    staleTime: 0,
  });
}

/** The mandates to choose from, for the operator. */
export const auditMandatesQuery = queryOptions({
  queryKey: ['audit', 'mandates'],
  queryFn: async ({ signal }) =>
    (await apiGet<MandateOverviewPageDto>('/admin/mandates', { limit: MANDATES_MAX }, { signal })).items,
});

/** Downloads the whole filtered set as a file, in the active mandate. */
export async function downloadAuditCsv(source: AuditSource, filter: AuditFilter, fileName: string): Promise<void> {
  // A plain link could not carry the header that names the mandate.
  const response = await apiFetch(source, { method: 'GET', query: { ...filter, format: 'csv' }, accept: 'text/csv' });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The download has taken its own reference by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}
