import type { BalanceDto } from '@nyla/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { subscribeEvents } from '@/lib/api/sse';
import { adoptBalance, balanceQuery } from './billing-queries';

interface Feed {
  readonly mandateId: string;
  readonly close: () => void;
  listeners: number;
}

/** One connection serves everything that shows the balance; browsers allow only six to one server. */
let feed: Feed | null = null;

/** Keeps the cached balance live for as long as somebody listens. Returns how to stop listening. */
export function joinBalanceFeed(queryClient: QueryClient, mandateId: string): () => void {
  if (feed?.mandateId !== mandateId) {
    feed?.close();
    feed = { mandateId, close: openWhileVisible(queryClient), listeners: 0 };
  }
  const joined = feed;
  joined.listeners += 1;
  return () => {
    joined.listeners -= 1;
    if (joined.listeners > 0) return;
    joined.close();
    if (feed === joined) feed = null;
  };
}

// Hidden tabs give their connection back and catch up when they are looked at again.
function openWhileVisible(queryClient: QueryClient): () => void {
  let unsubscribe: (() => void) | null = null;
  const follow = () => {
    if (document.hidden) {
      unsubscribe?.();
      unsubscribe = null;
    } else if (unsubscribe === null) {
      unsubscribe = subscribeEvents('/billing/balance/events', ({ event, data }) => {
        if (event === 'balance') receive(queryClient, data);
      });
    }
  };
  const catchUp = () => {
    follow();
    if (!document.hidden) void queryClient.invalidateQueries({ queryKey: balanceQuery.queryKey });
  };
  follow();
  document.addEventListener('visibilitychange', catchUp);
  return () => {
    document.removeEventListener('visibilitychange', catchUp);
    unsubscribe?.();
  };
}

function receive(queryClient: QueryClient, data: string): void {
  try {
    adoptBalance(queryClient, JSON.parse(data) as BalanceDto);
  } catch {
    // An event that cannot be read still says that something changed.
    void queryClient.invalidateQueries({ queryKey: balanceQuery.queryKey });
  }
}
