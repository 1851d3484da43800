import { ValidationError } from '../errors/domain-error.js';

/** Position in a list ordered by time and id, newest first. */
export interface Cursor {
  /** ISO 8601 with microseconds, as PostgreSQL writes it: a JavaScript `Date` would drop three digits. */
  readonly createdAt: string;
  readonly id: string;
}

const CURSOR = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z) ([0-9a-f-]{36})$/;

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(`${cursor.createdAt} ${cursor.id}`).toString('base64url');
}

/** @throws ValidationError when the text is not a cursor that this server made. */
export function decodeCursor(text: string): Cursor {
  const match = CURSOR.exec(Buffer.from(text, 'base64url').toString());
  const [, createdAt, id] = match ?? [];
  if (!createdAt || !id || Number.isNaN(Date.parse(createdAt))) {
    throw new ValidationError([{ field: 'cursor', constraint: 'isCursor', message: 'cursor is not a nextCursor' }]);
  }
  return { createdAt, id };
}

/** Cuts a list that was read with one row too many into a page and the cursor to the next. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  cursorOf: (row: T) => Cursor,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null };
}
