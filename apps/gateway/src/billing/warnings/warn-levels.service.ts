import { Injectable, Logger } from '@nestjs/common';
import { type Nano, parseChf } from '@nyla/money';
import { addDays, Clock } from '../../common/clock.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { AccountsRepository, type Settings } from '../accounts.repository.js';
import { costOfDays, type DailyAmount, RUNWAY_WINDOW_DAYS } from '../runway.js';
import { StatisticsRepository } from '../statistics.repository.js';
import { warnDaysOf } from './warn-days.js';
import { WarnLevelsRepository, type WatchedAccount } from './warn-levels.repository.js';

const BATCH = 500;
/** Use by whose account it is; null: the mandate's own. */
type UseByOwner = ReadonlyMap<string | null, readonly DailyAmount[]>;
const NOTHING: UseByOwner = new Map();

/** Keeps what accounts are warned at: days of credit cost what they cost now. */
@Injectable()
export class WarnLevelsService {
  private readonly logger = new Logger(WarnLevelsService.name);

  constructor(
    private readonly database: BillingDatabase,
    private readonly accounts: AccountsRepository,
    private readonly statistics: StatisticsRepository,
    private readonly levels: WarnLevelsRepository,
    private readonly clock: Clock,
  ) {}

  /** After a change of the settings, in the transaction that has locked them: whoever is no longer low is armed again. */
  async renewAll(settings: Settings): Promise<void> {
    const accounts = await this.accounts.listAccounts(settings.mandateId);
    await this.renew(settings, accounts, true);
  }

  /** Counts days anew where it is time. A forecast that merely looks brighter today arms nothing. */
  async renewDue(): Promise<void> {
    const today = this.clock.today();
    for (;;) {
      const due = await this.levels.due(today, BATCH);
      let failed = 0;
      for (const [mandateId, accounts] of Map.groupBy(due, (account) => account.mandateId)) {
        await this.renewOf(mandateId, accounts).catch((error: unknown) => {
          failed++;
          this.logger.warn(`could not count days of credit: ${error instanceof Error ? error.message : 'unknown'}`);
        });
      }
      // What failed would stand on the next list as well.
      if (failed > 0 || due.length < BATCH) return;
    }
  }

  private renewOf(mandateId: string, accounts: readonly WatchedAccount[]): Promise<void> {
    return this.database.run(async () => {
      const settings = await this.accounts.lockSettings(mandateId, 'share');
      if (settings) await this.renew(settings, accounts, false);
    });
  }

  private async renew(settings: Settings, accounts: readonly WatchedAccount[], rearm: boolean): Promise<void> {
    const { mandateId } = settings;
    const [today, days] = [this.clock.today(), warnDaysOf(settings)];
    const used = days === null ? NOTHING : await this.usedBy(settings, accounts, today);
    const costs = new Map<string, Nano | null>();
    for (const { id, userId } of accounts) {
      costs.set(id, days === null ? null : costOfDays(days, used.get(userId) ?? [], today));
    }
    if (costs.size > 0) await this.levels.forecast(mandateId, costs, today, rearm);
  }

  /** Use of the last weeks by whose account it is, of those accounts that pay. */
  private async usedBy(
    { mandateId, billingModel }: Settings,
    accounts: readonly WatchedAccount[],
    today: string,
  ): Promise<UseByOwner> {
    const from = addDays(today, 1 - RUNWAY_WINDOW_DAYS);
    const used = new Map<string | null, DailyAmount[]>();
    if (billingModel === 'PREPAY_USER') {
      const members = accounts.flatMap(({ userId }) => userId ?? []);
      for (const { userId, day, amount } of await this.statistics.amountsByMemberAndDay(
        mandateId,
        members,
        from,
        today,
      )) {
        const days = used.get(userId) ?? [];
        days.push({ day, amount: parseChf(amount) });
        used.set(userId, days);
      }
      return used;
    }
    const rows = await this.statistics.amountsByDay(mandateId, null, from, today);
    return used.set(
      null,
      rows.map(({ day, amount }) => ({ day, amount: parseChf(amount) })),
    );
  }
}
