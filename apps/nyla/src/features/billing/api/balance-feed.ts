import type { BalanceDto } from '@nyla/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { subscribeWhileVisible } from '@/lib/api/visible-events';
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

function openWhileVisible(queryClient: QueryClient): () => void {
  return subscribeWhileVisible(
    '/billing/balance/events',
    ({ event, data }) => {
      if (event === 'balance') receive(queryClient, data);
    },
    () => void queryClient.invalidateQueries({ queryKey: balanceQuery.queryKey }),
  );
}

function receive(queryClient: QueryClient, data: string): void {
  try {
    adoptBalance(queryClient, JSON.parse(data) as BalanceDto);
  } catch {
    // An event that cannot be read still says that something changed.
    void queryClient.invalidateQueries({ queryKey: balanceQuery.queryKey });
  }
}
