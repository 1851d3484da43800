import { Injectable } from '@nestjs/common';
import type { AlertLevel } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { BillingDatabase } from '../../database/billing-database.js';

/** An account and whose it is; null: the mandate's own. */
export interface WatchedAccount {
  readonly id: string;
  readonly userId: string | null;
}

/** What an account is warned at, and how deep it has fallen as far as anybody was told. */
export interface Alert {
  readonly level: AlertLevel;
  readonly since: Date | null;
  /** When it fell, where people were told of it. */
  readonly warnedAt: Date | null;
  /** In CHF of balance and credit limit together; null: no threshold. */
  readonly below: Nano | null;
  /** What the days cost that the credit is to last. */
  readonly runwayCost: Nano | null;
}

interface AlertRow {
  readonly level: AlertLevel;
  readonly since: Date | null;
  readonly warned_at: Date | null;
  readonly below: string | null;
  readonly runway_cost: string | null;
}

/** Credit that is to last some days costs more as more is used: it is counted anew so often while an account is used. */
const RENEW_AFTER_SECONDS = 600;

/** What accounts are warned at. The ledger's own functions keep it; here it is read, and told what days cost. */
@Injectable()
export class WarnLevelsRepository {
  constructor(private readonly database: BillingDatabase) {}

  /**
   * Accounts whose days are to be counted anew: once a day, after a top-up, and from time to time while they are used.
   * Of all mandates, those of one side by side.
   */
  due(today: string, limit: number): Promise<(WatchedAccount & { readonly mandateId: string })[]> {
    return this.database.query(
      `SELECT a.id, a.user_id AS "userId", a.mandate_id AS "mandateId"
       FROM billing_account a JOIN billing_settings s ON s.mandate_id = a.mandate_id
       WHERE a.alert <> 'off'
         AND (s.warn_runway_days IS NOT NULL OR (s.low_balance_threshold IS NULL AND s.warn_percent IS NULL))
         AND (a.runway_at IS NULL OR a.runway_day < $1::date
           OR (a.last_seq <> a.runway_seq AND a.runway_at < clock_timestamp() - make_interval(secs => $2)))
       ORDER BY a.mandate_id, a.id LIMIT $3`,
      [today, RENEW_AFTER_SECONDS, limit],
    );
  }

  /**
   * Takes over what days cost, sets the thresholds anew and looks at the balances.
   * @param costs by account; null where no days count
   * @param rearm whether an account that is no longer low may be warned of again, without a top-up
   */
  async forecast(
    mandateId: string,
    costs: ReadonlyMap<string, Nano | null>,
    day: string,
    rearm: boolean,
  ): Promise<void> {
    const amounts = [...costs.values()].map((cost) => (cost === null ? null : toChf(cost)));
    await this.database.query('SELECT ledger_forecast($1, $2::uuid[], $3::numeric[], $4::date, $5)', [
      mandateId,
      [...costs.keys()],
      amounts,
      day,
      rearm,
    ]);
  }

  async find(mandateId: string, accountId: string): Promise<Alert | undefined> {
    const [row] = await this.database.query<AlertRow>(
      `SELECT a.alert AS level, a.alert_since AS since, a.warn_below::text AS below, a.runway_cost::text,
         CASE WHEN a.alert IN ('low', 'exhausted') THEN (
           SELECT max(c.created_at) FROM balance_crossing c WHERE c.account_id = a.id AND c.created_at >= a.alert_since
         ) END AS warned_at
       FROM billing_account a WHERE a.mandate_id = $1 AND a.id = $2`,
      [mandateId, accountId],
    );
    return (
      row && {
        level: row.level,
        since: row.since,
        warnedAt: row.warned_at,
        below: row.below === null ? null : parseChf(row.below),
        runwayCost: row.runway_cost === null ? null : parseChf(row.runway_cost),
      }
    );
  }

  /** How many members' accounts stand where. */
  async countMembers(mandateId: string): Promise<Map<AlertLevel, number>> {
    const rows = await this.database.query<{ level: AlertLevel; count: number }>(
      `SELECT alert AS level, count(*)::int AS count FROM billing_account
       WHERE mandate_id = $1 AND user_id IS NOT NULL GROUP BY 1`,
      [mandateId],
    );
    return new Map(rows.map(({ level, count }) => [level, count]));
  }
}
