import { formatDay, formatInstant, formatInstantExact, formatMonth, formatMonthLong } from './format-date';

describe('dates', () => {
  it('are written as people in Switzerland write them', () => {
    expect(formatDay('2026-12-04', 'de-CH')).toBe('04.12.2026');
    expect(formatDay('2026-12-04', 'en')).toBe('4 Dec 2026');
    expect(formatMonth('2026-05', 'en')).toBe('May 2026');
    expect(formatMonthLong('2026-10', 'de-CH')).toBe('Oktober 2026');
  });

  it('show the clocks of Zurich, twice 02:30 when they go back', () => {
    expect(formatInstant('2026-07-15T22:05:00Z', 'de-CH')).toBe('16.07.2026, 00:05');
    expect(formatInstantExact('2026-10-25T00:30:01Z', 'de-CH')).toBe('25.10.2026, 02:30:01');
    expect(formatInstantExact('2026-10-25T01:30:01Z', 'de-CH')).toBe('25.10.2026, 02:30:01');
    expect(formatInstant('2026-03-29T01:00:00Z', 'de-CH')).toBe('29.03.2026, 03:00');
  });
});
