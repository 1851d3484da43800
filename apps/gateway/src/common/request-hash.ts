import { createHash } from 'node:crypto';

/**
 * Tells a repeat under an idempotency key from another request under it. A client that repeats need not write its
 * fields in the same order.
 */
export function requestHashOf(request: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(request, sorted) ?? '')
    .digest();
}

function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
