import { Button, Paper, Select } from '@mantine/core';
import { BALANCE_STATES, BILLING_MODELS, MANDATE_SORTS } from '@nyla/contracts/constants';
import { IconPlus, IconSortAscending, IconSortDescending } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterChip } from '@/components/ui/filter-chip';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { SearchField } from '@/components/ui/search-field';
import { usePermission } from '@/lib/session';
import type { OverviewFilter } from '../api/mandate-queries';
import { type Change, useMandatesSearch } from '../hooks/use-search';
import { firstDirection, type MandatesSearch, nextOrder, orderInUrl, orderOf } from '../logic/search';
import { ExportMenu } from './export-menu';
import { MandateList } from './mandate-list';
import classes from './mandates.module.css';
import { NewMandateDialog } from './new-mandate-dialog';

const ICON = { size: 18, stroke: 1.7, 'aria-hidden': true } as const;

/** Every mandate with its figures; filter and order live in the URL. */
export function MandatesPage(): ReactNode {
  const { t } = useTranslation(['mandates', 'common']);
  const [search, change] = useMandatesSearch();
  const [creating, setCreating] = useState(false);
  const mayWrite = usePermission('data.operator.mandates.write');
  const filter: OverviewFilter = { ...search, ...orderOf(search) };
  return (
    <Page width={1360}>
      <PageHeader
        title={t('common:page.mandates')}
        description={t('description')}
        actions={
          <>
            <ExportMenu filter={filter} />
            {mayWrite ? (
              <Button leftSection={<IconPlus {...ICON} />} onClick={() => setCreating(true)}>
                {t('create.button')}
              </Button>
            ) : null}
          </>
        }
      />
      <Filters search={search} onChange={change} />
      <Paper withBorder radius="lg" px={{ base: 'md', sm: 'xs' }} py="xs">
        <MandateList
          filter={filter}
          filtered={search.q !== undefined || search.state !== undefined || search.billingModel !== undefined}
          onSort={(sort) => change(nextOrder(search, sort), { replace: true })}
          onClearFilters={() => change({ q: undefined, state: undefined, billingModel: undefined })}
          onCreate={mayWrite ? () => setCreating(true) : undefined}
        />
      </Paper>
      <NewMandateDialog opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

interface FiltersProps {
  readonly search: MandatesSearch;
  readonly onChange: Change<MandatesSearch>;
}

function Filters({ search, onChange }: FiltersProps) {
  const { t } = useTranslation(['mandates', 'common']);
  const set: Change<MandatesSearch> = (changes) => onChange(changes, { replace: true });
  return (
    <div className={classes['toolbar']} role="group" aria-label={t('filters')}>
      <SearchField label={t('search')} placeholder={t('searchHint')} value={search.q} onChange={(q) => set({ q })} />
      <FilterChip
        name={t('column.state')}
        value={search.state}
        options={BALANCE_STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
        onChange={(next) => set({ state: BALANCE_STATES.find((known) => known === next) })}
      />
      <FilterChip
        name={t('column.billingModel')}
        value={search.billingModel}
        options={BILLING_MODELS.map((value) => ({ value, label: t(`model.${value}`) }))}
        onChange={(next) => set({ billingModel: BILLING_MODELS.find((known) => known === next) })}
      />
      <OrderSelect search={search} onChange={set} />
    </div>
  );
}

/** The order, where there is no table whose heads could be clicked. */
function OrderSelect({ search, onChange }: FiltersProps) {
  const { t } = useTranslation('mandates');
  const { sort, direction } = orderOf(search);
  const Icon = direction === 'asc' ? IconSortAscending : IconSortDescending;
  return (
    <span className={classes['order']}>
      <Select
        aria-label={t('order.by')}
        allowDeselect={false}
        value={sort}
        data={MANDATE_SORTS.map((value) => ({ value, label: t(`column.${value}`) }))}
        onChange={(value) => {
          const next = MANDATE_SORTS.find((known) => known === value);
          if (next) onChange(orderInUrl(next, firstDirection(next)));
        }}
      />
      <Button
        variant="default"
        px="sm"
        aria-label={t(`order.${direction}`)}
        title={t(`order.${direction}`)}
        onClick={() => onChange(orderInUrl(sort, direction === 'asc' ? 'desc' : 'asc'))}
      >
        <Icon {...ICON} />
      </Button>
    </span>
  );
}
