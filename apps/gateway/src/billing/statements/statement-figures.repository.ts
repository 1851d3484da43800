import { Injectable } from '@nestjs/common';
import type { ConnectorType, Feature, StatementGrouping } from '@nyla/contracts';
import { BillingDatabase } from '../../database/billing-database.js';
import type { DueStatement, StatementMovement } from './statement.types.js';

/** The bookings of one account that a statement covers, by their numbers. */
export interface BookingRange {
  readonly accountId: string;
  readonly firstSeq: string;
  readonly lastSeq: string;
}

/** Usage of one value of one grouping, or of one day. */
export interface UsageSum {
  readonly grouping: StatementGrouping | 'day';
  readonly connectorType: ConnectorType | null;
  readonly model: string | null;
  readonly feature: Feature | null;
  readonly automationId: string | null;
  readonly userId: string | null;
  readonly day: string | null;
  readonly calls: string;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly amount: string;
}

/** What was booked beside usage; where it takes a call back, with the day of that call. */
export interface MovementRow extends StatementMovement {
  readonly reversedDay: string | null;
}

/** Reads what a statement is made of. Bookings never change, so that a range read twice is the same twice. */
@Injectable()
export class StatementFiguresRepository {
  constructor(private readonly database: BillingDatabase) {}

  /**
   * The last booking of the month. The account's lock waits for whoever is booking on it; who comes after it is dated
   * after it, and so into the next month: the ledger dates bookings under the same lock. Undefined while the month
   * still runs by the ledger's clock.
   */
  async closeMonth({ accountId, month }: DueStatement): Promise<string | undefined> {
    return this.database.run(async () => {
      const end = `(($2 || '-01')::date + interval '1 month') AT TIME ZONE 'Europe/Zurich'`;
      const [state] = await this.database.query<{ over: boolean }>(
        `SELECT ledger_clock() >= ${end} AS over FROM (SELECT FROM billing_account WHERE id = $1 FOR UPDATE) a`,
        [accountId, month],
      );
      if (!state?.over) return undefined;
      const [row] = await this.database.query<{ seq: string }>(`SELECT statement_last_seq($1, ${end})::text AS seq`, [
        accountId,
        month,
      ]);
      return row?.seq;
    });
  }

  /** The debits by everything that a statement shows, read once. */
  usage({ accountId, firstSeq, lastSeq }: BookingRange): Promise<UsageSum[]> {
    return this.database.query(
      `SELECT CASE grouping(connector_type, model, feature, automation_id, user_id, day)
           WHEN 31 THEN 'connectorType' WHEN 15 THEN 'model' WHEN 55 THEN 'feature' WHEN 59 THEN 'automationId'
           WHEN 61 THEN 'userId' ELSE 'day' END AS grouping,
         connector_type AS "connectorType", model, feature, automation_id AS "automationId", user_id AS "userId",
         day::text, count(*)::text AS calls, sum(input)::text AS "inputTokens", sum(output)::text AS "outputTokens",
         sum(amount)::text AS amount
       FROM (SELECT connector_type, model, feature, automation_id, user_id, -amount AS amount,
           (created_at AT TIME ZONE 'Europe/Zurich')::date AS day,
           coalesce((usage->>'input')::bigint, 0) + coalesce((usage->>'cacheRead')::bigint, 0)
             + coalesce((usage->>'cacheWrite')::bigint, 0) + coalesce((usage->>'cacheWriteLong')::bigint, 0) AS input,
           coalesce((usage->>'output')::bigint, 0) AS output
         FROM billing_transaction WHERE account_id = $1 AND seq BETWEEN $2 AND $3 AND type = 'debit') b
       GROUP BY GROUPING SETS ((connector_type), (connector_type, model), (feature), (automation_id), (user_id), (day))`,
      [accountId, firstSeq, lastSeq],
    );
  }

  /** In the order in which they were booked. */
  movements({ accountId, firstSeq, lastSeq }: BookingRange): Promise<MovementRow[]> {
    return this.database.query(
      `SELECT t.id, t.seq::int, to_char(t.created_at AT TIME ZONE 'Europe/Zurich', 'YYYY-MM-DD HH24:MI:SS') AS "localTime",
         t.type, t.amount::text, t.reason, t.reference,
         CASE r.type WHEN 'debit' THEN (r.created_at AT TIME ZONE 'Europe/Zurich')::date::text END AS "reversedDay"
       FROM billing_transaction t LEFT JOIN billing_transaction r ON r.id = t.reversal_of
       WHERE t.account_id = $1 AND t.seq BETWEEN $2 AND $3 AND t.type <> 'debit' ORDER BY t.seq`,
      [accountId, firstSeq, lastSeq],
    );
  }
}
