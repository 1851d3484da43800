import { Anchor, Text } from '@mantine/core';
import type { MailHealthDto } from '@nyla/contracts';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatInstantExact } from '@/lib/format-date';
import { formatCount } from '@/lib/money';
import { usePermission } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';
import { Badge } from '../badge';
import classes from '../system.module.css';

/** Older than this, a mail that waits is a sign of trouble. */
const LONG_WAIT_MS = 10 * 60_000;

interface MailsProps {
  readonly mails: MailHealthDto;
  /** When they were asked for. */
  readonly at: string;
}

/** How mails go out, in a line. */
export function Mails({ mails, at }: MailsProps) {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  const maySee = usePermission('data.operator.mails');
  const { delivery, queued, dead, oldestQueuedAt, lastSentAt } = mails;
  const isLate = oldestQueuedAt !== null && Date.parse(at) - Date.parse(oldestQueuedAt) > LONG_WAIT_MS;
  return (
    <ul className={classes['cards']}>
      <li className={classes['card']}>
        <span className={classes['row']}>
          <span>
            {t('health.mailLine', {
              queued: formatCount(queued),
              dead: formatCount(dead),
              last: lastSentAt === null ? t('health.never') : formatInstantExact(lastSentAt, locale),
            })}
          </span>
          <Badge tone={isLate || dead > 0 ? 'warn' : delivery === 'smtp' ? 'good' : 'plain'}>
            {t(`health.delivery.${delivery}`)}
          </Badge>
        </span>
        {isLate ? (
          <Text span size="sm" c="dimmed">
            {t('health.mailsWaiting', { time: formatInstantExact(oldestQueuedAt, locale) })}
          </Text>
        ) : null}
        {maySee ? (
          <Anchor component={Link} to="/admin/mails" size="sm" w="fit-content">
            {t('health.openMails')}
          </Anchor>
        ) : null}
      </li>
    </ul>
  );
}
