import type { MailDto } from '@nyla/contracts';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { MailState } from './mail-state';
import classes from './outbox.module.css';
import { ResendButton } from './resend-button';

/** A line for each mail, which opens it; what was given up says why, and can be sent again. */
export function MailList({ mails }: { readonly mails: readonly MailDto[] }) {
  const { t } = useTranslation('outbox');
  const [locale] = useLocale();
  return (
    <ul className={classes['list']} aria-label={t('list')}>
      {mails.map((mail) => (
        <li key={mail.id}>
          <Link className={classes['line'] ?? ''} to="/admin/mails/$mailId" params={{ mailId: mail.id }}>
            <span className={classes['address']}>
              <span className={classes['kind']}>{t(`kind.${mail.kind}`)}</span> · {mail.address}
            </span>
            <MailState state={mail.state} />
            <span className={classes['under']}>
              {formatInstant(mail.createdAt, locale)} · {mail.mandateName ?? t('nobody')}
            </span>
            {mail.failure && mail.state !== 'sent' ? (
              <span className={classes['reason']}>{t(`failure.${mail.failure}`)}</span>
            ) : null}
          </Link>
          {mail.state === 'dead' ? <ResendButton mail={mail} compact /> : null}
        </li>
      ))}
    </ul>
  );
}
