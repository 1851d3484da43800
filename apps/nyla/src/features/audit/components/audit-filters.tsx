import { Button, NativeSelect, TextInput } from '@mantine/core';
import { AUDIT_ACTOR_KINDS, AUDIT_SUBJECTS, SEARCH_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayField } from '@/components/ui/day-field';
import { auditMandatesQuery } from '../api/audit-queries';
import { type AuditSearch, isFiltered } from '../logic/search';
import classes from './audit.module.css';

const PAUSE_MS = 300;
/** Stands for no filter among the choices. */
const ANY = '';
/** These are matters of the whole installation, which a mandate never sees. */
const OPERATOR_SUBJECTS: ReadonlySet<string> = new Set(['price', 'fx_rate', 'tax', 'ledger']);

interface AuditFiltersProps {
  readonly search: AuditSearch;
  readonly isOperator: boolean;
  readonly onChange: (changes: { readonly [K in keyof AuditSearch]?: AuditSearch[K] | undefined }) => void;
  readonly onClear: () => void;
}

/** Search, days, and what, who and where; each change is in the URL at once. */
export function AuditFilters({ search, isOperator, onChange, onClear }: AuditFiltersProps) {
  const { t } = useTranslation('audit');
  const subjects = AUDIT_SUBJECTS.filter((subject) => isOperator || !OPERATOR_SUBJECTS.has(subject));
  return (
    <div className={classes['filters']} role="group" aria-label={t('filter.label')}>
      <Search value={search.q} onChange={(q) => onChange({ q })} />
      <DayField
        label={t('filter.from')}
        max={search.to}
        value={search.from}
        onChange={(day) => onChange({ from: day })}
      />
      <DayField label={t('filter.to')} min={search.from} value={search.to} onChange={(day) => onChange({ to: day })} />
      <NativeSelect
        size="md"
        label={t('filter.subject')}
        value={search.subject ?? ANY}
        data={[
          { value: ANY, label: t('filter.anySubject') },
          ...subjects.map((value) => ({ value, label: t(`subject.${value}`) })),
        ]}
        onChange={(event) => onChange({ subject: subjects.find((known) => known === event.currentTarget.value) })}
      />
      <NativeSelect
        size="md"
        label={t('filter.actor')}
        value={search.actorKind ?? ANY}
        data={[
          { value: ANY, label: t('filter.anyActor') },
          ...AUDIT_ACTOR_KINDS.map((value) => ({ value, label: t(`actorKind.${value}`) })),
        ]}
        onChange={(event) =>
          onChange({ actorKind: AUDIT_ACTOR_KINDS.find((known) => known === event.currentTarget.value) })
        }
      />
      {isOperator ? <Mandates value={search.mandateId} onChange={(mandateId) => onChange({ mandateId })} /> : null}
      {isFiltered(search) ? (
        <Button size="md" variant="default" leftSection={<IconX size={16} aria-hidden />} onClick={onClear}>
          {t(search.userId === undefined ? 'filter.clear' : 'filter.clearPerson')}
        </Button>
      ) : null}
    </div>
  );
}

interface ValueProps {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function Mandates({ value, onChange }: ValueProps) {
  const { t } = useTranslation('audit');
  const { data } = useQuery(auditMandatesQuery);
  const known = data?.some(({ id }) => id === value) ?? false;
  return (
    <NativeSelect
      size="md"
      label={t('filter.mandate')}
      value={value ?? ANY}
      data={[
        { value: ANY, label: t('filter.anyMandate') },
        ...(value === undefined || known ? [] : [{ value, label: value }]),
        ...(data ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

/** A text search that takes effect when the reader pauses. */
function Search({ value, onChange }: ValueProps) {
  const { t } = useTranslation('audit');
  const [draft, setDraft] = useState(value ?? '');
  // What this field reported last; another value comes from outside, e.g. from the browser's back button.
  const reported = useRef(value);
  useEffect(() => {
    if (value === reported.current) return;
    reported.current = value;
    setDraft(value ?? '');
  }, [value]);
  const report = useEffectEvent((written: string) => {
    const next = written.trim() === '' ? undefined : written.trim();
    if (next === reported.current) return;
    reported.current = next;
    onChange(next);
  });
  useEffect(() => {
    const timer = setTimeout(() => report(draft), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  return (
    <TextInput
      type="search"
      size="md"
      className={classes['search'] ?? ''}
      label={t('filter.search')}
      placeholder={t('filter.searchHint')}
      maxLength={SEARCH_MAX_LENGTH}
      leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
    />
  );
}
