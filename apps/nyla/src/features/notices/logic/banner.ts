import type { BalanceDto, NoticesDto } from '@nyla/contracts';
import { parseChf } from '@/lib/money';

export type BannerKind = 'accountSuspended' | 'exhausted' | 'low';

/** What stands above every page, because it concerns all of them. */
export interface Banner {
  readonly kind: BannerKind;
  /** The same for as long as it is about the same fall. */
  readonly key: string;
  /** Nothing works until it is solved, so it cannot be put away. */
  readonly blocking: boolean;
  /** Whoever is not able to solve it turns to these. */
  readonly contacts: readonly string[];
  readonly available: string | null;
}

interface Facts {
  readonly notices: NoticesDto | undefined;
  readonly balance: BalanceDto | undefined;
  readonly mayTopUp: boolean;
}

/** The most serious thing that concerns the reader; null when there is none. */
export function bannerOf({ notices, balance, mayTopUp }: Facts): Banner | null {
  const contacts = notices?.contacts ?? [];
  const blocking = (kind: BannerKind): Banner => ({ kind, key: kind, blocking: true, contacts, available: null });
  // The shell says of a suspended mandate why and since when.
  if (notices?.mandateStatus === 'suspended' || !balance) return null;
  if (balance.state === 'suspended') return blocking('accountSuspended');
  if (balance.available === null) return null;
  // Without what running calls have set aside: it comes and goes with each of them.
  const held = parseChf(balance.held);
  const free = parseChf(balance.available) + held;
  if (free <= 0n) return { ...blocking('exhausted'), available: balance.available };
  const isLow = balance.state === 'low' && (held === 0n || notices?.crossing != null);
  const isConcerned = mayTopUp || balance.billingModel === 'PREPAY_USER';
  if (!isLow || !isConcerned) return null;
  const key = `low ${notices?.crossing?.since ?? ''}`.trim();
  return { kind: 'low', key, blocking: false, contacts, available: balance.available };
}
