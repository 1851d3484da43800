import { SimpleGrid, Stack, Text } from '@mantine/core';
import type { StatementDetailDto } from '@nyla/contracts';
import { STATEMENT_GROUPINGS } from '@nyla/contracts/constants';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { exactDecimals } from '@/components/money/fixed-decimals';
import { Money } from '@/components/money/money';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { formatInstant } from '@/lib/format-date';
import { formatCount } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import { type StatementScope, statementQuery } from '../api/statement-queries';
import { bookingsOf } from '../logic/bookings-of';
import { monthName } from '../logic/month-name';
import { partsOf } from '../logic/parts';
import { BackLink } from './back-link';
import { MovementTable } from './movement-table';
import { StatementFileMenu } from './statement-file-menu';
import classes from './statements.module.css';
import { TaxPanel } from './tax-panel';
import { UsageTable } from './usage-table';

/** One statement: the calculation, what was used and for what, what else was booked. */
export function StatementPage(): ReactNode {
  const { t } = useTranslation(['statements', 'common']);
  const { mandateId, statementId = '' } = useParams({ strict: false });
  const scope = useMemo(() => ({ mandateId }), [mandateId]);
  const { data, error, refetch } = useQuery(statementQuery(scope, statementId));
  return (
    <Page>
      <BackLink scope={scope} to="statements" />
      {data ? (
        <Statement scope={scope} statement={data} />
      ) : (
        <>
          <PageHeader title={t('common:page.statements')} />
          {error ? <ErrorCard error={error} onRetry={() => void refetch()} /> : <SkeletonBlock height={640} />}
        </>
      )}
    </Page>
  );
}

interface StatementProps {
  readonly scope: StatementScope;
  readonly statement: StatementDetailDto;
}

function Statement({ scope, statement }: StatementProps) {
  const { t } = useTranslation('statements');
  const [locale] = useLocale();
  const { userId, ownerName, month, number, usageBy } = statement;
  const account = userId === null ? t('account.mandate') : (ownerName ?? t('account.gone'));
  const isLinked = scope.mandateId === undefined;
  return (
    <>
      <PageHeader
        title={t('detail.title', { month: monthName(month, locale) })}
        description={t('detail.facts', { number, account, time: formatInstant(statement.createdAt, locale) })}
        actions={<StatementFileMenu scope={scope} statement={statement} withText />}
      />
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Calculation statement={statement} isLinked={isLinked} />
          <TaxPanel tax={statement.tax} />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {STATEMENT_GROUPINGS.filter((grouping) => usageBy[grouping].length > 0).map((grouping) => (
            <UsageTable key={grouping} statement={statement} grouping={grouping} isLinked={isLinked} />
          ))}
          {statement.movements.length > 0 ? <MovementTable statement={statement} isLinked={isLinked} /> : null}
        </SimpleGrid>
      </Stack>
    </>
  );
}

function Calculation({ statement, isLinked }: { readonly statement: StatementDetailDto; readonly isLinked: boolean }) {
  const { t } = useTranslation('statements');
  const { firstSeq, lastSeq } = statement;
  const parts = partsOf(statement);
  const decimals = exactDecimals(parts.map(({ amount }) => amount));
  const link = isLinked ? (
    <Link to="/billing/transactions" search={bookingsOf(statement)} className={classes['link'] ?? ''}>
      {t('detail.bookings')}
    </Link>
  ) : null;
  return (
    <Panel title={t('detail.calculation')} actions={link}>
      <table className={classes['sum']}>
        <tbody>
          {parts.map(({ key, amount }) => (
            <tr key={key} className={key === 'closing' ? classes['total'] : undefined}>
              <th scope="row">{t(`sum.${key}`)}</th>
              <td>
                <Money amount={amount} decimals={decimals} signed={key !== 'opening' && key !== 'closing'} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Text mt="sm" className={classes['note'] ?? ''}>
        {lastSeq < firstSeq
          ? t('detail.noRange')
          : t('detail.range', { first: formatCount(firstSeq), last: formatCount(lastSeq) })}{' '}
        {t('detail.how')}
      </Text>
    </Panel>
  );
}
