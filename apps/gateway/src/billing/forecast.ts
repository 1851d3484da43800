import { addDays } from '../common/clock.js';
import {
  type DailyAmount,
  forecastMonth,
  type MonthForecast,
  RUNWAY_WINDOW_DAYS,
  type WeekdayAverages,
  weekdayAverages,
} from './runway.js';

/** What the month of a day will cost, and from which days that is said. */
export interface ForecastOfMonth {
  readonly month: MonthForecast;
  readonly averages: WeekdayAverages;
  /** Days with use within the window; none: nothing is known. */
  readonly basis: readonly DailyAmount[];
}

/** @param used what each day cost, from four weeks before today at the latest; later days than today do not count. */
export function monthForecast(used: readonly DailyAmount[], today: string): ForecastOfMonth {
  const basis = used.filter(({ day }) => day > addDays(today, -RUNWAY_WINDOW_DAYS) && day <= today);
  const averages = weekdayAverages(basis, today);
  const firstOfMonth = `${today.slice(0, 7)}-01`;
  const month = forecastMonth(
    averages,
    used.filter(({ day }) => day >= firstOfMonth && day <= today),
    today,
  );
  return { month, averages, basis };
}
