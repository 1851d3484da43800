type Write = (
  key: 'duration.ms' | 'duration.s' | 'duration.min' | 'duration.h' | 'duration.d',
  values: { n: string },
) => string;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of time in its largest unit, as exact as matters; nothing for none. */
export function durationText(ms: number | null, write: Write): string {
  if (ms === null) return '–';
  if (ms < SECOND) return write('duration.ms', { n: String(Math.round(ms)) });
  if (ms < MINUTE) return write('duration.s', { n: (ms / SECOND).toFixed(ms < 10 * SECOND ? 1 : 0) });
  if (ms < 2 * HOUR) return write('duration.min', { n: String(Math.round(ms / MINUTE)) });
  if (ms < 2 * DAY) return write('duration.h', { n: String(Math.round(ms / HOUR)) });
  return write('duration.d', { n: String(Math.floor(ms / DAY)) });
}
