import fc from 'fast-check';
import { addDays } from '../../common/clock.js';
import { type DailyAmount, forecastRunway, RUNWAY_WINDOW_DAYS } from '../runway.js';
import { weeklyRunway } from './weekly-runway.js';

const TODAY = '2026-11-22';

function byWeekday(used: readonly DailyAmount[]): bigint[] {
  const sums = Array.from({ length: 7 }, () => 0n);
  for (const { day, amount } of used) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    sums[weekday] = (sums[weekday] ?? 0n) + amount;
  }
  return sums;
}

it('says of sums by weekday what the forecast says of the days', () => {
  const day = fc.record({
    day: fc.integer({ min: 0, max: RUNWAY_WINDOW_DAYS - 1 }).map((back) => addDays(TODAY, -back)),
    amount: fc.bigInt({ min: 0n, max: 1_000n }),
  });
  const days = fc.uniqueArray(day, { selector: (entry) => entry.day, maxLength: RUNWAY_WINDOW_DAYS });
  fc.assert(
    fc.property(days, fc.option(fc.bigInt({ min: -500n, max: 400_000n })), (used, available) => {
      const firstUse = used.map((entry) => entry.day).toSorted()[0] ?? null;
      const expected = forecastRunway(available, used, TODAY);
      const found = weeklyRunway(available, { firstUse, usedByWeekday: byWeekday(used) }, TODAY);
      expect(found).toEqual({ days: expected.days, averagePerDay: expected.averagePerDay });
    }),
    { numRuns: 2_000 },
  );
});
