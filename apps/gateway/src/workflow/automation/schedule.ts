import { CRON_MAX_LENGTH, type FieldErrorDto, type ScheduleDto, SHORTEST_INTERVAL_MINUTES } from '@nyla/contracts';
import { CronExpressionParser } from 'cron-parser';
import { instantsOf, wallClockAt } from './zone-time.js';

type Times = Pick<ScheduleDto, 'cron' | 'timeZone'>;

// Numbers, names of days and months, and what stands between them; no macros, and no hashes, which mean chance.
const FIELD = /^(?:[\d*,/?#-]|L|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+$/i;
const FIELDS = 5;
const ZONE = /^[A-Za-z][\w+/-]*$/;
/** More than clocks are ever set forward or back. */
const LEAD_MS = 4 * 3_600_000;
const HOURS_PER_DAY = 24;
const MINUTES_PER_HOUR = 60;

/** What is wrong with a schedule, field by field; `parent` is what stands before its fields, such as `schedule.`. */
export function scheduleErrors(schedule: Times, parent: string): FieldErrorDto[] {
  const { cron, timeZone } = schedule;
  const errors: FieldErrorDto[] = [];
  if (!isTimeZone(timeZone)) {
    errors.push(errorAt(`${parent}timeZone`, 'isTimeZone', 'is no time zone such as Europe/Zurich'));
  }
  const problem = cronProblem(cron);
  if (problem) errors.push(errorAt(`${parent}cron`, problem.constraint, problem.text));
  if (errors.length === 0 && !nextDue(schedule, new Date())) {
    errors.push(errorAt(`${parent}cron`, 'isEverDue', 'is never due'));
  }
  return errors;
}

/**
 * The first due time after a moment; undefined when there is none. A time that the change to summer time leaves out is
 * due in the hour after; of a time that the change back repeats, the first one is. What is due every hour stays so.
 */
export function nextDue(schedule: Times, after: Date): Date | undefined {
  return nextDues(schedule, after, 1)[0];
}

/** The first `count` due times after a moment; fewer when there are no more. */
export function nextDues({ cron, timeZone }: Times, after: Date, count: number): Date[] {
  const due = new Set<number>();
  const soonest = (): number[] => [...due].toSorted((a, b) => a - b).slice(0, count);
  for (const { instants, isEveryHour } of clockTimes({ cron, timeZone }, after)) {
    const [first] = instants;
    const isComplete = due.size >= count && first > (soonest().at(-1) ?? Number.POSITIVE_INFINITY);
    if (isComplete) break;
    for (const instant of isEveryHour ? instants : [first]) if (instant > after.getTime()) due.add(instant);
  }
  return soonest().map((instant) => new Date(instant));
}

/**
 * The times that the expression names from shortly before a moment on, in the order of the clock. The parser counts in
 * UTC, where no hour is left out or repeated: with a zone it counts differently depending on where it begins.
 */
function* clockTimes(
  { cron, timeZone }: Times,
  after: Date,
): Generator<{ readonly instants: readonly [number, ...number[]]; readonly isEveryHour: boolean }> {
  const currentDate = new Date(wallClockAt(after.getTime(), timeZone) - LEAD_MS);
  const expression = CronExpressionParser.parse(cron, { currentDate, tz: 'UTC' });
  const isEveryHour = expression.fields.hour.values.length === HOURS_PER_DAY;
  // Some expressions are due within the years that the parser looks ahead, but not as often as asked for.
  while (expression.hasNext()) {
    yield { instants: instantsOf(expression.next().getTime(), timeZone), isEveryHour };
  }
}

function cronProblem(cron: string): { readonly constraint: string; readonly text: string } | undefined {
  const fields = cron.trim().split(/\s+/);
  if (cron.length > CRON_MAX_LENGTH || fields.length !== FIELDS || !fields.every((text) => FIELD.test(text))) {
    return { constraint: 'isCron', text: 'must have five fields: minute, hour, day of month, month, day of week' };
  }
  try {
    const { minute, hour } = CronExpressionParser.parse(cron).fields;
    if (shortestInterval(minute.values, hour.values) >= SHORTEST_INTERVAL_MINUTES) return undefined;
    const text = `must not be due more often than every ${SHORTEST_INTERVAL_MINUTES} minutes`;
    return { constraint: 'isRareEnough', text };
  } catch {
    return { constraint: 'isCron', text: 'is no cron expression' };
  }
}

/** In minutes. Two hours that follow each other bring the last minute of the one close to the first of the other. */
function shortestInterval(minutes: readonly number[], hours: readonly number[]): number {
  const sorted = [...minutes].toSorted((a, b) => a - b);
  const gaps = sorted.slice(1).map((minute, index) => minute - (sorted[index] ?? 0));
  const hasNeighbours = hours.some((hour) => hours.includes((hour + 1) % HOURS_PER_DAY));
  const [first = 0] = sorted;
  const last = sorted.at(-1) ?? 0;
  return Math.min(MINUTES_PER_HOUR, ...gaps, ...(hasNeighbours ? [first + MINUTES_PER_HOUR - last] : []));
}

function isTimeZone(timeZone: string): boolean {
  if (!ZONE.test(timeZone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function errorAt(field: string, constraint: string, problem: string): FieldErrorDto {
  return { field, constraint, message: `${field} ${problem}` };
}
