import { Anchor, Grid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonLines } from '@/components/ui/skeletons';
import { contactsQuery } from '../api/contact-queries';
import { AudienceList } from './audience-list';
import { ContactsPanel } from './contacts-panel';
import { ReportPanel } from './report-panel';

/** Whom the mandate wants written to about its credit, who gets what now, and the monthly report. */
export function MailSettingsPage() {
  const { t } = useTranslation('contacts');
  const { data, error, refetch } = useQuery(contactsQuery);
  return (
    <Page>
      <PageHeader title={t('title')} description={t('description')} />
      <Stack gap="lg">
        {error && !data ? (
          <ErrorCard error={error} onRetry={() => void refetch()} />
        ) : (
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, md: 7 }}>
              <ContactsPanel contacts={data?.items} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              <Panel title={t('audience.title')}>
                {data ? <AudienceList audiences={data.audiences} /> : <SkeletonLines lines={8} />}
              </Panel>
            </Grid.Col>
          </Grid>
        )}
        <ReportPanel />
        <Panel title={t('elsewhere.title')}>
          <Stack gap="xs">
            <Text size="sm">
              {t('elsewhere.thresholds')}{' '}
              <Anchor inherit underline="always" renderRoot={(props) => <Link to="/settings/billing" {...props} />}>
                {t('elsewhere.toThresholds')}
              </Anchor>
            </Text>
            <Text size="sm">
              {t('elsewhere.own')}{' '}
              <Anchor inherit underline="always" renderRoot={(props) => <Link to="/account" {...props} />}>
                {t('elsewhere.toOwn')}
              </Anchor>
            </Text>
          </Stack>
        </Panel>
      </Stack>
    </Page>
  );
}
