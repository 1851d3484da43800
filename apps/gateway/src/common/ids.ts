import { v7 } from 'uuid';

/** UUIDv7: ordered by time, so that rows made one after another lie side by side in an index. */
export function newId(): string {
  return v7();
}
