import { BILLING_TIME_ZONE, REPORT_HOUR } from '@nyla/contracts';
import { addDays, zurichDay } from '../../common/clock.js';

/** The days of a month and of the one before, `YYYY-MM-DD` in Europe/Zurich. */
export interface ReportPeriod {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly first: string;
  readonly last: string;
  readonly firstBefore: string;
  readonly lastBefore: string;
  /** First day after the month. */
  readonly next: string;
}

const HOUR_FORMAT = new Intl.DateTimeFormat('en-GB', {
  timeZone: BILLING_TIME_ZONE,
  hour: '2-digit',
  hourCycle: 'h23',
});
const HOUR_MS = 3_600_000;
/** East of Greenwich, Zurich's clocks show one hour more, or two. */
const OFFSETS_HOURS = [1, 2] as const;

export function periodOf(month: string): ReportPeriod {
  const first = `${month}-01`;
  const next = `${addDays(first, 31).slice(0, 7)}-01`;
  const lastBefore = addDays(first, -1);
  return {
    month,
    first,
    last: addDays(next, -1),
    firstBefore: `${lastBefore.slice(0, 7)}-01`,
    lastBefore,
    next,
  };
}

/** The month before a month or a day of it. */
export function monthBefore(month: string): string {
  return periodOf(month.slice(0, 7)).lastBefore.slice(0, 7);
}

/** The last month whose reports are due at an instant: they are from the 1st of the next month at six. */
export function dueMonth(now: Date): string {
  const today = zurichDay(now);
  const isEarly = today.endsWith('-01') && Number(HOUR_FORMAT.format(now)) < REPORT_HOUR;
  const last = monthBefore(today);
  return isEarly ? monthBefore(last) : last;
}

/** When the reports of a month are due. */
export function dueAt(month: string): Date {
  const { next } = periodOf(month);
  const asUtc = Date.parse(`${next}T00:00:00Z`) + REPORT_HOUR * HOUR_MS;
  const instants = OFFSETS_HOURS.map((hours) => new Date(asUtc - hours * HOUR_MS));
  const shown = instants.find((instant) => Number(HOUR_FORMAT.format(instant)) === REPORT_HOUR);
  return shown ?? new Date(asUtc - HOUR_MS);
}
