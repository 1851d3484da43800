import type { BalanceDto } from '@nyla/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { noticesQuery } from '@/lib/notices';
import { useMe, usePermission } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';
import { type Banner, bannerOf } from '../logic/banner';

export interface ShownBanner {
  /** `solved`: what stood here is over, and its place stays until the page changes. */
  readonly banner: Banner | 'solved';
  /** It came while the page was being read, so it lies over it: what is read must not move. */
  readonly floating: boolean;
  /** Puts it away, or into its place. */
  readonly dismiss: (() => void) | null;
}

/** What stands above the page: at most one thing, and never so that the page moves under its reader. */
export function useBanner(balance: BalanceDto | undefined): ShownBanner | null {
  const { mandateId } = useMe();
  const queryClient = useQueryClient();
  const { data: notices } = useQuery(noticesQuery);
  const mayTopUp = usePermission('data.billing.topUp');
  const storedAt = `nyla.banner.${mandateId}`;
  const [dismissed, setDismissed] = useState(() => readStored('local', storedAt));
  const found = bannerOf({ notices, balance, mayTopUp });
  const banner = found?.key === dismissed ? null : found;
  const key = banner?.key ?? null;
  const [placed, setPlaced] = useState(key);
  usePageChange(() => setPlaced(key));

  // A fall begins or ends with a booking; the server knows which.
  const state = balance?.state;
  const seen = useRef(state);
  useEffect(() => {
    if (seen.current === state) return;
    seen.current = state;
    void queryClient.invalidateQueries({ queryKey: noticesQuery.queryKey });
  }, [queryClient, state]);

  if (banner === null) {
    return placed === null || placed === dismissed
      ? null
      : { banner: 'solved', floating: false, dismiss: () => setPlaced(null) };
  }
  const floating = placed === null;
  const putAway = () => {
    writeStored('local', storedAt, banner.key);
    setDismissed(banner.key);
    setPlaced(null);
  };
  if (!banner.blocking) return { banner, floating, dismiss: putAway };
  return { banner, floating, dismiss: floating ? () => setPlaced(banner.key) : null };
}

/** A new page begins where it begins: whatever stands above it has its place from the start. */
function usePageChange(changed: () => void): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onBeforeLoad', ({ pathChanged }) => {
        if (pathChanged) changed();
      }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- subscribed anew with each rendering, so as to see it
  );
}
