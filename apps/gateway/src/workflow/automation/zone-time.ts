const DAY_MS = 86_400_000;
const HOURS_PER_DAY = 24;

const formats = new Map<string, Intl.DateTimeFormat>();
/** Zones come from people; how many formats are kept is not theirs to say. */
const MAX_FORMATS = 200;

/**
 * The instants at which the clocks of a zone show a time, earliest first: one; two where the clocks are set back over
 * it. Where they are set forward over it, the instant at which they would have shown it.
 * @param wallClock the time on the clock, written as if it were UTC, in milliseconds
 */
export function instantsOf(wallClock: number, timeZone: string): readonly [number, ...number[]] {
  const before = offsetAt(wallClock - DAY_MS, timeZone);
  const after = offsetAt(wallClock + DAY_MS, timeZone);
  const shown = [before, after].filter((offset) => offsetAt(wallClock - offset, timeZone) === offset);
  // In the order of time: the larger offset comes first.
  const [first = before, ...others] = [...new Set(shown)].toSorted((a, b) => b - a);
  return [wallClock - first, ...others.map((offset) => wallClock - offset)];
}

/** What the clocks of a zone show at an instant, as if it were UTC, in milliseconds. */
export function wallClockAt(instant: number, timeZone: string): number {
  return instant + offsetAt(instant, timeZone);
}

/** East of Greenwich is positive, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(instant);
  const number = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour') % HOURS_PER_DAY,
    number('minute'),
    number('second'),
  );
  return shown - Math.floor(instant / 1_000) * 1_000;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(timeZone, format);
  return format;
}
