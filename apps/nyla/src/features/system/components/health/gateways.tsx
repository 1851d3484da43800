import { Text } from '@mantine/core';
import type { GatewayDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { formatInstantExact } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { durationText } from '../../logic/duration';
import { Badge } from '../badge';
import classes from '../system.module.css';

const SHORT_ID = 8;

interface GatewaysProps {
  readonly gateways: readonly GatewayDto[];
  /** When they were asked for. */
  readonly at: string;
}

/** The gateways on these databases, those that live first. */
export function Gateways({ gateways, at }: GatewaysProps) {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  if (gateways.length === 0) return <Text c="dimmed">{t('health.noGateways')}</Text>;
  return (
    <ul className={classes['cards']}>
      {gateways.map(({ id, host, version, startedAt, seenAt, alive }) => (
        <li key={id} className={classes['card']}>
          <span className={classes['row']}>
            <span>
              <strong style={{ fontWeight: 500 }}>{host}</strong> <code title={id}>{id.slice(-SHORT_ID)}</code>
            </span>
            <Badge tone={alive ? 'good' : 'warn'}>{t(alive ? 'health.alive' : 'health.silent')}</Badge>
          </span>
          <Text span size="sm" c="dimmed">
            {t('health.gatewayLine', {
              version,
              uptime: durationText(Math.max(0, Date.parse(alive ? at : seenAt) - Date.parse(startedAt)), t),
              seen: formatInstantExact(seenAt, locale),
            })}
          </Text>
        </li>
      ))}
    </ul>
  );
}
