// The gateway refuses what PostgreSQL cannot store; a URL that holds it must not break the page.
const UNSTORABLE = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/** Text as people type it, made fit for the URL; undefined when nothing is left. */
export function searchText(value: unknown, maxLength: number): string | undefined {
  // The router reads `?q=2026` as a number and `?q=true` as a boolean.
  const written = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof written !== 'string' || UNSTORABLE.test(written)) return undefined;
  const trimmed = written.trim();
  return trimmed.length > 0 && trimmed.length <= maxLength ? trimmed : undefined;
}
