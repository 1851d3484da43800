import '@mantine/dates/styles.css';
import 'dayjs/locale/de-ch';
import 'dayjs/locale/en-gb';
import 'dayjs/locale/fr-ch';
import { DateInput } from '@mantine/dates';
import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import { useTranslation } from 'react-i18next';
import type { Day } from '@/lib/calendar';
import { useLocale } from '@/lib/use-locale';

dayjs.extend(customParseFormat);

const DAYJS_LOCALE = { 'de-CH': 'de-ch', en: 'en-gb', 'fr-CH': 'fr-ch' } as const;
// A browser writes days as its own language does, whatever language the page is in.
const FORMAT = { 'de-CH': 'DD.MM.YYYY', en: 'DD/MM/YYYY', 'fr-CH': 'DD.MM.YYYY' } as const;

interface DayFieldProps {
  readonly label: string;
  readonly value: Day | undefined;
  readonly min?: Day | undefined;
  readonly max?: Day | undefined;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly onChange: (day: Day | undefined) => void;
}

/** A day, typed or picked from a calendar. Only for pages that load when they are opened: the calendar is heavy. */
export function DayField({ label, value, min, max, error, required = false, onChange }: DayFieldProps) {
  const { t } = useTranslation();
  const [locale] = useLocale();
  return (
    <DateInput
      size="md"
      label={label}
      required={required}
      placeholder={t('day.placeholder')}
      clearable
      clearButtonProps={{ 'aria-label': t('day.clear', { name: label }) }}
      valueFormat={FORMAT[locale]}
      locale={DAYJS_LOCALE[locale]}
      firstDayOfWeek={1}
      // Weekends in red would say that something is wrong with them, and fall short of the contrast.
      weekendDays={[]}
      ariaLabels={{ previousMonth: t('day.previousMonth'), nextMonth: t('day.nextMonth') }}
      value={value ?? null}
      error={error}
      {...(min === undefined ? {} : { minDate: min })}
      {...(max === undefined ? {} : { maxDate: max })}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
