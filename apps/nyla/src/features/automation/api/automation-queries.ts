import type {
  AutomationDefinitionDto,
  AutomationDetailDto,
  AutomationPageDto,
  AutomationTemplatePageDto,
  EstimateRunDto,
  RunDetailDto,
  RunDto,
  RunEstimateDto,
  RunPageDto,
  SaveAutomationDto,
  ScheduleDto,
  SchedulePreviewDto,
  StartRunDto,
  WebhookDto,
} from '@nyla/contracts';
import type { Locale } from '@nyla/contracts/constants';
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { apiDelete, apiGet, apiPost, apiPut } from '@/lib/api/client';
import { isOpen } from '../logic/run-state';

const PAGE_SIZE = 30;
/** How often lists look again while something runs. */
const POLL_MS = 3_000;

const keys = {
  all: ['automations'],
  list: ['automations', 'list'],
  detail: (id: string) => ['automations', 'detail', id],
  runs: (id: string) => ['automations', 'runs', id],
  run: (id: string, runId: string) => ['automations', 'run', id, runId],
} as const;

export const automationListQuery = infiniteQueryOptions({
  queryKey: keys.list,
  queryFn: ({ pageParam, signal }) =>
    apiGet<AutomationPageDto>('/automations', { cursor: pageParam, limit: PAGE_SIZE }, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: ({ state }) => {
    const items = state.data?.pages.flatMap((page) => page.items) ?? [];
    return items.some(({ lastRun }) => lastRun !== null && isOpen(lastRun.status)) ? POLL_MS : false;
  },
});

/** In the language of the page. What is begun with one stays, whatever language is chosen then. */
export function templatesQuery(locale: Locale) {
  return queryOptions({
    queryKey: [...keys.all, 'templates', locale],
    queryFn: async ({ signal }) =>
      (await apiGet<AutomationTemplatePageDto>('/automations/templates', { locale }, { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
}

export function automationQuery(id: string) {
  return queryOptions({
    queryKey: keys.detail(id),
    queryFn: ({ signal }) => apiGet<AutomationDetailDto>(path(id), undefined, { signal }),
  });
}

export function runsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: keys.runs(id),
    queryFn: ({ pageParam, signal }) =>
      apiGet<RunPageDto>(`${path(id)}/runs`, { cursor: pageParam, limit: PAGE_SIZE }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ status }) => isOpen(status))) ? POLL_MS : false,
  });
}

export function runQuery(id: string, runId: string) {
  return queryOptions({
    queryKey: keys.run(id, runId),
    queryFn: ({ signal }) => apiGet<RunDetailDto>(runPath(id, runId), undefined, { signal }),
  });
}

/** What a run of a draft would cost. The figure before stays while the next one is asked for. */
export function estimateQuery(request: EstimateRunDto) {
  return queryOptions({
    queryKey: [...keys.all, 'estimate', request],
    queryFn: ({ signal }) => apiPost<RunEstimateDto>('/automations/estimate', request, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    gcTime: 60_000,
    retry: false,
  });
}

export function schedulePreviewQuery(schedule: ScheduleDto) {
  return queryOptions({
    queryKey: [...keys.all, 'schedule-preview', schedule],
    queryFn: async ({ signal }) =>
      (await apiPost<SchedulePreviewDto>('/automations/schedule-preview', schedule, { signal })).items,
    staleTime: 30_000,
    retry: false,
  });
}

/** Makes an automation where there is none yet, else its next version. */
export function useSaveAutomation(id: string | null) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: SaveAutomationDto) =>
      id === null
        ? apiPost<AutomationDetailDto>('/automations', body, { idempotencyKey: crypto.randomUUID() })
        : apiPut<AutomationDetailDto>(path(id), body),
    onSuccess: (automation) => adoptAutomation(queryClient, automation),
  });
}

export function usePauseAutomation(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (action: 'pause' | 'resume') => apiPost<unknown>(`${path(id)}/${action}`),
    onSettled: () => refresh(queryClient, id),
  });
}

export function useDeleteAutomation(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => apiDelete<void>(path(id)),
    onSuccess: () => {
      queryClient.removeQueries({ queryKey: keys.detail(id) });
      void queryClient.invalidateQueries({ queryKey: keys.list });
    },
  });
}

export function useWebhook(id: string) {
  const queryClient = useQueryClient();
  const make = useMutation({
    mutationFn: () => apiPost<WebhookDto>(`${path(id)}/webhook`),
    onSuccess: () => refresh(queryClient, id),
  });
  const remove = useMutation({
    mutationFn: () => apiDelete<void>(`${path(id)}/webhook`),
    onSuccess: () => {
      make.reset();
      return refresh(queryClient, id);
    },
  });
  return { make, remove };
}

export function useStartRun(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: StartRunDto) =>
      apiPost<RunDto>(`${path(id)}/runs`, body, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: () => refresh(queryClient, id),
  });
}

export function useRunAction(id: string, runId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (action: 'cancel' | 'retry') => apiPost<RunDto | undefined>(`${runPath(id, runId)}/${action}`),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: keys.run(id, runId) });
      return refresh(queryClient, id);
    },
  });
}

export function runEventsPath(id: string, runId: string): string {
  return `${runPath(id, runId)}/events`;
}

/** Takes over what a save answered. */
function adoptAutomation(queryClient: QueryClient, automation: AutomationDetailDto): void {
  queryClient.setQueryData(automationQuery(automation.id).queryKey, automation);
  void queryClient.invalidateQueries({ queryKey: keys.list });
}

/** Cost, last run and state of an automation have changed. */
export async function refresh(queryClient: QueryClient, id: string): Promise<void> {
  void queryClient.invalidateQueries({ queryKey: keys.list });
  void queryClient.invalidateQueries({ queryKey: keys.runs(id) });
  await queryClient.invalidateQueries({ queryKey: keys.detail(id) });
}

export function testRun(definition: AutomationDefinitionDto, inputs: StartRunDto['inputs']): StartRunDto {
  return { test: true, definition, ...(inputs ? { inputs } : {}) };
}

function path(id: string): string {
  return `/automations/${encodeURIComponent(id)}`;
}

function runPath(id: string, runId: string): string {
  return `${path(id)}/runs/${encodeURIComponent(runId)}`;
}
