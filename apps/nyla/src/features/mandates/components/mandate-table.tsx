import { Anchor, UnstyledButton } from '@mantine/core';
import type { MandateOverviewDto } from '@nyla/contracts';
import type { MandateSort } from '@nyla/contracts/constants';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BalanceStateIcon } from '@/components/money/balance-state';
import { Money } from '@/components/money/money';
import { type DataColumn, DataTable } from '@/components/table/data-table';
import { formatDay } from '@/lib/format-date';
import { formatCount } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import type { OverviewFilter } from '../api/mandate-queries';
import { useRunwayText } from '../hooks/use-runway-text';
import classes from './mandates.module.css';
import { StatePill } from './state-pill';

type Column = Exclude<MandateSort, 'createdAt'>;
const COLUMNS: readonly Column[] = [
  'name',
  'state',
  'billingModel',
  'balance',
  'held',
  'available',
  'runwayDays',
  'usedThisMonth',
  'usedLastMonth',
  'members',
  'lastUsedOn',
];
const FIGURES: ReadonlySet<Column> = new Set([
  'balance',
  'held',
  'available',
  'runwayDays',
  'usedThisMonth',
  'usedLastMonth',
  'members',
  'lastUsedOn',
]);

interface MandateTableProps {
  readonly mandates: readonly MandateOverviewDto[];
  readonly filter: OverviewFilter;
  readonly onSort: (sort: MandateSort) => void;
}

/** Mandates as a table whose heads order it. The name is the link; a click anywhere on the row follows it. */
export function MandateTable({ mandates, filter, onSort }: MandateTableProps) {
  const { t } = useTranslation('mandates');
  const navigate = useNavigate();
  const cellOf = useCells();
  const columns = COLUMNS.map((id): DataColumn<MandateOverviewDto> => {
    const sort = filter.sort === id ? filter.direction : undefined;
    return {
      id,
      header: <SortButton column={id} direction={sort} onSort={onSort} />,
      align: FIGURES.has(id) ? 'right' : 'left',
      ...(id === 'name' ? { width: '220px' } : {}),
      sort: sort === undefined ? 'none' : sort === 'asc' ? 'ascending' : 'descending',
      cell: (mandate) => cellOf(id, mandate),
    };
  });
  return (
    <DataTable
      label={t('caption')}
      columns={columns}
      rows={mandates}
      rowId={({ id }) => id}
      minWidth={1150}
      onRowClick={({ id }) => void navigate({ to: '/admin/mandates/$mandateId', params: { mandateId: id } })}
    />
  );
}

function useCells() {
  const { t } = useTranslation('mandates');
  const [locale] = useLocale();
  const runwayText = useRunwayText();
  return (column: Column, mandate: MandateOverviewDto) => {
    switch (column) {
      case 'name':
        return <MandateLink mandate={mandate} />;
      case 'state':
        return <StatePill state={mandate.state} />;
      case 'billingModel':
        return t(`model.${mandate.billingModel}`);
      case 'available':
        return mandate.available === null ? (
          <span title={t('state.unlimited')}>
            <BalanceStateIcon state="unlimited" size={18} aria-hidden={false} aria-label={t('state.unlimited')} />
          </span>
        ) : (
          <Money amount={mandate.available} currency={false} decimals={2} />
        );
      case 'runwayDays':
        return runwayText(mandate);
      case 'members':
        return formatCount(mandate.members);
      case 'lastUsedOn':
        return mandate.lastUsedOn === null ? '–' : formatDay(mandate.lastUsedOn, locale);
      default:
        return <Money amount={mandate[column]} currency={false} decimals={2} />;
    }
  };
}

function MandateLink({ mandate }: { readonly mandate: MandateOverviewDto }) {
  const { t } = useTranslation('mandates');
  return (
    <span className={classes['name']}>
      <Anchor
        renderRoot={(props) => <Link to="/admin/mandates/$mandateId" params={{ mandateId: mandate.id }} {...props} />}
        c="var(--nyla-accent-text)"
        fw={500}
        size="sm"
      >
        {mandate.name}
      </Anchor>
      {mandate.kind === 'root' ? <span className={classes['tag']}>{t('root')}</span> : null}
    </span>
  );
}

interface SortButtonProps {
  readonly column: Column;
  readonly direction: 'asc' | 'desc' | undefined;
  readonly onSort: (sort: MandateSort) => void;
}

function SortButton({ column, direction, onSort }: SortButtonProps) {
  const { t } = useTranslation('mandates');
  const Icon = direction === undefined ? IconArrowsSort : direction === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <UnstyledButton
      className={classes['sort'] ?? ''}
      data-active={direction !== undefined || undefined}
      onClick={() => onSort(column)}
    >
      {t(`column.${column}`)}
      <Icon size={13} stroke={1.9} aria-hidden />
    </UnstyledButton>
  );
}
