import type { NotificationKind } from '@nyla/contracts';
import {
  IconAlertTriangle,
  IconBell,
  IconCircleX,
  IconCoins,
  IconHandStop,
  IconLock,
  IconLockOpen,
  IconPlayerPause,
  IconUserPlus,
} from '@tabler/icons-react';

/** What a notification is about, at a glance; the words beside it say the same. */
export function NotificationIcon({ kind }: { readonly kind: NotificationKind }) {
  const Icon = ICONS[kind] ?? IconBell;
  return <Icon size={20} stroke={1.6} aria-hidden />;
}

const ICONS = {
  credit_requested: IconHandStop,
  provider_requested: IconHandStop,
  credit_booked: IconCoins,
  provider_permitted: IconLockOpen,
  top_up_requested: IconHandStop,
  top_up_booked: IconCoins,
  top_up_declined: IconCircleX,
  automation_paused: IconPlayerPause,
  automation_failed: IconAlertTriangle,
  low_balance: IconAlertTriangle,
  balance_exhausted: IconCircleX,
  mandate_suspended: IconLock,
  member_joined: IconUserPlus,
} satisfies Record<NotificationKind, typeof IconBell>;
