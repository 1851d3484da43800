import type { Nano } from '@nyla/money';
import { addDays } from '../common/clock.js';

/** How far back use is averaged, in days: four of each weekday. */
export const RUNWAY_WINDOW_DAYS = 28;
// Beyond two years a forecast from four weeks says nothing.
const HORIZON_DAYS = 730;
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

/**
 * How long credit lasts at the use of the last four weeks. Each weekday has its own average, because offices rest on
 * Sundays; days before the first use do not count.
 */
export function forecastRunway(available: Nano | null, used: readonly DailyAmount[], today: string): Runway {
  const firstUse = used.reduce((first, { day }) => (day < first ? day : first), today);
  const amounts = new Map(used.map(({ day, amount }) => [day, amount]));
  const total = used.reduce((sum, { amount }) => sum + amount, 0n);
  const days = daysBetween(firstUse, today) + 1;
  const averagePerDay = total / BigInt(days);
  if (available === null || total === 0n) return { averagePerDay, days: null, until: null };

  const weekday = weekdayAverages(amounts, firstUse, days, averagePerDay);
  let left = available;
  for (let ahead = 1; ahead <= HORIZON_DAYS; ahead++) {
    const day = addDays(today, ahead);
    left -= weekday[weekdayOf(day)] ?? 0n;
    if (left < 0n) return { averagePerDay, days: ahead - 1, until: addDays(today, ahead - 1) };
  }
  return { averagePerDay, days: null, until: null };
}

function weekdayAverages(amounts: ReadonlyMap<string, Nano>, from: string, days: number, fallback: Nano): Nano[] {
  const sums = Array.from({ length: DAYS_PER_WEEK }, () => 0n);
  const counts = Array.from({ length: DAYS_PER_WEEK }, () => 0n);
  for (let offset = 0; offset < days; offset++) {
    const day = addDays(from, offset);
    const weekday = weekdayOf(day);
    sums[weekday] = (sums[weekday] ?? 0n) + (amounts.get(day) ?? 0n);
    counts[weekday] = (counts[weekday] ?? 0n) + 1n;
  }
  return sums.map((sum, weekday) => {
    const count = counts[weekday] ?? 0n;
    return count === 0n ? fallback : sum / count;
  });
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
