import { groupFilter, type UsageGroup } from './groups';
import type { Period } from './period';
import type { TransactionsSearch } from './search';

/** The bookings behind a figure: those of the days, narrowed to a group where a filter can name it. */
export function bookingsOf({ from, to }: Period, group?: UsageGroup, key?: string): TransactionsSearch {
  const filter = group === undefined || key === undefined ? undefined : groupFilter(key, group);
  return { from, to, type: 'debit', ...filter };
}
