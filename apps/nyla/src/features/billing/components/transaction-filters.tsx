import { Button, Group } from '@mantine/core';
import { CONNECTOR_TYPES, FEATURES, MODEL_ID_SEPARATOR, TRANSACTION_TYPES } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { useConnectorLabel } from '@/components/booking/use-labels';
import { FilterChip } from '@/components/ui/filter-chip';
import { SearchField } from '@/components/ui/search-field';
import { useToday } from '@/lib/use-today';
import type { Change } from '../hooks/use-billing-search';
import { useFilterChoices } from '../hooks/use-filter-choices';
import { groupFilter } from '../logic/groups';
import { periodOf } from '../logic/period';
import { compact, NO_FILTERS, type TransactionsSearch } from '../logic/search';
import { RangePicker } from './range-picker';
import classes from './transactions.module.css';

/** Ids begin with the time; their end tells them apart. */
const SHORT_ID = 8;

interface TransactionFiltersProps {
  readonly search: TransactionsSearch;
  readonly onChange: Change<TransactionsSearch>;
  /** Whether the reader sees everybody's bookings, and so may filter by user. */
  readonly seesAll: boolean;
}

/** Search, range and filter chips; each change is in the URL at once. */
export function TransactionFilters({ search, onChange, seesAll }: TransactionFiltersProps) {
  const { t } = useTranslation('billing');
  const connectorLabel = useConnectorLabel();
  const today = useToday();
  const choices = useFilterChoices(seesAll);
  const { range, from, to, type, connectorType, model, feature, userId, automationId, runId, accountId, q } = search;
  const anySet =
    Object.keys(
      compact({ type, connectorType, model, feature, userId, automationId, runId, accountId, q, range, from }),
    ).length > 0;
  const provider = connectorType && `${connectorType}${MODEL_ID_SEPARATOR}`;
  const modelKey = model && `${provider ?? ''}${model}`;
  const set: Change<TransactionsSearch> = (changes) => onChange({ ...changes, receipt: undefined }, { replace: true });

  return (
    <>
      <Group gap="sm" mb="sm">
        <SearchField
          label={t('transactions.search')}
          placeholder={t('transactions.searchHint')}
          value={q}
          onChange={(next) => set({ q: next })}
        />
        <RangePicker search={search} period={periodOf({ ...compact({ range, from, to }) }, today)} onChange={set} />
      </Group>
      <div className={classes['filters']} role="group" aria-label={t('transactions.filters')}>
        <FilterChip
          name={t('transactions.filter.type')}
          value={type}
          options={TRANSACTION_TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
          onChange={(next) => set({ type: TRANSACTION_TYPES.find((known) => known === next) })}
        />
        <FilterChip
          name={t('transactions.filter.connectorType')}
          value={connectorType}
          options={CONNECTOR_TYPES.map((value) => ({ value, label: connectorLabel(value) }))}
          onChange={(next) => set({ connectorType: CONNECTOR_TYPES.find((known) => known === next), model: undefined })}
        />
        <FilterChip
          name={t('transactions.filter.model')}
          value={modelKey}
          options={choices.models.filter(({ value }) => value.startsWith(provider ?? ''))}
          onChange={(next) =>
            set(next === undefined ? { model: next } : { model: undefined, ...groupFilter(next, 'model') })
          }
        />
        <FilterChip
          name={t('transactions.filter.feature')}
          value={feature}
          options={FEATURES.map((value) => ({ value, label: t(`feature.${value}`) }))}
          onChange={(next) => set({ feature: FEATURES.find((known) => known === next) })}
        />
        {seesAll ? (
          <FilterChip
            name={t('transactions.filter.userId')}
            value={userId}
            options={choices.users}
            onChange={(next) => set({ userId: next })}
          />
        ) : null}
        {choices.accounts.length > 1 || accountId ? (
          <FilterChip
            name={t('transactions.filter.accountId')}
            value={accountId}
            options={choices.accounts}
            onChange={(next) => set({ accountId: next })}
          />
        ) : null}
        {choices.automations.length > 0 || automationId ? (
          <FilterChip
            name={t('transactions.filter.automationId')}
            value={automationId}
            options={choices.automations}
            onChange={(next) => set({ automationId: next, runId: undefined })}
          />
        ) : null}
        {runId ? (
          <FilterChip
            name={t('transactions.filter.runId')}
            value={runId}
            options={[{ value: runId, label: runId.slice(-SHORT_ID) }]}
            onChange={(next) => set({ runId: next })}
          />
        ) : null}
        {anySet ? (
          <Button variant="subtle" size="compact-sm" c="var(--nyla-accent-text)" onClick={() => set(NO_FILTERS)}>
            {t('transactions.clearFilters')}
          </Button>
        ) : null}
      </div>
    </>
  );
}
