import fc from 'fast-check';
import { nextDue, nextDues, scheduleErrors } from './schedule.js';

const ZURICH = 'Europe/Zurich';
const at = (cron: string, timeZone = ZURICH) => ({ cron, timeZone, missed: 'skip' as const });

function dues(cron: string, after: string, count: number, timeZone = ZURICH): string[] {
  return nextDues(at(cron, timeZone), new Date(after), count).map((due) => due.toISOString().slice(0, 16));
}

function problems(cron: string, timeZone = ZURICH): string[] {
  return scheduleErrors(at(cron, timeZone), 'schedule.').map(({ field }) => field);
}

describe('due times', () => {
  it('come by the clock of their zone, in winter and in summer', () => {
    expect(dues('0 9 * * MON-FRI', '2026-03-27T12:00:00Z', 2)).toEqual(['2026-03-30T07:00', '2026-03-31T07:00']);
    expect(dues('0 9 * * MON-FRI', '2026-01-30T12:00:00Z', 1)).toEqual(['2026-02-02T08:00']);
    expect(dues('0 9 * * *', '2026-01-30T12:00:00Z', 1, 'America/New_York')).toEqual(['2026-01-30T14:00']);
  });

  it('lie after the moment, never on it', () => {
    expect(dues('0 9 * * *', '2026-01-30T07:59:59.999Z', 1)).toEqual(['2026-01-30T08:00']);
    expect(dues('0 9 * * *', '2026-01-30T08:00:00.000Z', 1)).toEqual(['2026-01-31T08:00']);
  });

  it('that summer time leaves out are due once, in the hour after', () => {
    expect(dues('30 2 * * *', '2026-03-28T12:00:00Z', 2)).toEqual(['2026-03-29T01:30', '2026-03-30T00:30']);
    expect(dues('15,30 2,3 * * *', '2026-03-28T12:00:00Z', 3)).toEqual([
      '2026-03-29T01:15',
      '2026-03-29T01:30',
      '2026-03-30T00:15',
    ]);
    expect(dues('0 * * * *', '2026-03-29T00:30:00Z', 2)).toEqual(['2026-03-29T01:00', '2026-03-29T02:00']);
  });

  it('that winter time repeats are due once, the first time; those of every hour twice', () => {
    expect(dues('30 2 * * *', '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
    expect(dues('0 * * * *', '2026-10-24T23:30:00Z', 3)).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T01:00',
      '2026-10-25T02:00',
    ]);
  });

  it('do not depend on when they are asked for, even within the hour that is repeated or left out', () => {
    for (const minutes of Array.from({ length: 36 }, (_, index) => index * 5)) {
      const autumn = new Date(Date.parse('2026-10-25T00:30:00Z') + minutes * 60_000);
      expect(nextDue(at('30 2 * * *'), autumn)?.toISOString()).toBe('2026-10-26T01:30:00.000Z');
      const spring = new Date(Date.parse('2026-03-28T22:30:00Z') + minutes * 60_000);
      const expected = spring < new Date('2026-03-29T01:30:00Z') ? '2026-03-29T01:30' : '2026-03-30T00:30';
      expect(dues('30 2 * * *', spring.toISOString(), 1)).toEqual([expected]);
    }
  });

  it('know leap years and the ends of months', () => {
    expect(dues('0 9 29 2 *', '2026-03-01T00:00:00Z', 2)).toEqual(['2028-02-29T08:00', '2032-02-29T08:00']);
    expect(dues('0 9 L * *', '2026-01-31T12:00:00Z', 3)).toEqual([
      '2026-02-28T08:00',
      '2026-03-31T07:00',
      '2026-04-30T07:00',
    ]);
    expect(dues('0 9 31 * *', '2026-01-31T12:00:00Z', 2)).toEqual(['2026-03-31T07:00', '2026-05-31T07:00']);
  });

  it('follow each other without a gap, whichever one they are counted from (property)', () => {
    const crons = fc.constantFrom('*/5 * * * *', '0 * * * *', '30 2 * * *', '*/20 1-3 * * *', '0 0 1 * *', '7 3 * * 0');
    // Around both changes of 2026 and of 2027, where counting goes wrong.
    const moments = fc.tuple(
      fc.constantFrom('2026-03-29', '2026-10-25', '2027-03-28', '2027-10-31'),
      fc.integer({ min: -24 * 60, max: 24 * 60 }),
    );
    const zones = fc.constantFrom(ZURICH, 'America/New_York', 'Australia/Lord_Howe', 'UTC', 'Asia/Kolkata');
    fc.assert(
      fc.property(crons, moments, zones, (cron, [day, minutes], zone) => {
        const after = new Date(Date.parse(`${day}T01:00:00Z`) + minutes * 60_000);
        const four = nextDues(at(cron, zone), after, 4);
        expect(four).toHaveLength(4);
        let previous = after;
        for (const due of four) {
          expect(nextDue(at(cron, zone), previous)).toEqual(due);
          expect(due.getTime()).toBeGreaterThan(previous.getTime());
          previous = due;
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a schedule', () => {
  it.each([
    '0 9 * * *',
    '*/5 * * * *',
    '0,5,55 * * * *',
    '0 9 1 * MON',
    '0 9 L * *',
    '0 9 * * 1#1',
    '0 7-19/2 * * 1-5',
  ])('%s is in order', (cron) => {
    expect(problems(cron)).toEqual([]);
  });

  it.each([
    '',
    '* * * * *',
    '*/4 * * * *',
    '0,3 9 * * *',
    '0,57 * * * *',
    '58,0 23,0 * * *',
    '0 0 9 * * *',
    '0 9 * *',
    '@daily',
    'H 9 * * *',
    '60 9 * * *',
    '0 24 * * *',
    '0 9 32 * *',
    '0 9 30 2 *',
    '*/0 9 * * *',
    '0 9 * * * ; rm',
    '0-99999999 9 * * *',
    `${'0,'.repeat(80)}5 9 * * *`,
    '0 9 * * NaN',
  ])('%j is refused', (cron) => {
    expect(problems(cron)).toEqual(['schedule.cron']);
  });

  it('is told apart by what is wrong with it', () => {
    const constraint = (cron: string) => scheduleErrors({ cron, timeZone: 'Europe/Zurich' }, '')[0]?.constraint;
    expect(['* * * * *', '0 9'].map(constraint)).toEqual(['isRareEnough', 'isCron']);
  });

  it('may name two minutes that are close when their hours are apart', () => {
    expect(problems('0,57 9,12 * * *')).toEqual([]);
  });

  it.each(['', 'Zürich', 'Europe/Bern2', '+02:00', '../etc/passwd', 'Europe/Zurich\n'])('in %j is refused', (zone) => {
    expect(problems('0 9 * * *', zone)).toEqual(['schedule.timeZone']);
  });
});
