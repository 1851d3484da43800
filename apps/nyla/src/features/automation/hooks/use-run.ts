import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { subscribeEvents } from '@/lib/api/sse';
import { refresh, runEventsPath, runQuery } from '../api/automation-queries';
import { isOpen, withRunEvent } from '../logic/run-state';

const LOOK_EVERY_MS = 15_000;

/** A run, live while it goes on: events first, and the whole of it once more when it has ended. */
export function useRun(automationId: string, runId: string) {
  const queryClient = useQueryClient();
  const query = useQuery({
    ...runQuery(automationId, runId),
    // Should the events fail to come.
    refetchInterval: ({ state }) => (state.data && isOpen(state.data.status) ? LOOK_EVERY_MS : false),
  });
  const open = query.data !== undefined && isOpen(query.data.status);

  useEffect(() => {
    if (!open) return;
    const { queryKey } = runQuery(automationId, runId);
    const stop = subscribeEvents(runEventsPath(automationId, runId), (event) => {
      queryClient.setQueryData(queryKey, (run) => run && withRunEvent(run, event));
      if (event.event !== 'done') return;
      stop();
      void queryClient.invalidateQueries({ queryKey });
      void refresh(queryClient, automationId);
    });
    return stop;
  }, [automationId, runId, open, queryClient]);

  return query;
}
