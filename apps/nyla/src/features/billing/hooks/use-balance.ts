import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useMe, usePermission } from '@/lib/session';
import { joinBalanceFeed } from '../api/balance-feed';
import { balanceQuery } from '../api/billing-queries';

/** The balance of the active mandate or of the reader in it, live: every booking and hold changes it without a reload. */
export function useBalance() {
  const queryClient = useQueryClient();
  const { mandateId } = useMe();
  const allowed = usePermission('data.billing.balance.read');
  useEffect(() => (allowed ? joinBalanceFeed(queryClient, mandateId) : undefined), [queryClient, mandateId, allowed]);
  return useQuery({ ...balanceQuery, enabled: allowed });
}
