import { BILLING_TIME_ZONE, type Locale } from '@nyla/contracts/constants';
import type { Day } from './calendar';

// English texts are for readers in Switzerland: days come before months.
const INTL_LOCALE: Readonly<Record<Locale, string>> = { 'de-CH': 'de-CH', en: 'en-GB', 'fr-CH': 'fr-CH' };

type Style = 'day' | 'dayShort' | 'weekday' | 'month' | 'monthLong' | 'instant' | 'instantExact';

const time = { hour: '2-digit', minute: '2-digit' } as const;

function optionsOf(style: Style, locale: Locale): Intl.DateTimeFormatOptions {
  const month = locale === 'en' ? 'short' : '2-digit';
  const day = locale === 'en' ? 'numeric' : '2-digit';
  switch (style) {
    case 'day':
      return { timeZone: 'UTC', day, month, year: 'numeric' };
    case 'dayShort':
      return { timeZone: 'UTC', day, month };
    case 'weekday':
      return { timeZone: 'UTC', weekday: 'long' };
    case 'month':
      return { timeZone: 'UTC', month: 'short', year: 'numeric' };
    case 'monthLong':
      return { timeZone: 'UTC', month: 'long', year: 'numeric' };
    case 'instant':
      return { timeZone: BILLING_TIME_ZONE, day, month, year: 'numeric', ...time };
    case 'instantExact':
      return { timeZone: BILLING_TIME_ZONE, day, month, year: 'numeric', ...time, second: '2-digit' };
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

// Making a formatter is slow; a list of bookings needs the same one a hundred times.
function format(value: Date, style: Style, locale: Locale): string {
  const key = `${locale} ${style}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(INTL_LOCALE[locale], optionsOf(style, locale));
  formatters.set(key, formatter);
  return formatter.format(value);
}

/** `04.12.2026` · `4 Dec 2026` */
export function formatDay(day: Day, locale: Locale): string {
  return format(new Date(day), 'day', locale);
}

/** `04.12.` · `4 Dec` */
export function formatDayShort(day: Day, locale: Locale): string {
  return format(new Date(day), 'dayShort', locale);
}

/** `Freitag` · `Friday` */
export function formatWeekday(day: Day, locale: Locale): string {
  return format(new Date(day), 'weekday', locale);
}

/** A month `YYYY-MM` as `Dez. 2026` · `Dec 2026` */
export function formatMonth(month: string, locale: Locale): string {
  return format(new Date(`${month}-01`), 'month', locale);
}

/** `Oktober 2026` */
export function formatMonthLong(month: string, locale: Locale): string {
  return format(new Date(`${month}-01`), 'monthLong', locale);
}

/** An instant as the clocks in Zurich show it: `04.12.2026, 14:03` */
export function formatInstant(iso: string, locale: Locale): string {
  return format(new Date(iso), 'instant', locale);
}

/** The same with seconds, for receipts. */
export function formatInstantExact(iso: string, locale: Locale): string {
  return format(new Date(iso), 'instantExact', locale);
}

/** An instant as the clocks of another time zone show it, with the day of the week: `Fr., 04.12.2026, 14:03` */
export function formatInstantIn(iso: string, timeZone: string, locale: Locale): string {
  const options = { ...optionsOf('instant', locale), timeZone, weekday: 'short' } as const;
  return new Intl.DateTimeFormat(INTL_LOCALE[locale], options).format(new Date(iso));
}
