import type { QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { balanceQuery } from '@/features/billing/api/billing-queries';
import { onboardingQuery } from '@/features/notices/api/onboarding-queries';
import { bannerOf } from '@/features/notices/logic/banner';
import { noticesQuery } from '@/lib/notices';
import { meQuery } from '@/lib/session';
import { OnboardingCard } from './first-steps';
import { NoticeBanner } from './shell-banner';

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
  const ready = loading.then(() => loadWhatStandsThere(queryClient, permissions));
  await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

async function loadWhatStandsThere(queryClient: QueryClient, permissions: readonly string[]): Promise<void> {
  const banner = bannerOf({
    notices: queryClient.getQueryData(noticesQuery.queryKey),
    balance: queryClient.getQueryData(balanceQuery.queryKey),
    mayTopUp: permissions.includes('data.billing.topUp'),
  });
  // What cannot be loaded now is tried again where it is shown.
  if (banner) await NoticeBanner.preload?.()?.catch(() => undefined);
  if (queryClient.getQueryData(onboardingQuery.queryKey)?.open)
    await OnboardingCard.preload?.()?.catch(() => undefined);
}
