import type { MandateDetailDto, StatementDetailDto, StatementPageDto } from '@nyla/contracts';
import type { StatementFormat } from '@nyla/contracts/constants';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { apiFetch, apiGet, type Query } from '@/lib/api/client';

const PAGE_SIZE = 24;

/** Whose statements: those that the reader may see of the active mandate, or as the operator those of any. */
export interface StatementScope {
  readonly mandateId: string | undefined;
}

function pathOf({ mandateId }: StatementScope): string {
  return mandateId === undefined
    ? '/billing/statements'
    : `/admin/mandates/${encodeURIComponent(mandateId)}/statements`;
}

/** All pages, the latest month first. */
export function statementPagesQuery(scope: StatementScope) {
  return infiniteQueryOptions({
    queryKey: ['statements', scope, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      apiGet<StatementPageDto>(pathOf(scope), { cursor: pageParam, limit: PAGE_SIZE }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** One statement; it never changes. */
export function statementQuery(scope: StatementScope, id: string) {
  return queryOptions({
    queryKey: ['statements', scope, id],
    queryFn: ({ signal }) =>
      apiGet<StatementDetailDto>(`${pathOf(scope)}/${encodeURIComponent(id)}`, undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What the mandate is called that the operator looks into. */
export function mandateNameQuery({ mandateId }: StatementScope) {
  return queryOptions({
    queryKey: ['statements', 'mandate', mandateId],
    queryFn: ({ signal }) =>
      apiGet<MandateDetailDto>(`/admin/mandates/${encodeURIComponent(mandateId ?? '')}`, undefined, { signal }),
    select: ({ name }) => name,
    enabled: mandateId !== undefined,
  });
}

interface WantedFile {
  readonly id: string;
  readonly format: StatementFormat;
  readonly locale: string;
  readonly fileName: string;
}

/** Puts a file of a statement into the folder of downloads. A plain link could not name the mandate. */
export async function saveStatement(
  scope: StatementScope,
  { id, format, locale, fileName }: WantedFile,
): Promise<void> {
  const query: Query = { format, locale };
  const response = await apiFetch(`${pathOf(scope)}/${encodeURIComponent(id)}/file`, {
    method: 'GET',
    query,
    accept: '*/*',
  });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The download has taken its own reference by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}
