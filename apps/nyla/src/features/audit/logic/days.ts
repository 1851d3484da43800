import type { AuditEntryDto } from '@nyla/contracts';
import { type Day, dayInZurich } from '@/lib/calendar';

export interface AuditDay {
  readonly day: Day;
  readonly entries: readonly AuditEntryDto[];
}

/** Lines by the day in Zurich, in the order in which they came. */
export function byDay(entries: readonly AuditEntryDto[]): AuditDay[] {
  const days = new Map<Day, AuditEntryDto[]>();
  for (const entry of entries) {
    const day = dayInZurich(new Date(entry.createdAt));
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days].map(([day, own]) => ({ day, entries: own }));
}
