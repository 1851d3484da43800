import { addDays, countDays, dayInZurich, firstOfQuarter, isDay, lastOfMonth } from './calendar';

describe('the day in Zurich', () => {
  it.each([
    // Standard time is UTC+1, summer time UTC+2.
    ['2026-01-15T22:59:59Z', '2026-01-15'],
    ['2026-01-15T23:00:00Z', '2026-01-16'],
    ['2026-07-15T21:59:59Z', '2026-07-15'],
    ['2026-07-15T22:00:00Z', '2026-07-16'],
    // The clocks go forward on 29 March 2026 at 01:00 UTC: the day lasts 23 hours.
    ['2026-03-28T22:59:59Z', '2026-03-28'],
    ['2026-03-28T23:00:00Z', '2026-03-29'],
    ['2026-03-29T21:59:59Z', '2026-03-29'],
    ['2026-03-29T22:00:00Z', '2026-03-30'],
    // The clocks go back on 25 October 2026 at 01:00 UTC: the day lasts 25 hours.
    ['2026-10-24T22:00:00Z', '2026-10-25'],
    ['2026-10-25T22:59:59Z', '2026-10-25'],
    ['2026-10-25T23:00:00Z', '2026-10-26'],
    ['2025-12-31T23:00:00Z', '2026-01-01'],
  ])('at %s is %s', (instant, day) => expect(dayInZurich(new Date(instant))).toBe(day));
});

describe('calendar days', () => {
  it('are counted over changes of the clock, leap days and years', () => {
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2026-10-26', -2)).toBe('2026-10-24');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(countDays('2026-03-01', '2026-03-31')).toBe(31);
    expect(countDays('2026-10-25', '2026-10-25')).toBe(1);
  });

  it('know the ends of months and quarters', () => {
    expect(lastOfMonth('2028-02-10')).toBe('2028-02-29');
    expect(lastOfMonth('2026-12-01')).toBe('2026-12-31');
    expect(firstOfQuarter('2026-11-22')).toBe('2026-10-01');
    expect(firstOfQuarter('2026-03-31')).toBe('2026-01-01');
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-1-1',
    '1899-01-01',
    '9999-12-31',
    '',
    'today',
    20260101,
    null,
    ['2026-01-01'],
  ])('refuse %j', (text) => expect(isDay(text)).toBe(false));
});
