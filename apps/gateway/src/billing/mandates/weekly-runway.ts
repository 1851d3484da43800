import type { Nano } from '@nyla/money';
import { RUNWAY_HORIZON_DAYS } from '../runway.js';

const DAYS_PER_WEEK = 7;

export interface WeeklyUse {
  /** First day with use within the window; null: none. */
  readonly firstUse: string | null;
  /** Use within the window by weekday; index 0 is Sunday. */
  readonly usedByWeekday: readonly Nano[];
}

/** What `forecastRunway` says, from sums by weekday and by whole weeks: ten thousand mandates are forecast at once. */
export function weeklyRunway(
  available: Nano | null,
  { firstUse, usedByWeekday }: WeeklyUse,
  today: string,
): { days: number | null; averagePerDay: Nano } {
  const total = usedByWeekday.reduce((sum, amount) => sum + amount, 0n);
  if (firstUse === null) return { days: null, averagePerDay: 0n };
  const days = daysBetween(firstUse, today) + 1;
  const averagePerDay = total / BigInt(days);
  if (available === null || total === 0n) return { days: null, averagePerDay };

  const first = weekdayOf(firstUse);
  const averages = usedByWeekday.map((sum, weekday) => {
    // Each weekday came up once in every whole week, and once more in the days that begin another one.
    const since = (weekday - first + DAYS_PER_WEEK) % DAYS_PER_WEEK;
    const count = Math.floor(days / DAYS_PER_WEEK) + (since < days % DAYS_PER_WEEK ? 1 : 0);
    return count === 0 ? averagePerDay : sum / BigInt(count);
  });
  const perWeek = averages.reduce((sum, amount) => sum + amount, 0n);
  if (perWeek === 0n) return { days: available < 0n ? 0 : null, averagePerDay };
  const weeks = available < 0n ? 0n : available / perWeek;
  if (weeks * BigInt(DAYS_PER_WEEK) > BigInt(RUNWAY_HORIZON_DAYS)) return { days: null, averagePerDay };

  let left = available - weeks * perWeek;
  let ahead = Number(weeks) * DAYS_PER_WEEK;
  const weekday = weekdayOf(today);
  while (left >= 0n) left -= averages[(weekday + ++ahead) % DAYS_PER_WEEK] ?? 0n;
  if (available < 0n) ahead = 1;
  return { days: ahead > RUNWAY_HORIZON_DAYS ? null : ahead - 1, averagePerDay };
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
