import { Text } from '@mantine/core';
import type { CallFiguresDto, ConnectorHealthDto } from '@nyla/contracts';
import { IconAlertTriangle, IconCircleCheck, IconPlugOff } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '@/lib/format-date';
import { formatCount } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import { durationText } from '../../logic/duration';
import { errorRate, providerState } from '../../logic/provider-state';
import { Badge } from '../badge';
import classes from '../system.module.css';

const TONES = { off: 'plain', quiet: 'plain', good: 'good', troubled: 'warn', down: 'bad' } as const;
const ICONS = {
  off: IconPlugOff,
  quiet: null,
  good: IconCircleCheck,
  troubled: IconAlertTriangle,
  down: IconAlertTriangle,
} as const;

/** One provider: whether it can be called, and how that went. */
export function Provider({ connector }: { readonly connector: ConnectorHealthDto }) {
  const { t } = useTranslation(['system', 'common']);
  const [locale] = useLocale();
  const id = useId();
  const { connectorType, missingSettings, lastSuccessAt, lastFailure, figures, configured } = connector;
  const state = providerState(connector);
  const Icon = ICONS[state];
  return (
    <article className={classes['provider']} aria-labelledby={id}>
      <div className={classes['row']}>
        <Text component="h2" fw={600} fz="lg" id={id}>
          {t(`common:connector.${connectorType}`)}
        </Text>
        <Badge tone={TONES[state]} icon={Icon ? <Icon size={14} stroke={1.8} aria-hidden /> : null}>
          {t(`providerState.${state}`)}
        </Badge>
      </div>
      {configured ? null : (
        <Text size="sm">
          {t('health.missing', { count: missingSettings.length })} <code>{missingSettings.join(', ')}</code>
        </Text>
      )}
      {figures.some(({ calls }) => calls > 0) ? <Figures figures={figures} /> : null}
      <dl className={classes['figures']}>
        <div>
          <dt>{t('health.lastSuccess')}</dt>
          <dd>{lastSuccessAt === null ? t('health.never') : formatInstant(lastSuccessAt, locale)}</dd>
        </div>
        <div>
          <dt>{t('health.lastFailure')}</dt>
          <dd>
            {lastFailure === null ? (
              t('health.never')
            ) : (
              <>
                {formatInstant(lastFailure.at, locale)}
                <Text size="xs" c="dimmed">
                  {t(`failure.${lastFailure.kind}`)}
                  {lastFailure.status === null ? '' : ` (HTTP ${lastFailure.status})`} · {lastFailure.model}
                </Text>
              </>
            )}
          </dd>
        </div>
      </dl>
    </article>
  );
}

function Figures({ figures }: { readonly figures: readonly CallFiguresDto[] }) {
  const { t } = useTranslation('system');
  return (
    <table className={classes['plain']}>
      <thead>
        <tr>
          <th scope="col">{t('health.span')}</th>
          <th scope="col">{t('health.calls')}</th>
          <th scope="col">{t('health.errors')}</th>
          <th scope="col" title={t('health.firstTokenHint')}>
            {t('health.median')}
          </th>
          <th scope="col" title={t('health.firstTokenHint')}>
            {t('health.p95')}
          </th>
        </tr>
      </thead>
      <tbody>
        {figures.map((row) => (
          <tr key={row.span}>
            <th scope="row">{t(`span.${row.span}`)}</th>
            <td>{formatCount(row.calls)}</td>
            <td>{errorRate(row)}</td>
            <td>{durationText(row.firstTokenMedianMs, t)}</td>
            <td>{durationText(row.firstTokenP95Ms, t)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
