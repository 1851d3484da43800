export const PRESETS = ['daily', 'weekdays', 'weekly', 'monthly', 'custom'] as const;
export type Preset = (typeof PRESETS)[number];

/** A schedule as people choose it. */
export interface Plan {
  readonly preset: Preset;
  /** `HH:MM` */
  readonly time: string;
  /** 1 Monday … 7 Sunday; of `weekly`. */
  readonly weekday: number;
  /** Of `monthly`; up to 28, so that every month has it. */
  readonly monthday: number;
}

export const MONTHDAYS_MAX = 28;
const DEFAULT: Plan = { preset: 'daily', time: '07:00', weekday: 1, monthday: 1 };

const DAILY = /^(\d{1,2}) (\d{1,2}) \* \* (\*|1-5|[0-7])$/;
const MONTHLY = /^(\d{1,2}) (\d{1,2}) (\d{1,2}) \* \*$/;

/** Recognises the presets in a cron expression; what is none of them is `custom`. */
export function planOf(cron: string): Plan {
  const text = cron.trim().replace(/\s+/g, ' ');
  const [, minute = '', hour = '', days = ''] = DAILY.exec(text) ?? [];
  const time = timeOf(hour, minute);
  if (time) {
    if (days === '*') return { ...DEFAULT, time };
    if (days === '1-5') return { ...DEFAULT, preset: 'weekdays', time };
    return { ...DEFAULT, preset: 'weekly', time, weekday: Number(days) === 0 ? 7 : Number(days) };
  }
  const [, atMinute = '', atHour = '', day = ''] = MONTHLY.exec(text) ?? [];
  const monthlyTime = timeOf(atHour, atMinute);
  const monthday = Number(day);
  if (monthlyTime && monthday >= 1 && monthday <= MONTHDAYS_MAX) {
    return { ...DEFAULT, preset: 'monthly', time: monthlyTime, monthday };
  }
  return { ...DEFAULT, preset: 'custom' };
}

/** The cron expression of a preset; null for `custom`, which has its own. */
export function cronOf({ preset, time, weekday, monthday }: Plan): string | null {
  const [hour = '7', minute = '0'] = time.split(':');
  const at = `${Number(minute)} ${Number(hour)}`;
  switch (preset) {
    case 'daily':
      return `${at} * * *`;
    case 'weekdays':
      return `${at} * * 1-5`;
    case 'weekly':
      return `${at} * * ${weekday}`;
    case 'monthly':
      return `${at} ${monthday} * *`;
    case 'custom':
      return null;
  }
}

function timeOf(hour: string, minute: string): string | null {
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

/** Time zones that this browser knows, the given one among them whether it does or not. */
export function timeZones(current: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(current) ? known : [current, ...known];
}
