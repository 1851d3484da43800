import { instantInZurich, zurichLocal } from './zurich-time';

describe('instantInZurich', () => {
  it.each([
    ['2026-12-01T00:00', '2026-11-30T23:00:00.000Z'],
    ['2026-07-01T08:30', '2026-07-01T06:30:00.000Z'],
    // The clocks go forward at 02:00 on this day, and back at 03:00 on the other.
    ['2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
  ])('reads %s', (local, instant) => {
    expect(instantInZurich(local)).toBe(instant);
    expect(zurichLocal(new Date(instant))).toBe(local);
  });

  it.each(['', '2026-12-01', 'morgen', '2026-13-01T00:00'])('knows no time «%s»', (local) => {
    expect(instantInZurich(local)).toBeUndefined();
  });
});
