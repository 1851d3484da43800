/** Browser storage that never throws: private windows and full disks lose a convenience, not the page. */
type Area = 'local' | 'session';

export function readStored(area: Area, key: string): string | null {
  try {
    return storage(area).getItem(key);
  } catch {
    return null;
  }
}

/** Writes a value, or removes it with `null`. */
export function writeStored(area: Area, key: string, value: string | null): void {
  try {
    if (value === null) storage(area).removeItem(key);
    else storage(area).setItem(key, value);
  } catch {
    // See above: nothing here is worth an error page.
  }
}

/** A stored JSON value, or `fallback` when it is absent or not of the expected form. */
export function readStoredJson<T>(key: string, isExpected: (value: unknown) => value is T, fallback: T): T {
  const text = readStored('local', key);
  if (text === null) return fallback;
  try {
    const value: unknown = JSON.parse(text);
    return isExpected(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

function storage(area: Area): Storage {
  return area === 'local' ? globalThis.localStorage : globalThis.sessionStorage;
}
