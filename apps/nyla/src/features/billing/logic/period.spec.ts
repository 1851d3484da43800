import { type RangePreset } from '@nyla/contracts/constants';
import { countDays } from '@/lib/calendar';
import { bucketsOf, bucketUnit, parseRange, periodOf, presetPeriod, previousPeriod } from './period';

describe('range presets', () => {
  it.each<[RangePreset, string, string, string]>([
    ['today', '2026-11-22', '2026-11-22', '2026-11-22'],
    ['7d', '2026-11-22', '2026-11-16', '2026-11-22'],
    ['30d', '2026-11-22', '2026-10-24', '2026-11-22'],
    ['30d', '2026-03-30', '2026-03-01', '2026-03-30'],
    ['month', '2026-11-22', '2026-11-01', '2026-11-22'],
    ['lastMonth', '2026-11-22', '2026-10-01', '2026-10-31'],
    ['lastMonth', '2026-01-05', '2025-12-01', '2025-12-31'],
    ['lastMonth', '2028-03-31', '2028-02-01', '2028-02-29'],
    ['quarter', '2026-11-22', '2026-10-01', '2026-11-22'],
    ['year', '2026-11-22', '2026-01-01', '2026-11-22'],
  ])('%s on %s is %s to %s', (preset, today, from, to) => expect(presetPeriod(preset, today)).toEqual({ from, to }));

  it('compare with the period of the same length that ends the day before', () => {
    expect(previousPeriod({ from: '2026-10-24', to: '2026-11-22' })).toEqual({ from: '2026-09-24', to: '2026-10-23' });
    expect(previousPeriod({ from: '2026-03-29', to: '2026-03-29' })).toEqual({ from: '2026-03-28', to: '2026-03-28' });
  });
});

describe('a range in the URL', () => {
  it('is a preset, or two days that win over it', () => {
    expect(parseRange({ range: 'quarter' })).toEqual({ range: 'quarter' });
    expect(parseRange({ range: '7d', from: '2026-01-01', to: '2026-01-31' })).toEqual({
      from: '2026-01-01',
      to: '2026-01-31',
    });
  });

  it.each([
    [{}],
    [{ range: 'forever' }],
    [{ range: ['7d'] }],
    [{ range: '__proto__' }],
    [{ from: '2026-01-31', to: '2026-01-01' }],
    [{ from: '2026-02-30', to: '2026-03-01' }],
    [{ from: '2026-01-01' }],
    [{ from: '2000-01-01', to: '2026-01-01' }],
    [{ from: { $gt: '' }, to: '2026-01-01' }],
  ])('falls back where %j is no range', (input) => {
    expect(parseRange(input)).toEqual({});
    expect(periodOf(parseRange(input), '2026-11-22')).toBeUndefined();
  });
});

describe('bars', () => {
  it('are days up to a quarter and months beyond', () => {
    expect(bucketUnit({ from: '2026-07-01', to: '2026-09-30' })).toBe('day');
    expect(bucketUnit({ from: '2026-07-01', to: '2026-10-01' })).toBe('month');
  });

  it('cover each day once over a change of the clock', () => {
    const days = bucketsOf({ from: '2026-10-24', to: '2026-10-27' }).map(({ key }) => key);
    expect(days).toEqual(['2026-10-24', '2026-10-25', '2026-10-26', '2026-10-27']);
  });

  it('of months are cut to the period and add up to it', () => {
    const period = { from: '2026-01-15', to: '2026-11-22' };
    const months = bucketsOf(period);
    expect(months).toHaveLength(11);
    expect(months[0]).toEqual({ key: '2026-01', from: '2026-01-15', to: '2026-01-31' });
    expect(months.at(-1)).toEqual({ key: '2026-11', from: '2026-11-01', to: '2026-11-22' });
    const days = months.reduce((sum, { from, to }) => sum + countDays(from, to), 0);
    expect(days).toBe(countDays(period.from, period.to));
  });
});
