import { Paper } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { FileFormat } from '@nyla/contracts/constants';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { usePermission } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';
import { useToday } from '@/lib/use-today';
import { transactionSummaryQuery } from '../api/billing-queries';
import { useTransactionsSearch } from '../hooks/use-billing-search';
import { useColumns } from '../hooks/use-columns';
import { useExport } from '../hooks/use-export';
import { periodOf } from '../logic/period';
import { filterOf, NO_FILTERS } from '../logic/search';
import { ColumnMenu } from './column-menu';
import { ExportMenu } from './export-menu';
import { ExportProgress } from './export-progress';
import { FilterSum } from './filter-sum';
import { ReceiptDrawer } from './receipt-drawer';
import { SavedFilters } from './saved-filters';
import { TransactionFilters } from './transaction-filters';
import { TransactionList } from './transaction-list';

/** The history of bookings: filters and open receipt live in the URL, so that every view can be shared. */
export function TransactionsPage(): ReactNode {
  const { t } = useTranslation(['billing', 'common']);
  const [search, change] = useTransactionsSearch();
  const today = useToday();
  const seesAll = usePermission('data.billing.transactions.all');
  const columns = useColumns(seesAll);
  const filter = useMemo(() => filterOf(search, periodOf(search, today)), [search, today]);
  const [locale] = useLocale();
  const { data: summary } = useQuery(transactionSummaryQuery(filter));
  const { state, start, retry, stop } = useExport();
  const startExport = (format: FileFormat) =>
    start({
      path: '/billing/transactions',
      query: { ...filter, locale },
      format,
      fileName: t('export.file', { day: today, format }),
      rows: summary?.bookings ?? undefined,
    });
  useDocumentTitle(`${t('transactions.title')} · ${t('common:brand')}`);

  return (
    <Page>
      <PageHeader
        title={t('transactions.title')}
        description={t('transactions.description')}
        actions={
          <>
            <SavedFilters search={search} onChange={change} />
            <ColumnMenu columns={columns} />
            <ExportMenu busy={state.kind === 'running'} onChoose={startExport} />
          </>
        }
      />
      <ExportProgress state={state} onRetry={retry} onStop={stop} />
      <TransactionFilters search={search} onChange={change} seesAll={seesAll} />
      <FilterSum filter={filter} />
      <Paper withBorder radius="lg" px={{ base: 'md', sm: 'xs' }} py="xs">
        <TransactionList
          filter={filter}
          columns={columns.visible}
          withUser={seesAll}
          onOpen={(receipt) => change({ receipt })}
          onClearFilters={() => change(NO_FILTERS)}
        />
      </Paper>
      <ReceiptDrawer
        transactionId={search.receipt ?? null}
        onClose={() => change({ receipt: undefined })}
        onOpen={(receipt) => change({ receipt })}
      />
    </Page>
  );
}
