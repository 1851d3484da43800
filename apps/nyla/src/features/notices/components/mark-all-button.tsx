import { Button } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMarkRead } from '../api/notification-queries';
import { useUnread } from '../hooks/use-unread';
import classes from './notifications.module.css';

/** Marks everything as read. It stays where it is when there is nothing left: whoever pressed it keeps the focus. */
export function MarkAllButton() {
  const { t } = useTranslation('notices');
  const unread = useUnread();
  const markRead = useMarkRead();
  return (
    <Button
      size="xs"
      variant="subtle"
      className={classes['markAll'] ?? ''}
      leftSection={<IconChecks size={16} stroke={1.6} aria-hidden />}
      mod={{ idle: unread === 0 }}
      aria-disabled={unread === 0}
      onClick={() => {
        if (unread > 0) markRead.mutate({ all: true });
      }}
    >
      {t('markAll')}
    </Button>
  );
}
