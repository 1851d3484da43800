import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MarkAllButton } from './mark-all-button';
import { NotificationPages } from './notification-pages';
import classes from './notifications.module.css';

/** What the bell opens on a wide screen. */
export function NotificationPanel({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('notices');
  return (
    <div className={classes['panel']}>
      <Group justify="space-between" wrap="nowrap" mb={4}>
        <Text fw={600}>{t('title')}</Text>
        <MarkAllButton />
      </Group>
      <NotificationPages
        onFollow={onClose}
        more={
          <Link to="/notifications" className={classes['all'] ?? ''} onClick={onClose}>
            {t('all')}
          </Link>
        }
      />
    </div>
  );
}
