import { Injectable } from '@nestjs/common';
import type { ForecastDto, ForecastWeekdayDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { addDays, Clock } from '../common/clock.js';
import { RequestContext } from '../common/context/request-context.js';
import { BookingVisibilityService } from './booking-visibility.service.js';
import { monthForecast } from './forecast.js';
import type { MonthForecast, WeekdayAverages } from './runway.js';
import { StatisticsRepository } from './statistics.repository.js';

/** Monday first, as weeks begin here; the index of Sunday is 0. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;

/** What this month will cost, from the daily statistics of this month and the last. */
@Injectable()
export class ForecastService {
  constructor(
    private readonly statistics: StatisticsRepository,
    private readonly visibility: BookingVisibilityService,
    private readonly context: RequestContext,
    private readonly clock: Clock,
  ) {}

  async forecast(): Promise<ForecastDto> {
    const seesAll = await this.visibility.seesAll();
    const today = this.clock.today();
    const firstOfMonth = `${today.slice(0, 7)}-01`;
    const firstOfLast = `${addDays(firstOfMonth, -1).slice(0, 7)}-01`;
    // The window of 28 days lies within this month and the last, whatever day it is: no month is shorter.
    const rows = await this.statistics.amountsByDay(
      this.context.mandate.id,
      seesAll ? null : this.context.caller.userId,
      firstOfLast,
      today,
    );
    const used = rows.map(({ day, amount }) => ({ day, amount: parseChf(amount) }));
    const { month, averages, basis } = monthForecast(used, today);
    const before = used.filter(({ day }) => day < firstOfMonth).reduce((sum, { amount }) => sum + amount, 0n);
    return {
      month: today.slice(0, 7),
      scope: seesAll ? 'mandate' : 'own',
      used: toChf(month.used),
      restOfToday: toChf(month.restOfToday),
      expected: toChf(month.expected),
      previousMonth: toChf(before),
      basisFrom: basis.length === 0 ? null : averages.from,
      basisTo: today,
      weekdays: weekdaysDto(averages, month),
    };
  }
}

function weekdaysDto({ byWeekday }: WeekdayAverages, { daysLeft }: MonthForecast): ForecastWeekdayDto[] {
  return WEEK.map((weekday, index) => ({
    weekday: index + 1,
    average: toChf(byWeekday[weekday] ?? 0n),
    daysLeft: daysLeft[weekday] ?? 0,
  }));
}
