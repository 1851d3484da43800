import { Injectable } from '@nestjs/common';
import { BILLING_TIME_ZONE } from '@nyla/contracts';

/** The only source of the current time, so that tests can set it. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  /** Today in Europe/Zurich, `YYYY-MM-DD`. */
  today(): string {
    return zurichDay(this.now());
  }

  /** This calendar month in Europe/Zurich, `YYYY-MM`. */
  month(): string {
    return this.today().slice(0, 7);
  }
}

const DAY_FORMAT = new Intl.DateTimeFormat('en-CA', {
  timeZone: BILLING_TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar day of an instant in Europe/Zurich, `YYYY-MM-DD`. */
export function zurichDay(instant: Date): string {
  return DAY_FORMAT.format(instant);
}

/** Calendar arithmetic on `YYYY-MM-DD`, free of time zones and daylight saving. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
