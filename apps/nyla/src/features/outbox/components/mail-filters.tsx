import { Button, NativeSelect } from '@mantine/core';
import { MAIL_KINDS, MAIL_STATES } from '@nyla/contracts/constants';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { SearchField } from '@/components/ui/search-field';
import { mailMandatesQuery } from '../api/outbox-queries';
import { isFiltered, type MailSearch } from '../logic/search';
import classes from './outbox.module.css';

/** Stands for no filter among the choices. */
const ANY = '';

interface MailFiltersProps {
  readonly search: MailSearch;
  readonly onChange: (changes: { readonly [K in keyof MailSearch]?: MailSearch[K] | undefined }) => void;
  readonly onClear: () => void;
}

/** Address, state, kind and mandate; each change is in the URL at once. */
export function MailFilters({ search, onChange, onClear }: MailFiltersProps) {
  const { t } = useTranslation('outbox');
  const { data: mandates = [] } = useQuery(mailMandatesQuery);
  const isKnown = mandates.some(({ id }) => id === search.mandateId);
  const any = { value: ANY, label: t('filter.any') };
  return (
    <div className={classes['filters']} role="group" aria-label={t('filter.label')}>
      <div className={classes['search']}>
        <SearchField
          label={t('filter.search')}
          placeholder={t('filter.searchHint')}
          value={search.q}
          onChange={(q) => onChange({ q })}
        />
      </div>
      <NativeSelect
        label={t('filter.state')}
        value={search.state ?? ANY}
        data={[any, ...MAIL_STATES.map((value) => ({ value, label: t(`state.${value}`) }))]}
        onChange={({ currentTarget: { value } }) => onChange({ state: MAIL_STATES.find((known) => known === value) })}
      />
      <NativeSelect
        label={t('filter.kind')}
        value={search.kind ?? ANY}
        data={[any, ...MAIL_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))]}
        onChange={({ currentTarget: { value } }) => onChange({ kind: MAIL_KINDS.find((known) => known === value) })}
      />
      <NativeSelect
        label={t('filter.mandate')}
        value={search.mandateId ?? ANY}
        data={[
          any,
          ...(search.mandateId === undefined || isKnown ? [] : [{ value: search.mandateId, label: search.mandateId }]),
          ...mandates.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={({ currentTarget: { value } }) => onChange({ mandateId: value || undefined })}
      />
      {isFiltered(search) ? (
        <Button variant="default" leftSection={<IconX size={16} aria-hidden />} onClick={onClear}>
          {t('filter.clear')}
        </Button>
      ) : null}
    </div>
  );
}
