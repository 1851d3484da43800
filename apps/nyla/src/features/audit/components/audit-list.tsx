import { UnstyledButton } from '@mantine/core';
import type { AuditActorKind } from '@nyla/contracts/constants';
import { IconRobot, IconServerCog, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatInstant, formatWeekday } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import type { AuditDay } from '../logic/days';
import classes from './audit.module.css';
import { useSentence } from './use-sentence';

const ICONS = { user: IconUser, api_key: IconRobot, system: IconServerCog } as const;

interface AuditListProps {
  readonly days: readonly AuditDay[];
  readonly withMandate: boolean;
  readonly onOpen: (id: string) => void;
}

/** Lines by day, each a sentence that opens what changed. */
export function AuditList({ days, withMandate, onOpen }: AuditListProps) {
  const { t } = useTranslation('audit');
  const [locale] = useLocale();
  const sentence = useSentence();
  return days.map(({ day, entries }) => (
    <section key={day} aria-label={formatDay(day, locale)}>
      <h2 className={classes['day']}>
        {formatWeekday(day, locale)}, {formatDay(day, locale)}
      </h2>
      <ul className={classes['list']}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <UnstyledButton className={classes['line'] ?? ''} onClick={() => onOpen(entry.id)}>
              <span className={classes['time']}>{formatInstant(entry.createdAt, locale).slice(-5)}</span>
              <ActorIcon kind={entry.actorKind} />
              <span className={classes['sentence']}>{sentence(entry)}</span>
              {withMandate ? (
                <span className={classes['mandate']}>{entry.mandateName ?? t('wholeInstallation')}</span>
              ) : null}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  ));
}

function ActorIcon({ kind }: { readonly kind: AuditActorKind }) {
  const { t } = useTranslation('audit');
  const Icon = ICONS[kind];
  return (
    <span className={classes['icon']} role="img" aria-label={t(`actorKind.${kind}`)} title={t(`actorKind.${kind}`)}>
      <Icon size={17} stroke={1.6} aria-hidden />
    </span>
  );
}
