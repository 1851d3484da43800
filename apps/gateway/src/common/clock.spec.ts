import { Clock } from './clock.js';

class StoppedClock extends Clock {
  constructor(private readonly instant: string) {
    super();
  }

  override now(): Date {
    return new Date(this.instant);
  }
}

describe('days and months are those of Zurich', () => {
  it.each([
    ['2026-11-30T22:59:59.999Z', '2026-11-30', '2026-11'],
    ['2026-11-30T23:00:00.000Z', '2026-12-01', '2026-12'],
    ['2026-12-31T22:59:59.999Z', '2026-12-31', '2026-12'],
    ['2026-12-31T23:00:00.000Z', '2027-01-01', '2027-01'],
    // Summer time is two hours ahead, also on the last day of a month.
    ['2026-06-30T21:59:59.999Z', '2026-06-30', '2026-06'],
    ['2026-06-30T22:00:00.000Z', '2026-07-01', '2026-07'],
    // It begins on 29 March and ends on 25 October.
    ['2026-03-31T22:00:00.000Z', '2026-04-01', '2026-04'],
    ['2026-10-31T22:30:00.000Z', '2026-10-31', '2026-10'],
  ])('%s is on %s, in %s', (instant, day, month) => {
    const clock = new StoppedClock(instant);
    expect([clock.today(), clock.month()]).toEqual([day, month]);
  });
});
