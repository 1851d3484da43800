import { VisuallyHidden } from '@mantine/core';
import type { NotificationDto } from '@nyla/contracts';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '@/lib/format-date';
import { currentLocale } from '@/lib/i18n';
import { useMarkRead } from '../api/notification-queries';
import { useNotificationLine } from '../hooks/use-notification-line';
import { NotificationIcon } from './notification-icon';
import classes from './notifications.module.css';

interface NotificationListProps {
  readonly items: readonly NotificationDto[];
  /** The reader goes to where one can be solved. */
  readonly onFollow?: (() => void) | undefined;
}

/** Notifications in words, each a link to where it can be solved. Following or touching one marks it as read. */
export function NotificationList({ items, onFollow }: NotificationListProps) {
  const { t } = useTranslation('notices');
  return (
    <ul className={classes['list']} aria-label={t('title')}>
      {items.map((notification) => (
        <Entry key={notification.id} notification={notification} onFollow={onFollow} />
      ))}
    </ul>
  );
}

interface EntryProps extends Pick<NotificationListProps, 'onFollow'> {
  readonly notification: NotificationDto;
}

function Entry({ notification, onFollow }: EntryProps) {
  const { t } = useTranslation('notices');
  const line = useNotificationLine()(notification);
  const markRead = useMarkRead();
  if (!line) return null;
  const { id, kind, createdAt, readAt } = notification;
  const isUnread = readAt === null;
  const read = () => {
    if (isUnread) markRead.mutate({ ids: [id] });
  };
  const content = (
    <>
      <span className={classes['icon']} data-kind={kind}>
        <NotificationIcon kind={kind} />
      </span>
      <span className={classes['words']}>
        <span className={classes['title']}>
          {isUnread ? <VisuallyHidden>{t('unread')} </VisuallyHidden> : null}
          {line.title}
        </span>
        {line.detail === null ? null : <span>{line.detail}</span>}
        {line.note === null ? null : <span className={classes['note']}>«{line.note}»</span>}
        <time className={classes['time']} dateTime={createdAt}>
          {formatInstant(createdAt, currentLocale())}
        </time>
      </span>
      {isUnread ? <span className={classes['dot']} /> : null}
    </>
  );
  return (
    <li data-unread={isUnread || undefined} className={classes['entry']}>
      {line.link ? (
        <Link
          {...line.link}
          className={classes['row'] ?? ''}
          onClick={() => {
            read();
            onFollow?.();
          }}
        >
          {content}
        </Link>
      ) : isUnread ? (
        <button type="button" className={classes['row']} onClick={read}>
          {content}
        </button>
      ) : (
        <div className={classes['row']}>{content}</div>
      )}
    </li>
  );
}
