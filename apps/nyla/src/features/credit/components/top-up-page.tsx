import { Anchor, Grid, Text } from '@mantine/core';
import type { TopUpOptionsDto } from '@nyla/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock, SkeletonLines } from '@/components/ui/skeletons';
import { parseChf } from '@/lib/money';
import { usePermission } from '@/lib/session';
import { topUpOptionsQuery } from '../api/credit-queries';
import classes from './credit.module.css';
import { TopUpForm } from './top-up-form';
import { TopUpList } from './top-up-list';

const FORM_HEIGHT = 330;

/** Credit for the mandate: booked at once within the limit, asked of the operator beyond it. */
export function TopUpPage() {
  const { t } = useTranslation('credit');
  const { data: options, error, refetch } = useQuery(topUpOptionsQuery);
  return (
    <Page>
      <PageHeader title={t('topUp.title')} description={t('topUp.description')} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Panel title={t('topUp.form')}>
            {options ? (
              <Form options={options} />
            ) : error ? (
              <ErrorCard error={error} onRetry={() => void refetch()} />
            ) : (
              <SkeletonBlock height={FORM_HEIGHT} />
            )}
          </Panel>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Panel title={t('topUp.facts')}>
            {options ? <Facts options={options} /> : error ? null : <SkeletonLines lines={8} />}
          </Panel>
        </Grid.Col>
        <Grid.Col span={12}>
          <Panel title={t('topUp.list')}>
            <TopUpList />
          </Panel>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Form({ options }: { readonly options: TopUpOptionsDto }) {
  const { t } = useTranslation('credit');
  const mayBook = usePermission('data.billing.topUp');
  if (options.unlimited) return <EmptyState text={t('topUp.notNeeded')} />;
  return <TopUpForm balance={parseChf(options.balance)} remaining={mayBook ? parseChf(options.remaining) : 0n} />;
}

function Facts({ options }: { readonly options: TopUpOptionsDto }) {
  const { t } = useTranslation('credit');
  const mayBook = usePermission('data.billing.topUp');
  const maySeeMembers = usePermission('data.billing.transactions.all');
  const hasLimit = mayBook && parseChf(options.limit) > 0n;
  return (
    <>
      <dl className={classes['facts']}>
        <Fact name={t('topUp.balance')}>
          <Money amount={options.balance} />
        </Fact>
        <Fact name={t('topUp.limit')}>{hasLimit ? <Money amount={options.limit} /> : t('topUp.noLimit')}</Fact>
        {hasLimit ? (
          <>
            <Fact name={t('topUp.used')}>
              <Money amount={options.used} />
            </Fact>
            <Fact name={t('topUp.remaining')}>
              <Money amount={options.remaining} />
            </Fact>
          </>
        ) : null}
      </dl>
      {options.billingModel === 'PREPAY_USER' && maySeeMembers ? (
        <Text size="sm" mt="lg">
          {t('topUp.prepayUser')}{' '}
          <Anchor renderRoot={(props) => <Link to="/settings/accounts" {...props} />} inherit>
            {t('topUp.distribute')}
          </Anchor>
        </Text>
      ) : null}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
