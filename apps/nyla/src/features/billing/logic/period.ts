import { RANGE_PRESETS, type RangePreset, STATISTICS_MAX_DAYS } from '@nyla/contracts/constants';
import {
  addDays,
  countDays,
  type Day,
  firstOfMonth,
  firstOfQuarter,
  isDay,
  lastOfMonth,
  monthOf,
} from '@/lib/calendar';

export const DEFAULT_RANGE: RangePreset = '30d';

/** First and last day, both included. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** A range as the URL holds it: a preset, which moves with the calendar, or two fixed days. */
export interface RangeSearch {
  readonly range?: RangePreset;
  readonly from?: Day;
  readonly to?: Day;
}

/** One bar of a chart: a day or a month, with the days of the period that it stands for. */
export interface Bucket extends Period {
  readonly key: string;
}

const MAX_DAILY_BUCKETS = 92;

/** The days of a preset. Ranges that are still running end today, so that no empty days follow. */
export function presetPeriod(preset: RangePreset, today: Day): Period {
  switch (preset) {
    case 'today':
      return { from: today, to: today };
    case '7d':
      return { from: addDays(today, -6), to: today };
    case '30d':
      return { from: addDays(today, -29), to: today };
    case 'month':
      return { from: firstOfMonth(today), to: today };
    case 'lastMonth': {
      const to = addDays(firstOfMonth(today), -1);
      return { from: firstOfMonth(to), to };
    }
    case 'quarter':
      return { from: firstOfQuarter(today), to: today };
    case 'year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

/** Reads a range from URL parameters; anything that is not a usable range is left out. Two days win over a preset. */
export function parseRange(input: Readonly<Record<string, unknown>>): RangeSearch {
  const { from, to, range } = input;
  if (isDay(from) && isDay(to) && from <= to && countDays(from, to) <= STATISTICS_MAX_DAYS) return { from, to };
  const preset = RANGE_PRESETS.find((name) => name === range);
  return preset === undefined ? {} : { range: preset };
}

/** The days that a range means today, or undefined where it names none. */
export function periodOf(search: RangeSearch, today: Day): Period | undefined {
  if (search.from !== undefined && search.to !== undefined) return { from: search.from, to: search.to };
  return search.range === undefined ? undefined : presetPeriod(search.range, today);
}

/** The period of the same length that ends the day before. */
export function previousPeriod({ from, to }: Period): Period {
  return { from: addDays(from, -countDays(from, to)), to: addDays(from, -1) };
}

/** Bars are days up to a quarter, and months beyond. */
export function bucketUnit({ from, to }: Period): 'day' | 'month' {
  return countDays(from, to) <= MAX_DAILY_BUCKETS ? 'day' : 'month';
}

/** Every day or month of the period in order, those without use included. */
export function bucketsOf(period: Period): Bucket[] {
  const buckets: Bucket[] = [];
  const byMonth = bucketUnit(period) === 'month';
  for (let from = period.from; from <= period.to; ) {
    const monthEnd = lastOfMonth(from);
    const to = byMonth ? (monthEnd < period.to ? monthEnd : period.to) : from;
    buckets.push({ key: byMonth ? monthOf(from) : from, from, to });
    from = addDays(to, 1);
  }
  return buckets;
}
