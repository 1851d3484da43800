/** How long an API key lasts. */
export const EXPIRIES = ['none', '30', '90', '365', 'date'] as const;
export type Expiry = (typeof EXPIRIES)[number];

const DAY_MS = 86_400_000;

/** The instant at which a key ends, or null for never. `date`: the end of that day on the reader's clock. */
export function expiresAt(expiry: Expiry, date: string, now: Date): string | null {
  if (expiry === 'none') return null;
  if (expiry === 'date') return new Date(`${date}T23:59:59`).toISOString();
  return new Date(now.getTime() + Number(expiry) * DAY_MS).toISOString();
}

/** Whether a key is over, or will be within a week. */
export function expiryState(expires: string | null, now: Date): 'over' | 'soon' | 'later' {
  if (expires === null) return 'later';
  const left = Date.parse(expires) - now.getTime();
  return left <= 0 ? 'over' : left < 7 * DAY_MS ? 'soon' : 'later';
}
