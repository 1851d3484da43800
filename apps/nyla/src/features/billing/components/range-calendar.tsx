import '@mantine/dates/styles.css';
import 'dayjs/locale/de-ch';
import 'dayjs/locale/en-gb';
import 'dayjs/locale/fr-ch';
import { DatePicker } from '@mantine/dates';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/lib/use-locale';
import { useToday } from '@/lib/use-today';
import type { Period } from '../logic/period';

const DAYJS_LOCALE = { 'de-CH': 'de-ch', en: 'en-gb', 'fr-CH': 'fr-ch' } as const;

interface RangeCalendarProps {
  readonly period: Period | undefined;
  readonly onChange: (period: Period) => void;
}

/** Picks the first and the last day. Loaded when the range picker opens. */
export function RangeCalendar({ period, onChange }: RangeCalendarProps) {
  const { t } = useTranslation('billing');
  const [locale] = useLocale();
  const today = useToday();
  const [value, setValue] = useState<[string | null, string | null]>([period?.from ?? null, period?.to ?? null]);
  return (
    <DatePicker
      type="range"
      allowSingleDateInRange
      locale={DAYJS_LOCALE[locale]}
      firstDayOfWeek={1}
      hideOutsideDates
      // Weekends in red would say that something is wrong with them, and fall short of the contrast.
      weekendDays={[]}
      maxDate={today}
      defaultDate={period?.to ?? today}
      value={value}
      onChange={(next) => {
        setValue(next);
        const [from, to] = next;
        if (from !== null && to !== null) onChange({ from, to });
      }}
      ariaLabels={{ previousMonth: t('range.previousMonth'), nextMonth: t('range.nextMonth') }}
    />
  );
}
