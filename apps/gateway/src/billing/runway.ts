import type { Nano } from '@nyla/money';
import { addDays } from '../common/clock.js';

/** How far back use is averaged, in days: four of each weekday. */
export const RUNWAY_WINDOW_DAYS = 28;
// Beyond two years a forecast from four weeks says nothing.
export const RUNWAY_HORIZON_DAYS = 730;
const DAYS_PER_WEEK = 7;

export interface DailyAmount {
  readonly day: string;
  readonly amount: Nano;
}

export interface Runway {
  readonly averagePerDay: Nano;
  /** Whole days that the credit lasts from tomorrow on; null when nothing was used or it lasts beyond the horizon. */
  readonly days: number | null;
  readonly until: string | null;
}

/** What days cost on average, by weekday: offices rest on Sundays. */
export interface WeekdayAverages {
  /** The first day with use, up to today; days before do not count. */
  readonly from: string;
  /** Index 0 is Sunday. A weekday that has not been seen yet costs what a day costs on average. */
  readonly byWeekday: readonly Nano[];
  readonly perDay: Nano;
}

/** Averages of the days up to today, each of which counts, used or not, from the first use on. */
export function weekdayAverages(used: readonly DailyAmount[], today: string): WeekdayAverages {
  const from = used.reduce((first, { day }) => (day < first ? day : first), today);
  const amounts = new Map(used.map(({ day, amount }) => [day, amount]));
  const total = used.reduce((sum, { amount }) => sum + amount, 0n);
  const days = daysBetween(from, today) + 1;
  const perDay = total / BigInt(days);
  const sums = Array.from({ length: DAYS_PER_WEEK }, () => 0n);
  const counts = Array.from({ length: DAYS_PER_WEEK }, () => 0n);
  for (let offset = 0; offset < days; offset++) {
    const day = addDays(from, offset);
    const weekday = weekdayOf(day);
    sums[weekday] = (sums[weekday] ?? 0n) + (amounts.get(day) ?? 0n);
    counts[weekday] = (counts[weekday] ?? 0n) + 1n;
  }
  const byWeekday = sums.map((sum, weekday) => {
    const count = counts[weekday] ?? 0n;
    return count === 0n ? perDay : sum / count;
  });
  return { from, byWeekday, perDay };
}

/** How long credit lasts at the use of the last four weeks. */
export function forecastRunway(available: Nano | null, used: readonly DailyAmount[], today: string): Runway {
  const { byWeekday, perDay: averagePerDay } = weekdayAverages(used, today);
  if (available === null || used.every(({ amount }) => amount === 0n)) {
    return { averagePerDay, days: null, until: null };
  }
  let left = available;
  for (let ahead = 1; ahead <= RUNWAY_HORIZON_DAYS; ahead++) {
    const day = addDays(today, ahead);
    left -= byWeekday[weekdayOf(day)] ?? 0n;
    if (left < 0n) return { averagePerDay, days: ahead - 1, until: addDays(today, ahead - 1) };
  }
  return { averagePerDay, days: null, until: null };
}

/**
 * What the next days cost at the use of the last four weeks; null when nothing was used. Credit below it lasts fewer
 * days, as `forecastRunway` counts them.
 */
export function costOfDays(days: number, used: readonly DailyAmount[], today: string): Nano | null {
  if (used.every(({ amount }) => amount === 0n)) return null;
  const { byWeekday } = weekdayAverages(used, today);
  let cost = 0n;
  for (let ahead = 1; ahead <= days; ahead++) cost += byWeekday[weekdayOf(addDays(today, ahead))] ?? 0n;
  return cost;
}

/** What a month will have cost, and what that is made of. */
export interface MonthForecast {
  readonly used: Nano;
  /** What today still lacks of an average such weekday; never negative. */
  readonly restOfToday: Nano;
  /** Such days after today in this month; index 0 is Sunday. */
  readonly daysLeft: readonly number[];
  readonly expected: Nano;
}

/** @param used what each day of this month cost so far. */
export function forecastMonth(averages: WeekdayAverages, used: readonly DailyAmount[], today: string): MonthForecast {
  const soFar = used.reduce((sum, { amount }) => sum + amount, 0n);
  const usedToday = used.find(({ day }) => day === today)?.amount ?? 0n;
  const averageToday = averages.byWeekday[weekdayOf(today)] ?? 0n;
  const restOfToday = averageToday > usedToday ? averageToday - usedToday : 0n;
  const daysLeft = Array.from({ length: DAYS_PER_WEEK }, () => 0);
  for (let day = addDays(today, 1); day.slice(0, 7) === today.slice(0, 7); day = addDays(day, 1)) {
    daysLeft[weekdayOf(day)] = (daysLeft[weekdayOf(day)] ?? 0) + 1;
  }
  const coming = daysLeft.reduce((sum, days, weekday) => sum + BigInt(days) * (averages.byWeekday[weekday] ?? 0n), 0n);
  return { used: soFar, restOfToday, daysLeft, expected: soFar + restOfToday + coming };
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
