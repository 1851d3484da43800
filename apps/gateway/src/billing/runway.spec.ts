import { parseChf } from '@nyla/money';
import { costOfDays, forecastMonth, forecastRunway, weekdayAverages } from './runway.js';

const TODAY = '2026-11-22'; // a Sunday

function everyDay(amounts: Record<string, string>): { day: string; amount: bigint }[] {
  return Object.entries(amounts).map(([day, amount]) => ({ day, amount: parseChf(amount) }));
}

describe('runway', () => {
  it('lasts as many days as the credit covers at an even use', () => {
    const used = Array.from({ length: 28 }, (_, offset) => ({
      day: new Date(Date.parse('2026-10-26T00:00:00Z') + offset * 86_400_000).toISOString().slice(0, 10),
      amount: parseChf('2'),
    }));
    expect(forecastRunway(parseChf('10'), used, TODAY)).toEqual({
      averagePerDay: parseChf('2'),
      days: 5,
      until: '2026-11-27',
    });
  });

  it('knows that nothing is used at the weekend', () => {
    // Monday to Friday of one week, 10 francs a day; the first use is Monday the 16th.
    const used = everyDay({
      '2026-11-16': '10',
      '2026-11-17': '10',
      '2026-11-18': '10',
      '2026-11-19': '10',
      '2026-11-20': '10',
    });
    // 55 francs: five working days, then Saturday and Sunday for free, then Monday fails.
    expect(forecastRunway(parseChf('55'), used, TODAY)).toMatchObject({ days: 7, until: '2026-11-29' });
  });

  it('says nothing without use, without a limit, or beyond the horizon', () => {
    expect(forecastRunway(parseChf('10'), [], TODAY)).toEqual({ averagePerDay: 0n, days: null, until: null });
    const used = everyDay({ '2026-11-22': '0.01' });
    expect(forecastRunway(null, used, TODAY).days).toBeNull();
    expect(forecastRunway(parseChf('1000'), used, TODAY).days).toBeNull();
  });

  it('is zero days when the credit is gone', () => {
    const used = everyDay({ '2026-11-22': '1' });
    expect(forecastRunway(0n, used, TODAY)).toMatchObject({ days: 0, until: TODAY });
  });
});

describe('the forecast of a month', () => {
  // Two weeks of 10 francs a working day; the first use is Monday the 9th, today is Sunday the 22nd.
  const TWO_WEEKS = everyDay(
    Object.fromEntries([9, 10, 11, 12, 13, 16, 17, 18, 19, 20].map((day) => [`2026-11-${`0${day}`.slice(-2)}`, '10'])),
  );

  it('adds the days that are left, each at the average of its weekday', () => {
    const averages = weekdayAverages(TWO_WEEKS, TODAY);
    expect(averages.byWeekday.map(Number)).toEqual([0, 10, 10, 10, 10, 10, 0].map((chf) => chf * 1e9));
    const month = forecastMonth(averages, TWO_WEEKS, TODAY);
    // Monday the 23rd to Monday the 30th: six working days.
    expect(month.daysLeft).toEqual([1, 2, 1, 1, 1, 1, 1]);
    expect(month).toMatchObject({ used: parseChf('100'), restOfToday: 0n, expected: parseChf('160') });
  });

  it('counts what today still lacks, and nothing back where today was dearer', () => {
    const friday = '2026-11-27';
    const before = everyDay({ '2026-11-13': '8', '2026-11-20': '8' });
    const half = [...before, ...everyDay({ [friday]: '2' })];
    // Fridays cost 6 on average: 8, 8 and 2 so far.
    expect(forecastMonth(weekdayAverages(half, friday), half, friday).restOfToday).toBe(parseChf('4'));
    const dear = [...before, ...everyDay({ [friday]: '20' })];
    expect(forecastMonth(weekdayAverages(dear, friday), dear, friday).restOfToday).toBe(0n);
  });

  it('of a month without use is nothing, and on the last day what it has come to', () => {
    expect(forecastMonth(weekdayAverages([], TODAY), [], TODAY).expected).toBe(0n);
    const last = '2026-11-30';
    const used = everyDay({ [last]: '3' });
    expect(forecastMonth(weekdayAverages(used, last), used, last)).toMatchObject({
      expected: parseChf('3'),
      daysLeft: [0, 0, 0, 0, 0, 0, 0],
    });
  });
});

describe('what days cost', () => {
  const today = '2026-11-22';
  const used = [
    { day: '2026-11-03', amount: 700n },
    { day: '2026-11-10', amount: 1_001n },
    { day: '2026-11-18', amount: 33n },
    { day: '2026-11-21', amount: 5n },
  ];

  it.each([1, 2, 7, 30, 365])('is the least credit that lasts %i days, to the nano-franc', (days) => {
    const cost = costOfDays(days, used, today) ?? 0n;
    expect(forecastRunway(cost, used, today).days).toBeGreaterThanOrEqual(days);
    expect(forecastRunway(cost - 1n, used, today).days).toBeLessThan(days);
  });

  it('is unknown where nothing was used', () => {
    expect(costOfDays(7, [], today)).toBeNull();
    expect(costOfDays(7, [{ day: today, amount: 0n }], today)).toBeNull();
  });
});
