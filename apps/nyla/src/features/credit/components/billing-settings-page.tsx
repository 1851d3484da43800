import { Grid, Text } from '@mantine/core';
import type { BillingSettingsDto } from '@nyla/contracts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonLines } from '@/components/ui/skeletons';
import { parseChf } from '@/lib/money';
import { moneyText } from '@/lib/money-text';
import { billingSettingsQuery } from '../api/credit-queries';
import classes from './credit.module.css';
import { TestMail } from './test-mail';
import { ThresholdsForm } from './thresholds-form';

/** How the mandate is billed, and when it is warned. */
export function BillingSettingsPage() {
  const { t } = useTranslation('credit');
  const { data: settings, error, refetch } = useQuery(billingSettingsQuery);
  return (
    <Page>
      <PageHeader title={t('settings.title')} description={t('settings.description')} />
      {error && !settings ? (
        <ErrorCard error={error} onRetry={() => void refetch()} />
      ) : (
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Panel title={t('settings.how')}>
              {settings ? <Facts settings={settings} /> : <SkeletonLines lines={10} />}
            </Panel>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Panel title={t('settings.warn')}>
              {settings ? <ThresholdsForm settings={settings} /> : <SkeletonLines lines={10} />}
              <TestMail />
            </Panel>
          </Grid.Col>
        </Grid>
      )}
    </Page>
  );
}

function Facts({ settings }: { readonly settings: BillingSettingsDto }) {
  const { t } = useTranslation('credit');
  const { billingModel, creditLimit, initialUserCredit, markupPercent, selfTopUpLimit } = settings;
  return (
    <>
      <dl className={classes['facts']}>
        <Fact name={t('settings.model')} text={t(`modelText.${billingModel}`)}>
          {t(`model.${billingModel}`)}
        </Fact>
        {billingModel === 'POSTPAY' ? (
          <Fact name={t('settings.creditLimit')} text={t('settings.creditLimitText')}>
            <Money amount={creditLimit} />
          </Fact>
        ) : null}
        {billingModel === 'PREPAY_USER' ? (
          <Fact name={t('settings.initialCredit')} text={t('settings.initialCreditText')}>
            <Money amount={initialUserCredit} />
          </Fact>
        ) : null}
        <Fact name={t('settings.markup')} text={t('settings.markupText')}>
          {markupPercent === null ? t('settings.markupDefault') : t('settings.percent', { value: markupPercent })}
        </Fact>
        {billingModel === 'UNLIMITED' ? null : (
          <Fact
            name={t('settings.selfTopUp')}
            text={t(parseChf(selfTopUpLimit) > 0n ? 'settings.selfTopUpText' : 'settings.selfTopUpNoneText')}
          >
            {parseChf(selfTopUpLimit) > 0n
              ? t('settings.perMonth', { amount: moneyText(selfTopUpLimit) })
              : t('settings.selfTopUpNone')}
          </Fact>
        )}
      </dl>
      <Text size="sm" c="dimmed" mt="lg">
        {t('settings.operatorOnly')}
      </Text>
    </>
  );
}

interface FactProps {
  readonly name: string;
  readonly text: string;
  readonly children: ReactNode;
}

function Fact({ name, text, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        <small>{text}</small>
      </dd>
    </div>
  );
}
