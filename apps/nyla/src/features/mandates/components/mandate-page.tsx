import { Alert, Anchor, Box, Button, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import type { MandateDetailDto } from '@nyla/contracts';
import { IconArrowLeft, IconFileText, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { formatInstant } from '@/lib/format-date';
import { usePermission } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';
import { mandateQuery } from '../api/mandate-queries';
import { AccountsPanel } from './accounts-panel';
import { AddressPanel } from './address-panel';
import { BookingsPanel } from './bookings-panel';
import { FiguresPanel } from './figures-panel';
import { HoldsPanel } from './holds-panel';
import classes from './mandate.module.css';
import { MandateActions } from './mandate-actions';
import { MembersPanel } from './members-panel';
import { SettingsPanel } from './settings-panel';
import { StatePill } from './state-pill';
import { UsagePanel } from './usage-panel';

/** Everything about one mandate, and what the operator may do with it. */
export function MandatePage(): ReactNode {
  const { t } = useTranslation('mandates');
  const { mandateId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(mandateQuery(mandateId));
  return (
    <Page>
      <Anchor
        renderRoot={(props) => <Link to="/admin/mandates" {...props} />}
        size="sm"
        c="dimmed"
        display="inline-flex"
        mb={6}
        style={{ alignItems: 'center', gap: 4 }}
      >
        <IconArrowLeft size={15} aria-hidden />
        {t('detail.back')}
      </Anchor>
      {data ? (
        <Mandate key={data.id} mandate={data} />
      ) : (
        <>
          <PageHeader title={t('detail.title')} />
          {error ? <ErrorCard error={error} onRetry={() => void refetch()} /> : <PageSkeleton />}
        </>
      )}
    </Page>
  );
}

function Mandate({ mandate }: { readonly mandate: MandateDetailDto }) {
  const { t } = useTranslation('mandates');
  const mayWrite = usePermission('data.operator.mandates.write');
  return (
    <>
      <PageHeader
        title={mandate.name}
        actions={
          <>
            <StatePill state={mandate.state} />
            <Button
              variant="default"
              fw={500}
              leftSection={<IconFileText size={16} stroke={1.7} aria-hidden />}
              renderRoot={(props) => (
                <Link to="/admin/mandates/$mandateId/statements" params={{ mandateId: mandate.id }} {...props} />
              )}
            >
              {t('detail.statements')}
            </Button>
            <MandateActions mandate={mandate} />
          </>
        }
      />
      <Stack gap="md">
        <SuspensionNote mandate={mandate} />
        <FiguresPanel mandate={mandate} />
        <UsagePanel mandateId={mandate.id} />
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <BookingsPanel mandate={mandate} />
          <div className={classes['column']}>
            <AccountsPanel mandateId={mandate.id} />
            <HoldsPanel mandateId={mandate.id} />
          </div>
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <SettingsPanel mandate={mandate} readOnly={!mayWrite} />
          <div className={classes['column']}>
            <MembersPanel mandateId={mandate.id} />
            <AddressPanel address={mandate.address} />
          </div>
        </SimpleGrid>
      </Stack>
    </>
  );
}

function SuspensionNote({ mandate: { suspension } }: { readonly mandate: MandateDetailDto }) {
  const { t } = useTranslation('mandates');
  const [locale] = useLocale();
  if (!suspension) return null;
  const { since, reason } = suspension;
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconLock aria-hidden />}
      title={since === null ? t('suspension.title') : t('suspension.since', { since: formatInstant(since, locale) })}
    >
      {reason ?? t('suspension.noReason')}
    </Alert>
  );
}

function PageSkeleton() {
  return (
    <Stack gap="md" aria-busy="true">
      <Skeleton height={150} radius="lg" />
      <Skeleton height={330} radius="lg" />
      <Box>
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Skeleton height={380} radius="lg" />
          <Skeleton height={380} radius="lg" />
        </SimpleGrid>
      </Box>
    </Stack>
  );
}
