import { IconCloudOff } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { isReachable, onReachableChange } from '@/lib/connection';
import classes from './connection-bar.module.css';

/** Stands above the page for as long as nothing gets through. */
export function ConnectionBar() {
  const { t } = useTranslation();
  const reachable = useSyncExternalStore(onReachableChange, isReachable);
  return (
    // There before it has something to say, so that screen readers notice.
    <div role="status" className={classes['bar']} data-shown={!reachable || undefined}>
      {reachable ? null : (
        <>
          <IconCloudOff size={18} stroke={1.8} aria-hidden />
          <span>
            <strong>{t('connection.lost')}</strong> {t('connection.text')}
          </span>
        </>
      )}
    </div>
  );
}
