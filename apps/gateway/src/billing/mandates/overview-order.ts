import { BALANCE_STATES, BILLING_MODELS, type MandateSort, type SortDirection } from '@nyla/contracts';
import { ValidationError } from '../../common/errors/domain-error.js';
import type { OverviewLine } from './overview-line.js';

/** What lines are compared by: a number, an amount, or text in the order of the German alphabet. */
type SortKey = bigint | number | string;

/** Where a list goes on: after this key and, among equal ones, after this id. */
interface Position {
  readonly key: SortKey;
  readonly id: string;
}

// German is the default language, and "Ä" belongs beside "A" in all of ours.
const ALPHABET = new Intl.Collator('de-CH', { numeric: true });
/** Nothing limits it, or it lasts beyond every forecast: more than any figure. */
const ENDLESS = 10n ** 30n;
const ENDLESS_DAYS = 1e9;

const KEYS: Readonly<Record<MandateSort, (line: OverviewLine) => SortKey>> = {
  name: ({ name }) => name,
  balance: ({ figures }) => figures.balance,
  held: ({ figures }) => figures.held,
  available: ({ available }) => available ?? ENDLESS,
  runwayDays: ({ runwayDays }) => runwayDays ?? ENDLESS_DAYS,
  usedThisMonth: ({ figures }) => figures.usedThisMonth,
  usedLastMonth: ({ figures }) => figures.usedLastMonth,
  billingModel: ({ figures }) => BILLING_MODELS.indexOf(figures.billingModel),
  state: ({ state }) => BALANCE_STATES.indexOf(state),
  members: ({ members }) => members,
  lastUsedOn: ({ figures }) => figures.lastUsedOn ?? '',
  createdAt: ({ createdAt }) => createdAt,
};

/** The lines in an order that has no equals, so that a page always goes on where the one before ended. */
export function ordered(lines: readonly OverviewLine[], sort: MandateSort, direction: SortDirection): OverviewLine[] {
  const keyOf = KEYS[sort];
  return lines
    .map((line) => ({ line, key: keyOf(line), id: line.id }))
    .toSorted((a, b) => comparePositions(a, b, direction))
    .map(({ line }) => line);
}

/** The cursor that stands on a line. */
export function cursorAt(line: OverviewLine, sort: MandateSort): string {
  const key = KEYS[sort](line);
  return Buffer.from(JSON.stringify([sort, typeof key, String(key), line.id])).toString('base64url');
}

/**
 * Tells which lines come after a cursor. Figures move between two pages: a line that has moved is seen twice or not at
 * all, the others are not disturbed.
 * @throws ValidationError when the text is no cursor of this order.
 */
export function afterCursor(
  cursor: string,
  sort: MandateSort,
  direction: SortDirection,
): (line: OverviewLine) => boolean {
  const position = decode(cursor, sort);
  return (line) => comparePositions({ key: KEYS[sort](line), id: line.id }, position, direction) > 0;
}

function decode(cursor: string, sort: MandateSort): Position {
  try {
    const [of, type, key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (of === sort && typeof key === 'string' && typeof id === 'string') {
      if (type === 'bigint') return { key: BigInt(key), id };
      if (type === 'number' && Number.isFinite(Number(key))) return { key: Number(key), id };
      if (type === 'string') return { key, id };
    }
  } catch {
    // Neither text of ours nor of this order: the same answer below.
  }
  throw new ValidationError([{ field: 'cursor', constraint: 'isCursor', message: 'cursor is not a nextCursor' }]);
}

function comparePositions(a: Position, b: Position, direction: SortDirection): number {
  const byKey = compareKeys(a.key, b.key);
  if (byKey !== 0) return direction === 'asc' ? byKey : -byKey;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function compareKeys(a: SortKey, b: SortKey): number {
  if (typeof a === 'string' && typeof b === 'string') return ALPHABET.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
