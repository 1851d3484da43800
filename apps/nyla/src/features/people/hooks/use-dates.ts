import { useTranslation } from 'react-i18next';
import { dayInZurich } from '@/lib/calendar';
import { formatDay, formatInstant } from '@/lib/format-date';
import { currentLocale } from '@/lib/i18n';

/** Days and instants in the reader's language. */
export function useDates() {
  // Renders again when the language changes.
  useTranslation();
  const locale = currentLocale();
  return {
    day: (iso: string) => formatDay(dayInZurich(new Date(iso)), locale),
    instant: (iso: string) => formatInstant(iso, locale),
  };
}
