import { dueAt, dueMonth, monthBefore, periodOf } from './report-month.js';

describe('the days of a report', () => {
  it('are those of the month and of the one before, over the ends of years and in February', () => {
    expect(periodOf('2026-01')).toEqual({
      month: '2026-01',
      first: '2026-01-01',
      last: '2026-01-31',
      firstBefore: '2025-12-01',
      lastBefore: '2025-12-31',
      next: '2026-02-01',
    });
    expect(periodOf('2028-02')).toMatchObject({ last: '2028-02-29', next: '2028-03-01' });
    expect([monthBefore('2026-01'), monthBefore('2026-11-01')]).toEqual(['2025-12', '2026-10']);
  });
});

describe('six o’clock of the 1st in Zurich', () => {
  it.each([
    // Winter, the day after the clocks went back in autumn's last week, summer, and the weeks of both switches.
    ['2026-01', '2026-02-01T05:00:00.000Z'],
    ['2026-03', '2026-04-01T04:00:00.000Z'],
    ['2026-06', '2026-07-01T04:00:00.000Z'],
    ['2026-10', '2026-11-01T05:00:00.000Z'],
    ['2026-12', '2027-01-01T05:00:00.000Z'],
    // Clocks were set back on the last Sunday, which was the day before.
    ['2027-10', '2027-11-01T05:00:00.000Z'],
    // And set forward on the day before.
    ['2030-03', '2030-04-01T04:00:00.000Z'],
  ])('of the reports of %s is %s', (month, instant) => {
    expect(dueAt(month).toISOString()).toBe(instant);
    const due = Date.parse(instant);
    expect(dueMonth(new Date(due - 1))).toBe(monthBefore(month));
    expect(dueMonth(new Date(due))).toBe(month);
    // Also weeks later nobody asks for another month.
    expect(dueMonth(new Date(due + 27 * 86_400_000))).toBe(month);
  });

  it('is not midnight in Zurich, nor in Greenwich', () => {
    expect(dueMonth(new Date('2026-10-31T23:30:00Z'))).toBe('2026-09');
    expect(dueMonth(new Date('2026-10-31T22:30:00Z'))).toBe('2026-09');
    expect(dueMonth(new Date('2026-11-01T00:00:00Z'))).toBe('2026-09');
  });
});
