import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import type { BillingModel, BillingSettingsDto, MemberAccountDto } from '@nyla/contracts';
import { IconArrowsExchange, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock, SkeletonLines } from '@/components/ui/skeletons';
import { parseChf } from '@/lib/money';
import { moneyText } from '@/lib/money-text';
import { useActiveMandate, usePermission } from '@/lib/session';
import { accountsQuery, billingSettingsQuery, memberAccountsQuery } from '../api/credit-queries';
import type { TransferSide } from '../logic/transfer';
import { DoneNote } from './done-note';
import { MemberAccounts } from './member-accounts';
import { TransferDialog, type TransferStart } from './transfer-dialog';

/** Members' own balances, where the billing model gives them any. */
export function AccountsPage() {
  const { t } = useTranslation('credit');
  const maySeeSettings = usePermission('data.billing.settings.read');
  const { data: settings, error, refetch } = useQuery({ ...billingSettingsQuery, enabled: maySeeSettings });
  return (
    <Page>
      <PageHeader title={t('accounts.title')} description={t('accounts.description')} />
      {settings ? (
        settings.billingModel === 'PREPAY_USER' ? (
          <Accounts settings={settings} />
        ) : (
          <NothingToDivide billingModel={settings.billingModel} />
        )
      ) : error ? (
        <ErrorCard error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonBlock height={320} />
      )}
    </Page>
  );
}

function NothingToDivide({ billingModel }: { readonly billingModel: Exclude<BillingModel, 'PREPAY_USER'> }) {
  const { t } = useTranslation('credit');
  return (
    <EmptyState
      icon={<IconUsers size={32} stroke={1.5} />}
      text={[t(`accounts.empty.${billingModel}`), t('accounts.emptyHint')].join(' ')}
      action={
        <Anchor renderRoot={(props) => <Link to="/settings/billing" {...props} />}>{t('accounts.toSettings')}</Anchor>
      }
    />
  );
}

function Accounts({ settings }: { readonly settings: BillingSettingsDto }) {
  const { t } = useTranslation('credit');
  const { mandateName } = useActiveMandate();
  const mayMove = usePermission('data.billing.transfer');
  const members = useQuery(memberAccountsQuery);
  const accounts = useQuery(accountsQuery);
  const [start, setStart] = useState<TransferStart | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const own = accounts.data?.items.find(({ userId }) => userId === null);
  const error = members.error ?? accounts.error;
  if (error && !(members.data && own)) {
    return (
      <ErrorCard
        error={error}
        onRetry={() => {
          void members.refetch();
          void accounts.refetch();
        }}
      />
    );
  }
  if (!members.data || !own) return <SkeletonLines lines={8} height={36} />;
  const sides = sidesOf(mandateName, own, members.data.items);
  const open = (from: string | null, to: string | null | undefined) => {
    setDone(null);
    setStart({ from, to });
  };
  return (
    <>
      <DoneNote text={done} />
      <Stack gap="lg">
        <Panel
          title={t('accounts.mandate')}
          actions={
            mayMove ? (
              <Button
                size="md"
                leftSection={<IconArrowsExchange size={18} stroke={1.7} aria-hidden />}
                onClick={() => open(null, undefined)}
              >
                {t('accounts.move')}
              </Button>
            ) : null
          }
        >
          <Text fz={28} fw={600} lts="-0.01em">
            <Money amount={own.balance} />
          </Text>
          <Text size="sm" c="dimmed">
            {t('accounts.mandateHint')}
          </Text>
        </Panel>
        <Panel title={t('accounts.members')}>
          <MemberAccounts
            members={members.data.items}
            mayMove={mayMove}
            onGive={({ userId }) => open(null, userId)}
            onTake={({ userId }) => open(userId, null)}
          />
          <Group justify="space-between" mt="md" gap="sm">
            <Text size="sm" c="dimmed">
              {parseChf(settings.initialUserCredit) > 0n
                ? t('accounts.initial', { amount: moneyText(settings.initialUserCredit) })
                : null}
            </Text>
            <Anchor
              renderRoot={(props) => <Link to="/billing/transactions" search={{ type: 'transfer' }} {...props} />}
              size="sm"
            >
              {t('accounts.bookings')}
            </Anchor>
          </Group>
        </Panel>
      </Stack>
      <TransferDialog start={start} sides={sides} onClose={() => setStart(null)} onDone={setDone} />
    </>
  );
}

function sidesOf(
  mandateName: string,
  own: { readonly balance: string; readonly held: string },
  members: readonly MemberAccountDto[],
): TransferSide[] {
  return [
    { userId: null, name: mandateName, available: parseChf(own.balance) - parseChf(own.held), mayReceive: true },
    ...members.map(({ userId, userName, available, isMember }) => ({
      userId,
      name: userName,
      available: parseChf(available),
      mayReceive: isMember,
    })),
  ];
}
