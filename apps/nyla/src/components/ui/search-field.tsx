import { CloseButton, TextInput } from '@mantine/core';
import { SEARCH_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchText } from '@/lib/search-text';

const PAUSE_MS = 300;

interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A text search that takes effect when the reader pauses, or at once with Enter. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(value ?? '');
  // What this field reported last; another value comes from outside, e.g. from the browser's back button.
  const reported = useRef(value);

  useEffect(() => {
    if (value === reported.current) return;
    reported.current = value;
    setDraft(value ?? '');
  }, [value]);

  const report = (written: string) => {
    const next = searchText(written, SEARCH_MAX_LENGTH);
    if (next === reported.current) return;
    reported.current = next;
    onChange(next);
  };

  const reportLatest = useEffectEvent(report);
  useEffect(() => {
    // Whoever has gone on to another page meanwhile does not search there.
    const page = window.location.pathname;
    const timer = setTimeout(() => {
      if (window.location.pathname === page) reportLatest(draft);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);

  return (
    <TextInput
      type="search"
      w={{ base: '100%', sm: 340 }}
      aria-label={label}
      placeholder={placeholder}
      maxLength={SEARCH_MAX_LENGTH}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') report(draft);
      }}
      leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
      rightSection={
        draft === '' ? null : (
          <CloseButton
            aria-label={t('action.clearSearch')}
            onClick={() => {
              setDraft('');
              report('');
            }}
          />
        )
      }
    />
  );
}
