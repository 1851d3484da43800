import type { StatisticsRowDto } from '@nyla/contracts';
import { addDays, countDays } from '@/lib/calendar';
import { parseChf } from '@/lib/money';
import { groupKey, REST_KEY, type UsageGroup } from './groups';
import { type Bucket, bucketsOf, type Period } from './period';

export const USAGE_METRICS = ['amount', 'tokens', 'calls'] as const;
export type UsageMetric = (typeof USAGE_METRICS)[number];

/** Series beyond this many are summed up, so that a chart stays readable. */
export const MAX_SERIES = 8;
/** One group of the chart. Values of every metric are whole: nano-francs, tokens or calls. */
export interface UsageSeries {
  readonly key: string;
  /** Name of the person or automation; other groups are named by their key. */
  readonly name: string | null;
  readonly total: bigint;
}

export interface UsageBucket extends Bucket {
  readonly values: ReadonlyMap<string, bigint>;
  readonly total: bigint;
}

/** What chart and table show: the largest series first, the rest last, every bucket of the period. */
export interface UsageData {
  readonly series: readonly UsageSeries[];
  readonly buckets: readonly UsageBucket[];
  readonly total: bigint;
}

/** The value of a row under a metric, exact. */
export function metricValue(row: StatisticsRowDto, metric: UsageMetric): bigint {
  switch (metric) {
    case 'amount':
      return parseChf(row.amount);
    case 'tokens':
      return BigInt(row.inputTokens) + BigInt(row.outputTokens);
    case 'calls':
      return BigInt(row.calls);
  }
}

/** Groups with their totals, largest first; equal ones by key, so that the order is stable. */
export function rankGroups(rows: readonly StatisticsRowDto[], group: UsageGroup, metric: UsageMetric): UsageSeries[] {
  const totals = new Map<string, UsageSeries>();
  for (const row of rows) {
    const key = groupKey(row, group);
    const before = totals.get(key);
    totals.set(key, {
      key,
      name: before?.name ?? nameOf(row, group),
      total: (before?.total ?? 0n) + metricValue(row, metric),
    });
  }
  return [...totals.values()].sort((a, b) => (a.total > b.total ? -1 : a.total < b.total ? 1 : a.key < b.key ? -1 : 1));
}

function nameOf(row: StatisticsRowDto, group: UsageGroup): string | null {
  if (group === 'userId') return row.userName;
  return group === 'automationId' ? row.automationName : null;
}

/** Builds chart and table from the statistics of a period, grouped by day or month and `group`. */
export function buildUsageData(
  rows: readonly StatisticsRowDto[],
  period: Period,
  group: UsageGroup,
  metric: UsageMetric,
): UsageData {
  const ranked = rankGroups(rows, group, metric).filter(({ total }) => total > 0n);
  const shown = ranked.slice(0, MAX_SERIES);
  const rest = ranked.slice(MAX_SERIES);
  const shownKeys = new Set(shown.map(({ key }) => key));
  const values = valuesByBucket(rows, group, metric, shownKeys);

  const buckets = bucketsOf(period).map((bucket): UsageBucket => {
    const ofBucket = values.get(bucket.key) ?? new Map<string, bigint>();
    return { ...bucket, values: ofBucket, total: sum(ofBucket.values()) };
  });
  return {
    series:
      rest.length === 0 ? shown : [...shown, { key: REST_KEY, name: null, total: sum(rest.map(({ total }) => total)) }],
    buckets,
    total: sum(buckets.map(({ total }) => total)),
  };
}

/** What a period is compared with: the one of equal length before it. */
export interface PreviousUsage {
  readonly total: bigint;
  /** By the key of the bucket that lies as many days later as the period is long. */
  readonly byBucket: ReadonlyMap<string, bigint>;
  /** By the key of the series, the rest included. */
  readonly bySeries: ReadonlyMap<string, bigint>;
}

/**
 * Sets the previous period beside the current one. Its days are moved by the length of the period, so that a month's
 * bar stands beside as many days as it has itself.
 */
export function comparePrevious(
  data: UsageData,
  period: Period,
  previous: { readonly byDay: readonly StatisticsRowDto[]; readonly byGroup: readonly StatisticsRowDto[] },
  group: UsageGroup,
  metric: UsageMetric,
): PreviousUsage {
  const length = countDays(period.from, period.to);
  const byBucket = new Map<string, bigint>();
  for (const row of previous.byDay) {
    const moved = row.day === null ? undefined : addDays(row.day, length);
    const bucket = moved && data.buckets.find(({ from, to }) => from <= moved && moved <= to);
    if (bucket) byBucket.set(bucket.key, (byBucket.get(bucket.key) ?? 0n) + metricValue(row, metric));
  }
  const shown = new Set(data.series.map(({ key }) => key));
  const bySeries = new Map<string, bigint>();
  for (const { key, total } of rankGroups(previous.byGroup, group, metric)) {
    const series = shown.has(key) ? key : REST_KEY;
    bySeries.set(series, (bySeries.get(series) ?? 0n) + total);
  }
  return { total: sum(byBucket.values()), byBucket, bySeries };
}

function valuesByBucket(
  rows: readonly StatisticsRowDto[],
  group: UsageGroup,
  metric: UsageMetric,
  shownKeys: ReadonlySet<string>,
): Map<string, Map<string, bigint>> {
  const byBucket = new Map<string, Map<string, bigint>>();
  for (const row of rows) {
    const value = metricValue(row, metric);
    const bucketKey = row.day ?? row.month;
    if (bucketKey === null || value === 0n) continue;
    const bucket = byBucket.get(bucketKey) ?? new Map<string, bigint>();
    const own = groupKey(row, group);
    const key = shownKeys.has(own) ? own : REST_KEY;
    bucket.set(key, (bucket.get(key) ?? 0n) + value);
    byBucket.set(bucketKey, bucket);
  }
  return byBucket;
}

function sum(values: Iterable<bigint>): bigint {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}
