import { parseChf } from '@nyla/money';
import { forecastRunway } from './runway.js';

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
