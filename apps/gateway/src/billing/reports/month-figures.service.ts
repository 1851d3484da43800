import { Injectable } from '@nestjs/common';
import type { MailData, ReportLine } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { addDays, Clock } from '../../common/clock.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { monthForecast } from '../forecast.js';
import { OverviewRepository } from '../mandates/overview.repository.js';
import { weeklyRunway } from '../mandates/weekly-runway.js';
import { RUNWAY_WINDOW_DAYS } from '../runway.js';
import { StatisticsRepository, type StatisticsRow } from '../statistics.repository.js';
import { TransactionsRepository } from '../transactions.repository.js';
import { periodOf, type ReportPeriod } from './report-month.js';
import { ReportNames } from './report-names.service.js';
import { type ReportCandidate, ReportsRepository } from './reports.repository.js';

const TOP = 5;

/** A report without what differs from reader to reader, and without its files. */
export type MonthFigures = Omit<MailData['monthly_report'], 'statementIds' | 'isTest' | 'contact'>;

interface DaySum {
  readonly day: string;
  readonly calls: number;
  readonly amount: Nano;
}

/** What a month of a mandate was like, from the statistics that its dashboard shows. */
@Injectable()
export class MonthFiguresService {
  constructor(
    private readonly statistics: StatisticsRepository,
    private readonly transactions: TransactionsRepository,
    private readonly reports: ReportsRepository,
    private readonly overview: OverviewRepository,
    private readonly mandates: MandatesFacade,
    private readonly names: ReportNames,
    private readonly clock: Clock,
  ) {}

  async of({ mandateId, billingModel, firstBookingOn }: ReportCandidate, period: ReportPeriod): Promise<MonthFigures> {
    const today = this.clock.today();
    const { month, first, last, firstBefore, lastBefore, next } = period;
    const within = { from: first, to: last };
    // Of the month that has begun a forecast is made; balance and use of today say nothing of a month long ago.
    const isLatest = today >= next && today < periodOf(next.slice(0, 7)).next;
    const [mandate, byDay, byModel, byUser, byAutomation, movements, closing, runwayDays] = await Promise.all([
      this.mandates.get(mandateId),
      this.statistics.sums(mandateId, { from: firstBefore, to: isLatest ? today : last }, ['day']),
      this.statistics.sums(mandateId, within, ['connectorType', 'model']),
      this.statistics.sums(mandateId, within, ['userId']),
      this.statistics.sums(mandateId, within, ['automationId']),
      this.transactions.sumMovements(mandateId, within),
      this.reports.balanceAt(mandateId, next),
      isLatest ? this.runwayDays(mandateId, today) : null,
    ]);
    const days = byDay.map(daySum);
    const now = sumOf(days, first, last);
    const before = sumOf(days, firstBefore, lastBefore);
    const isOnRecord = (firstBookingOn ?? first) <= lastBefore;
    const automations = byAutomation.filter(({ automationId }) => automationId != null);
    const names = await this.names.of(mandateId, byUser, automations);
    return {
      mandateName: mandate.name,
      month,
      used: toChf(now.amount),
      usedBefore: isOnRecord ? toChf(before.amount) : null,
      calls: now.calls,
      callsBefore: isOnRecord ? before.calls : null,
      credited: toChf(parseChf(movements.other)),
      closingBalance: toChf(parseChf(closing)),
      topModels: topOf(byModel, names.model),
      topUsers: topOf(byUser, names.user),
      topAutomations: topOf(automations, names.automation),
      days: everyDay(days, first, last),
      forecast: isLatest ? forecastOf(days, today) : null,
      runwayDays,
      ...(billingModel === 'UNLIMITED' && { unlimited: true }),
    };
  }

  private async runwayDays(mandateId: string, today: string): Promise<number | null> {
    const window = addDays(today, 1 - RUNWAY_WINDOW_DAYS);
    const thisMonth = `${today.slice(0, 7)}-01`;
    const [figures] = await this.overview.figures({ lastMonth: window, thisMonth, window }, [mandateId]);
    if (!figures || figures.creditLimit === null) return null;
    return weeklyRunway(figures.balance - figures.held + figures.creditLimit, figures, today).days;
  }
}

function daySum({ day = '', calls, amount }: StatisticsRow): DaySum {
  return { day, calls: Number(calls), amount: parseChf(amount) };
}

/** As the dashboard has it; null when nothing was used lately. */
function forecastOf(days: readonly DaySum[], today: string): string | null {
  const { month, basis } = monthForecast(days, today);
  return basis.length === 0 ? null : toChf(month.expected);
}

function sumOf(days: readonly DaySum[], from: string, to: string): { readonly calls: number; readonly amount: Nano } {
  const inside = days.filter(({ day }) => day >= from && day <= to);
  return {
    calls: inside.reduce((sum, { calls }) => sum + calls, 0),
    amount: inside.reduce((sum, { amount }) => sum + amount, 0n),
  };
}

function everyDay(days: readonly DaySum[], first: string, last: string): { date: string; amount: string }[] {
  const amounts = new Map(days.map(({ day, amount }) => [day, amount]));
  const all: { date: string; amount: string }[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) {
    all.push({ date, amount: toChf(amounts.get(date) ?? 0n) });
  }
  return all;
}

/** The most expensive first; of those that cost the same, the one with more calls. */
function topOf(rows: readonly StatisticsRow[], nameOf: (row: StatisticsRow) => string): ReportLine[] {
  return rows
    .map((row) => ({ name: nameOf(row), calls: Number(row.calls), amount: parseChf(row.amount) }))
    .toSorted((a, b) => (a.amount === b.amount ? b.calls - a.calls : a.amount < b.amount ? 1 : -1))
    .slice(0, TOP)
    .map((line) => ({ ...line, amount: toChf(line.amount) }));
}
