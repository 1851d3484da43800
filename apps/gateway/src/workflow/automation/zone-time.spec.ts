import fc from 'fast-check';
import { instantsOf, wallClockAt } from './zone-time.js';

const utc = (text: string): number => Date.parse(`${text}:00Z`);
const instants = (wallClock: string, timeZone: string): string[] =>
  instantsOf(utc(wallClock), timeZone).map((instant) => new Date(instant).toISOString().slice(0, 16));

it.each([
  ['2026-01-15T09:00', 'Europe/Zurich', ['2026-01-15T08:00']],
  ['2026-07-15T09:00', 'Europe/Zurich', ['2026-07-15T07:00']],
  ['2026-03-29T02:30', 'Europe/Zurich', ['2026-03-29T01:30']],
  ['2026-10-25T02:30', 'Europe/Zurich', ['2026-10-25T00:30', '2026-10-25T01:30']],
  ['2026-03-29T03:00', 'Europe/Zurich', ['2026-03-29T01:00']],
  ['2026-10-25T03:00', 'Europe/Zurich', ['2026-10-25T02:00']],
  ['2026-03-08T02:15', 'America/New_York', ['2026-03-08T07:15']],
  ['2026-04-05T01:45', 'Australia/Lord_Howe', ['2026-04-04T14:45', '2026-04-04T15:15']],
  ['2026-03-01T00:00', 'Asia/Kolkata', ['2026-02-28T18:30']],
  ['2026-09-06T00:30', 'America/Santiago', ['2026-09-06T04:30']],
])('%s in %s is %j', (wallClock, timeZone, expected) => {
  expect(instants(wallClock, timeZone)).toEqual(expected);
});

it('finds every instant again from what the clock shows (property)', () => {
  const zones = fc.constantFrom('Europe/Zurich', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'UTC');
  const moments = fc.integer({ min: utc('2025-01-01T00:00') / 60_000, max: utc('2030-01-01T00:00') / 60_000 });
  fc.assert(
    fc.property(zones, moments, (zone, minute) => {
      const instant = minute * 60_000;
      expect(instantsOf(wallClockAt(instant, zone), zone)).toContain(instant);
    }),
    { numRuns: 500 },
  );
});
