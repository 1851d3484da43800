import { Button, Popover, Skeleton, Stack, Text } from '@mantine/core';
import { SAVED_FILTERS_MAX } from '@nyla/contracts/constants';
import { IconBookmark } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { savedFiltersQuery } from '../api/billing-queries';
import { useSavedFilterChanges } from '../api/saved-filters';
import type { Change } from '../hooks/use-billing-search';
import { keptFilter, NO_FILTERS, parseTransactionsSearch, sameFilter, type TransactionsSearch } from '../logic/search';
import { FilterNameForm } from './filter-name-form';
import { SavedFilterRow } from './saved-filter-row';

interface SavedFiltersProps {
  readonly search: TransactionsSearch;
  readonly onChange: Change<TransactionsSearch>;
}

/** Filters kept under a name: apply one, keep the current one, rename, remove. */
export function SavedFilters({ search, onChange }: SavedFiltersProps) {
  const { t } = useTranslation('billing');
  const [opened, setOpened] = useState(false);
  const { data, error, refetch } = useQuery({ ...savedFiltersQuery, enabled: opened });
  const { save } = useSavedFilterChanges();
  const current = keptFilter(search);
  const kept = data?.items.find(({ filter }) => sameFilter(filter, current));
  const empty = Object.keys(current).length === 0;

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      shadow="md"
      width="min(92vw, 22rem)"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          fw={500}
          leftSection={<IconBookmark size={16} stroke={1.7} aria-hidden />}
          onClick={() => setOpened((open) => !open)}
        >
          {t('saved.button')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('saved.button')}>
        <Stack gap="sm">
          {data ? (
            data.items.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t('saved.empty')}
              </Text>
            ) : (
              <Stack gap={0} component="ul" m={0} p={0} mah="45dvh" style={{ listStyle: 'none', overflowY: 'auto' }}>
                {data.items.map((filter) => (
                  <SavedFilterRow
                    key={filter.id}
                    filter={filter}
                    active={filter === kept}
                    onApply={() => {
                      setOpened(false);
                      onChange({ ...NO_FILTERS, ...parseTransactionsSearch({ ...filter.filter }), receipt: undefined });
                    }}
                  />
                ))}
              </Stack>
            )
          ) : error ? (
            <ErrorCard error={error} onRetry={() => void refetch()} />
          ) : (
            <Skeleton height={44} />
          )}
          {empty || kept ? (
            <Text size="sm" c="dimmed">
              {kept ? t('saved.already', { name: kept.name }) : t('saved.nothing')}
            </Text>
          ) : (data?.items.length ?? 0) >= SAVED_FILTERS_MAX ? (
            <Text size="sm" c="dimmed">
              {t('saved.tooMany', { maximum: SAVED_FILTERS_MAX })}
            </Text>
          ) : (
            <FilterNameForm
              label={t('saved.name')}
              submit={t('saved.save')}
              pending={save.isPending}
              error={save.error}
              onSubmit={(name, done) => save.mutate({ name, filter: { ...current } }, { onSuccess: done })}
            />
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
