import type { StatisticsDto } from '@nyla/contracts';
import { parseChf } from '@/lib/money';

/** One day's use by provider, in nano-francs. */
export interface DayOfUse {
  readonly key: string;
  readonly values: ReadonlyMap<string, bigint>;
  readonly total: bigint;
}

const MS_PER_DAY = 86_400_000;

/** Every day of the statistics, those without use included. */
export function usageByDay({ from, to, rows }: Pick<StatisticsDto, 'from' | 'to' | 'rows'>): DayOfUse[] {
  const days: DayOfUse[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += MS_PER_DAY) {
    const key = new Date(time).toISOString().slice(0, 10);
    const values = new Map<string, bigint>();
    for (const { day, connectorType, amount } of rows) {
      if (day !== key || connectorType === null) continue;
      values.set(connectorType, (values.get(connectorType) ?? 0n) + parseChf(amount));
    }
    days.push({ key, values, total: [...values.values()].reduce((sum, value) => sum + value, 0n) });
  }
  return days;
}
