import { VisuallyHidden } from '@mantine/core';
import { UNREAD_COUNT_MAX } from '@nyla/contracts/constants';
import { IconBell } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DetailsPopover } from '@/components/ui/details-popover';
import { SkeletonLines } from '@/components/ui/skeletons';
import { followNotifications } from '../api/notification-feed';
import { useUnread } from '../hooks/use-unread';
import classes from './bell.module.css';

const NotificationPanel = lazy(async () => ({
  default: (await import('./notification-panel')).NotificationPanel,
}));

/** How many notifications are unread, live: a panel on a wide screen, the way to their page on a phone. */
export function Bell() {
  const { t } = useTranslation('notices');
  const unread = useUnread();
  const arrived = useArrivals(unread);
  const label = unread === 0 ? t('bell.none') : t('bell.unread', { count: unread });
  const face = (
    <>
      <IconBell size={21} stroke={1.6} aria-hidden />
      {unread === 0 ? null : (
        <span className={classes['count']} aria-hidden>
          {unread >= UNREAD_COUNT_MAX ? t('bell.many') : unread}
        </span>
      )}
    </>
  );
  return (
    <>
      <span className={classes['wide']}>
        <DetailsPopover
          label={t('title')}
          align="end"
          renderTrigger={(props) => (
            <button type="button" {...props} className={classes['bell']} aria-label={label}>
              {face}
            </button>
          )}
        >
          {(close) => (
            <Suspense fallback={<SkeletonLines lines={5} height={44} />}>
              <NotificationPanel onClose={close} />
            </Suspense>
          )}
        </DetailsPopover>
      </span>
      <Link to="/notifications" className={`${classes['bell']} ${classes['narrow']}`} aria-label={label}>
        {face}
      </Link>
      {/* Politely, and only what comes while somebody is here. */}
      <VisuallyHidden role="status">{arrived}</VisuallyHidden>
    </>
  );
}

/** Follows the notifications; says that there are more of them. */
function useArrivals(unread: number): string {
  const { t } = useTranslation('notices');
  const queryClient = useQueryClient();
  const [arrived, setArrived] = useState(false);
  useEffect(() => followNotifications(queryClient, () => setArrived(true)), [queryClient]);
  return arrived && unread > 0 ? t('bell.arrived', { count: unread }) : '';
}
