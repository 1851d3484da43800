import { Injectable } from '@nestjs/common';
import type { BalanceDto, BalanceState } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { auditTime, concat, defer, from, mergeMap, type Observable, of, switchMap, tap } from 'rxjs';
import { addDays, Clock } from '../common/clock.js';
import { type Account, type Settings } from './accounts.repository.js';
import { AccountsService, availableOf } from './accounts.service.js';
import { BalanceEvents } from './ledger/balance-events.js';
import { forecastRunway, RUNWAY_WINDOW_DAYS, type Runway } from './runway.js';
import { StatisticsRepository } from './statistics.repository.js';
import { EXHAUSTED_BELOW } from './warnings/exhausted.js';
import { warnDaysOf } from './warnings/warn-days.js';

/** Several bookings within this time reach the browser as one change. */
const LIVE_INTERVAL_MS = 250;

/** What a person may spend in a mandate, and how long it lasts. */
@Injectable()
export class BalanceService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly statistics: StatisticsRepository,
    private readonly events: BalanceEvents,
    private readonly clock: Clock,
  ) {}

  async getBalance(mandateId: string, userId: string): Promise<BalanceDto> {
    const { settings, account } = await this.accounts.getPaying(mandateId, userId);
    return this.describe(settings, account);
  }

  /** The balance now, and again whenever it changes, on whichever gateway. */
  watch(mandateId: string, userId: string): Observable<BalanceDto> {
    const read = defer(() => from(this.getBalance(mandateId, userId)));
    return read.pipe(
      mergeMap((first) => {
        // Another billing model makes another account the one that pays.
        let paying = first.accountId;
        return concat(
          of(first),
          this.events
            .changesWhere((accountId) => accountId === paying)
            .pipe(
              auditTime(LIVE_INTERVAL_MS),
              switchMap(() => read),
              tap(({ accountId }) => {
                paying = accountId;
              }),
            ),
        );
      }),
    );
  }

  /** How many days so much credit of an account lasts; null when nothing was used, or it lasts beyond the horizon. */
  async daysOf(account: Pick<Account, 'mandateId' | 'userId'>, free: Nano): Promise<number | null> {
    return (await this.runwayOf(account, free)).days;
  }

  private async describe(settings: Settings, account: Account): Promise<BalanceDto> {
    const available = availableOf(account);
    const runway = await this.runwayOf(account, available);
    return {
      accountId: account.id,
      billingModel: settings.billingModel,
      balance: toChf(account.balance),
      held: toChf(account.held),
      available: available === null ? null : toChf(available),
      creditLimit: account.creditLimit === null ? null : toChf(account.creditLimit),
      currency: 'CHF',
      state: stateOf(account, available, await this.isLow(settings, account, available, runway.days)),
      averagePerDay: toChf(runway.averagePerDay),
      runwayDays: runway.days,
      runwayUntil: runway.until,
    };
  }

  /** Whether one of the mandate's own thresholds is crossed; the common one where it chose none. */
  private async isLow(
    settings: Settings,
    account: Account,
    available: Nano | null,
    runwayDays: number | null,
  ): Promise<boolean> {
    if (available === null) return false;
    const { lowBalanceThreshold, warnPercent } = settings;
    const warnDays = warnDaysOf(settings);
    if (lowBalanceThreshold !== null && available < lowBalanceThreshold) return true;
    if (warnDays !== null && runwayDays !== null && runwayDays < warnDays) return true;
    if (warnPercent === null) return false;
    const income = await this.accounts.lastIncome(account);
    return income !== undefined && available * 100n < income * BigInt(warnPercent);
  }

  private async runwayOf(account: Pick<Account, 'mandateId' | 'userId'>, available: Nano | null): Promise<Runway> {
    const today = this.clock.today();
    const rows = await this.statistics.amountsByDay(
      account.mandateId,
      account.userId,
      addDays(today, 1 - RUNWAY_WINDOW_DAYS),
      today,
    );
    const used = rows.map(({ day, amount }) => ({ day, amount: parseChf(amount) }));
    return forecastRunway(available, used, today);
  }
}

function stateOf(account: Account, available: Nano | null, isLow: boolean): BalanceState {
  if (account.status === 'suspended') return 'suspended';
  if (available === null) return 'unlimited';
  if (available < EXHAUSTED_BELOW) return 'exhausted';
  return isLow ? 'low' : 'ok';
}
