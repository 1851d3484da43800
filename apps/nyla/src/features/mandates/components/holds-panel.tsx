import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useConnectorLabel } from '@/components/booking/use-labels';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { Panel } from '@/components/ui/panel';
import { SkeletonLines } from '@/components/ui/skeletons';
import { formatInstant } from '@/lib/format-date';
import { useModelName } from '@/lib/models';
import { useLocale } from '@/lib/use-locale';
import { holdsQuery } from '../api/mandate-queries';
import classes from './mandate.module.css';

/** Calls that are running, and what is set aside for them. */
export function HoldsPanel({ mandateId }: { readonly mandateId: string }) {
  const { t } = useTranslation(['mandates', 'billing']);
  const [locale] = useLocale();
  const modelName = useModelName();
  const connectorLabel = useConnectorLabel();
  const { data, error, refetch } = useQuery(holdsQuery(mandateId));
  return (
    <Panel title={t('holds.title')}>
      {data ? (
        data.items.length === 0 ? (
          <Text c="dimmed">{t('holds.empty')}</Text>
        ) : (
          <>
            <ul className={classes['rows']}>
              {data.items.map(({ id, connectorType, model, amount, userName, feature, createdAt }) => (
                <li key={id} className={classes['row']}>
                  <span className={classes['rowName']}>
                    {connectorLabel(connectorType)} · {modelName(connectorType, model)}
                  </span>
                  <span className={classes['rowFigure']}>
                    <Money amount={amount} />
                  </span>
                  <span className={classes['rowNote']}>
                    <span>{[userName, t(`billing:feature.${feature}`)].filter(Boolean).join(' · ')}</span>
                    <span>{t('holds.since', { time: formatInstant(createdAt, locale) })}</span>
                  </span>
                </li>
              ))}
            </ul>
            {data.nextCursor ? (
              <Text size="sm" c="dimmed" mt="xs">
                {t('holds.more')}
              </Text>
            ) : null}
          </>
        )
      ) : error ? (
        <ErrorCard error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={1} height={24} />
      )}
    </Panel>
  );
}
