import { BILLING_TIME_ZONE } from '@nyla/contracts/constants';

/** A calendar day `YYYY-MM-DD`. Text order is time order, so days compare with `<` and `>`. */
export type Day = string;

const MS_PER_DAY = 86_400_000;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const EARLIEST_YEAR = 2000;
const LATEST_YEAR = 2100;

const zurichDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: BILLING_TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The day that it is in Zurich at this instant, wherever the reader sits. */
export function dayInZurich(instant: Date): Day {
  const parts = Object.fromEntries(zurichDay.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

/** Whether a text names a day that exists, in a year that a booking could have. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string') return false;
  const year = Number(DAY.exec(text)?.[1]);
  return year >= EARLIEST_YEAR && year <= LATEST_YEAR && dayOf(utcTime(text)) === text;
}

/** `day` moved by whole calendar days. Days are counted as such, so a day of 23 or 25 hours is one day. */
export function addDays(day: Day, count: number): Day {
  return dayOf(utcTime(day) + count * MS_PER_DAY);
}

/** Days from `from` to `to`, both included. */
export function countDays(from: Day, to: Day): number {
  return (utcTime(to) - utcTime(from)) / MS_PER_DAY + 1;
}

/** `YYYY-MM` of a day. */
export function monthOf(day: Day): string {
  return day.slice(0, 7);
}

export function firstOfMonth(day: Day): Day {
  return `${monthOf(day)}-01`;
}

export function lastOfMonth(day: Day): Day {
  const [year, month] = yearAndMonth(day);
  return dayOf(Date.UTC(year, month, 0));
}

export function firstOfQuarter(day: Day): Day {
  const [year, month] = yearAndMonth(day);
  return dayOf(Date.UTC(year, Math.floor((month - 1) / 3) * 3, 1));
}

function yearAndMonth(day: Day): [number, number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
}

// Calendar arithmetic runs on UTC midnights, which no daylight saving time shifts.
function utcTime(day: Day): number {
  const [year, month] = yearAndMonth(day);
  return Date.UTC(year, month - 1, Number(day.slice(8, 10)));
}

function dayOf(utcMidnight: number): Day {
  return Number.isNaN(utcMidnight) ? '' : new Date(utcMidnight).toISOString().slice(0, 10);
}
