import { COUNTRIES, DEFAULT_COUNTRY } from '@nyla/contracts/constants';
import { useMemo } from 'react';
import { useLocale } from '@/lib/use-locale';

/** Countries by their names in the reader's language, Switzerland first. */
export function useCountries(): { value: string; label: string }[] {
  const [locale] = useLocale();
  return useMemo(() => {
    const names = new Intl.DisplayNames([locale], { type: 'region' });
    const byName = new Intl.Collator(locale);
    const all = COUNTRIES.map((value) => ({ value, label: names.of(value) ?? value }));
    return all.toSorted((a, b) =>
      a.value === DEFAULT_COUNTRY ? -1 : b.value === DEFAULT_COUNTRY ? 1 : byName.compare(a.label, b.label),
    );
  }, [locale]);
}
