import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { formatInstantExact } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { healthQuery } from '../../api/system-queries';
import classes from '../system.module.css';
import { Databases } from './databases';
import { Gateways } from './gateways';
import { Mails } from './mails';
import { Provider } from './provider';

/** How providers, databases, gateways and mails are, asked for anew every few seconds. */
export function HealthPage() {
  const { t } = useTranslation(['system', 'common']);
  const [locale] = useLocale();
  const { data, error, refetch } = useQuery(healthQuery);
  return (
    <Page>
      <PageHeader title={t('health.title')} description={t('health.description')} />
      {error ? <ErrorCard error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonBlock height={560} /> : null}
      {data ? (
        <Stack gap="lg">
          {data.connectors.length === 0 ? null : (
            <section aria-label={t('health.providers')} className={classes['providers']}>
              {data.connectors.map((connector) => (
                <Provider key={connector.connectorType} connector={connector} />
              ))}
            </section>
          )}
          <Panel title={t('health.databases')}>
            <Databases databases={data.databases} />
          </Panel>
          <Panel title={t('health.gateways')}>
            <Gateways gateways={data.gateways} at={data.at} />
          </Panel>
          {data.mails ? (
            <Panel title={t('health.mails')}>
              <Mails mails={data.mails} at={data.at} />
            </Panel>
          ) : null}
          <Text size="sm" c="dimmed">
            {t('health.asOf', { time: formatInstantExact(data.at, locale) })}
          </Text>
        </Stack>
      ) : null}
    </Page>
  );
}
