import { useTranslation } from 'react-i18next';
import { formatInstant, formatInstantIn } from '@/lib/format-date';
import { currentLocale } from '@/lib/i18n';

/** Writes instants as the clocks in Zurich, or in another zone, show them. */
export function useInstant(): (iso: string, timeZone?: string) => string {
  // Renders again when the language changes.
  useTranslation();
  const locale = currentLocale();
  return (iso, timeZone) => (timeZone ? formatInstantIn(iso, timeZone, locale) : formatInstant(iso, locale));
}
