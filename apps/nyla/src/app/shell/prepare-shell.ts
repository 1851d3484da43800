import type { QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { balanceQuery } from '@/features/billing/api/billing-queries';
import { onboardingQuery } from '@/features/notices/api/onboarding-queries';
import { noticesQuery } from '@/lib/notices';
import { meQuery } from '@/lib/session';

/** What has not come by then comes later; no page waits for it. */
const PATIENCE_MS = 800;

/**
 * Reads what decides whether something stands above the page before the first page is shown: what came afterwards
 * would push the page down. It loads beside the code of the page.
 */
export async function prepareShell(queryClient: QueryClient): Promise<void> {
  const { permissions } = await queryClient.ensureQueryData(meQuery);
  const loading = Promise.all([
    queryClient.prefetchQuery(noticesQuery),
    permissions.includes('data.billing.balance.read') ? queryClient.prefetchQuery(balanceQuery) : undefined,
    permissions.includes('data.billing.settings.write') ? queryClient.prefetchQuery(onboardingQuery) : undefined,
    i18next.loadNamespaces('notices').catch(() => undefined),
  ]);
  await Promise.race([loading, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}
