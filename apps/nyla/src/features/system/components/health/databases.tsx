import type { DatabaseHealthDto } from '@nyla/contracts';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '@/lib/money';
import { durationText } from '../../logic/duration';
import { Badge } from '../badge';
import classes from '../system.module.css';

const MEGABYTE = 1_000_000;

/** What both databases tell of themselves. */
export function Databases({ databases }: { readonly databases: readonly DatabaseHealthDto[] }) {
  const { t } = useTranslation('system');
  return (
    <ul className={classes['cards']}>
      {databases.map(({ name, reachable, version, answerMs, sizeBytes, connections, connectionsMax }) => (
        <li key={name} className={classes['card']}>
          <span className={classes['row']}>
            <strong style={{ fontWeight: 500 }}>{name}</strong>
            {reachable ? (
              <Badge tone="good" icon={<IconCircleCheck size={14} aria-hidden />}>
                {t('health.reachable')}
              </Badge>
            ) : (
              <Badge tone="bad" icon={<IconAlertTriangle size={14} aria-hidden />}>
                {t('health.unreachable')}
              </Badge>
            )}
          </span>
          {reachable ? (
            <dl className={classes['figures']}>
              <div>
                <dt>{t('health.version')}</dt>
                <dd>PostgreSQL {version}</dd>
              </div>
              <div>
                <dt>{t('health.answer')}</dt>
                <dd>{durationText(answerMs, t)}</dd>
              </div>
              <div>
                <dt>{t('health.size')}</dt>
                <dd>{t('health.megabytes', { n: formatCount(Math.ceil((sizeBytes ?? 0) / MEGABYTE)) })}</dd>
              </div>
              <div>
                <dt>{t('health.connections')}</dt>
                <dd>{t('health.of', { n: connections ?? 0, max: connectionsMax ?? 0 })}</dd>
              </div>
            </dl>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
