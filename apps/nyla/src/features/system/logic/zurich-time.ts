import { BILLING_TIME_ZONE } from '@nyla/contracts/constants';

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;

const clock = new Intl.DateTimeFormat('en-CA', {
  timeZone: BILLING_TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** What a date-time field holds, `YYYY-MM-DDTHH:mm`, read as the clocks of Zurich show it; undefined for no such time. */
export function instantInZurich(local: string): string | undefined {
  if (!LOCAL.test(local)) return undefined;
  const asUtc = Date.parse(`${local}:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // The offset at that time, tried twice: near a change of the clocks the first guess is of the other side.
  let instant = asUtc - offsetAt(asUtc);
  instant = asUtc - offsetAt(instant);
  return new Date(instant).toISOString();
}

/** The same the other way round: how an instant reads on the clocks of Zurich. */
export function zurichLocal(instant: Date): string {
  const parts = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}`;
}

function offsetAt(instant: number): number {
  return Date.parse(`${zurichLocal(new Date(instant))}:00Z`) - Math.floor(instant / 60_000) * 60_000;
}
