import { cronOf, planOf, timeZones } from './schedule';

describe('presets', () => {
  it.each([
    ['0 7 * * *', { preset: 'daily', time: '07:00' }],
    ['30 18 * * 1-5', { preset: 'weekdays', time: '18:30' }],
    ['5 6 * * 5', { preset: 'weekly', time: '06:05', weekday: 5 }],
    ['0 0 28 * *', { preset: 'monthly', time: '00:00', monthday: 28 }],
  ])('recognise %s and write it again', (cron, plan) => {
    expect(planOf(cron)).toMatchObject(plan);
    expect(cronOf(planOf(cron))).toBe(cron);
  });

  it('know Sunday by both of its numbers', () => {
    expect(planOf('0 7 * * 0')).toMatchObject({ preset: 'weekly', weekday: 7 });
    expect(planOf('0  7 * *  7 ')).toMatchObject({ preset: 'weekly', weekday: 7 });
  });

  it.each(['*/5 * * * *', '0 24 * * *', '60 7 * * *', '0 7 31 * *', '0 7 * 1 *', '0 7 * * MON', 'x', ''])(
    'leave %j to those who wrote it',
    (cron) => {
      expect(planOf(cron).preset).toBe('custom');
      expect(cronOf(planOf(cron))).toBeNull();
    },
  );
});

it('keeps a time zone that this browser does not know', () => {
  expect(timeZones('Europe/Zurich').filter((zone) => zone === 'Europe/Zurich')).toHaveLength(1);
  expect(timeZones('Moon/Base')[0]).toBe('Moon/Base');
});
