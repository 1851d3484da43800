import { Injectable } from '@nestjs/common';
import type { BilledUsage, Receipt } from '../../aicore/aicore.facade.js';
import { BillingDatabase } from '../../database/billing-database.js';

/** Something in the ledger that is not as it must be. */
export interface Difference {
  readonly rule: string;
  readonly accountId: string | null;
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}

export interface ReceiptRow {
  readonly id: string;
  readonly account_id: string;
  readonly amount: string;
  readonly shortfall: string;
  readonly connector_type: string;
  readonly model: string;
  readonly created_at: Date;
  readonly usage: Partial<BilledUsage> | null;
  readonly receipt: Receipt | null;
}

const DIFFERENCES: readonly string[] = [
  `SELECT 'balance is the sum of the bookings' AS rule, a.id AS "accountId", a.id::text AS subject,
     coalesce(sum(t.amount), 0)::text AS expected, a.balance::text AS found
   FROM billing_account a LEFT JOIN billing_transaction t ON t.account_id = a.id
   GROUP BY a.id HAVING a.balance <> coalesce(sum(t.amount), 0)`,
  `SELECT 'bookings are numbered without gaps' AS rule, a.id AS "accountId", a.id::text AS subject,
     a.last_seq::text AS expected, count(t.id)::text || ' up to ' || coalesce(max(t.seq), 0) AS found
   FROM billing_account a LEFT JOIN billing_transaction t ON t.account_id = a.id
   GROUP BY a.id HAVING count(t.id) <> a.last_seq OR coalesce(max(t.seq), 0) <> a.last_seq`,
  `SELECT 'each balance follows from the one before' AS rule, account_id AS "accountId", id::text AS subject,
     (before + amount)::text AS expected, balance_after::text AS found
   FROM (SELECT *, lag(balance_after, 1, 0::numeric(20,9)) OVER (PARTITION BY account_id ORDER BY seq) AS before
         FROM billing_transaction) t
   WHERE balance_after <> before + amount`,
  `SELECT 'the hash chain is unbroken' AS rule, account_id AS "accountId", id::text AS subject,
     encode(ledger_seal(before, row_of), 'hex') AS expected, encode(hash, 'hex') AS found
   FROM (SELECT t.id, t.account_id, t.hash, t AS row_of,
           lag(t.hash, 1, ''::bytea) OVER (PARTITION BY t.account_id ORDER BY t.seq) AS before
         FROM billing_transaction t) chained
   WHERE hash <> ledger_seal(before, row_of)`,
  `SELECT 'the account knows its last hash' AS rule, a.id AS "accountId", a.id::text AS subject,
     encode(t.hash, 'hex') AS expected, encode(a.head_hash, 'hex') AS found
   FROM billing_account a JOIN billing_transaction t ON t.account_id = a.id AND t.seq = a.last_seq
   WHERE t.hash <> a.head_hash`,
  `SELECT 'held is the sum of the open holds' AS rule, a.id AS "accountId", a.id::text AS subject,
     coalesce(sum(h.amount), 0)::text AS expected, a.held::text AS found
   FROM billing_account a LEFT JOIN billing_hold h ON h.account_id = a.id AND h.status = 'open'
   GROUP BY a.id HAVING a.held <> coalesce(sum(h.amount), 0)`,
  `SELECT 'free credit is never below nothing' AS rule, id AS "accountId", id::text AS subject,
     'at least 0' AS expected, (balance - held + credit_limit)::text AS found
   FROM billing_account WHERE balance - held + credit_limit < 0 OR held < 0`,
  `SELECT 'a balance below its threshold was noticed' AS rule, id AS "accountId", id::text AS subject,
     ledger_level(balance + credit_limit, warn_below) AS expected, alert AS found
   FROM billing_account WHERE alert <> 'off' AND credit_limit IS NOT NULL AND (
     (alert = 'armed' AND ledger_level(balance + credit_limit, warn_below) <> 'armed')
     OR (alert = 'low' AND balance + credit_limit <= 0))`,
  `SELECT 'a call has a hold or a booking, never both' AS rule, h.account_id AS "accountId", h.id::text AS subject,
     'one' AS expected, 'both' AS found
   FROM billing_hold h JOIN billing_transaction t ON t.id = h.id`,
  `SELECT 'a budget has used what its bookings came to' AS rule, NULL AS "accountId", id::text AS subject,
     coalesce(t.amount, 0)::text AS expected, coalesce(b.used::text, 'no budget') AS found
   FROM billing_budget b FULL JOIN (SELECT n.id, -sum(amount) AS amount
     FROM billing_transaction CROSS JOIN unnest(budget_ids) AS n (id) GROUP BY 1) t USING (id)
   WHERE b.used IS DISTINCT FROM coalesce(t.amount, 0)`,
  `SELECT 'a budget holds what its open holds come to' AS rule, NULL AS "accountId", id::text AS subject,
     coalesce(h.amount, 0)::text AS expected, coalesce(b.held::text, 'no budget') AS found
   FROM billing_budget b FULL JOIN (SELECT n.id, sum(budget_amount) AS amount
     FROM billing_hold CROSS JOIN unnest(budget_ids) AS n (id) WHERE status = 'open' GROUP BY 1) h USING (id)
   WHERE b.held IS DISTINCT FROM coalesce(h.amount, 0)`,
  `SELECT 'bookings are guarded against changes' AS rule, NULL AS "accountId", guard AS subject,
     'on' AS expected, CASE WHEN tgname IS NULL THEN 'missing' ELSE 'off' END AS found
   FROM unnest('{billing_transaction_immutable_tg,billing_transaction_truncate_tg}'::text[]) guard
   LEFT JOIN pg_trigger ON tgname = guard AND tgrelid = 'billing_transaction'::regclass
   WHERE tgenabled IS NULL OR tgenabled NOT IN ('O', 'A')`,
  `SELECT 'transfers sum to zero' AS rule, NULL AS "accountId", 'all transfers' AS subject,
     '0' AS expected, sum(amount)::text AS found
   FROM billing_transaction WHERE type = 'transfer' HAVING sum(amount) <> 0`,
  `SELECT 'statistics are the sum of the bookings' AS rule, NULL AS "accountId",
     concat_ws(' ', mandate_id, day, user_id, connector_type, model, feature, automation_id) AS subject,
     coalesce(b.sums, '0 calls') AS expected, coalesce(s.sums, '0 calls') AS found
   FROM (SELECT mandate_id, day, coalesce(user_id::text, '') AS user_id, connector_type, model, feature,
           coalesce(automation_id::text, '') AS automation_id,
           concat(calls, ' calls, CHF ', amount, ', tokens ', concat_ws(' ',
             input_tokens, cache_read_tokens, cache_write_tokens, output_tokens), ', searches ', search_requests) AS sums
         FROM billing_usage_daily) s
   FULL JOIN (SELECT mandate_id, (created_at AT TIME ZONE 'Europe/Zurich')::date AS day, coalesce(user_id::text, '') AS user_id,
           connector_type, model, feature, coalesce(automation_id::text, '') AS automation_id,
           concat(count(*), ' calls, CHF ', -sum(amount), ', tokens ', concat_ws(' ',
             coalesce(sum((usage->>'input')::bigint), 0), coalesce(sum((usage->>'cacheRead')::bigint), 0),
             sum(coalesce((usage->>'cacheWrite')::bigint, 0) + coalesce((usage->>'cacheWriteLong')::bigint, 0)),
             coalesce(sum((usage->>'output')::bigint), 0)),
             ', searches ', coalesce(sum((usage->>'searchRequests')::bigint), 0)) AS sums
         FROM billing_transaction WHERE type = 'debit' GROUP BY 1, 2, 3, 4, 5, 6, 7) b
     USING (mandate_id, day, user_id, connector_type, model, feature, automation_id)
   WHERE s.sums IS DISTINCT FROM b.sums`,
  `SELECT 'statistics without people are the sum of those with' AS rule, NULL AS "accountId",
     concat_ws(' ', mandate_id, day, connector_type, model, feature) AS subject,
     coalesce(b.sums, '0 calls') AS expected, coalesce(s.sums, '0 calls') AS found
   FROM (SELECT mandate_id, day, connector_type, model, feature, concat(calls, ' calls, CHF ', amount, ', tokens ',
           concat_ws(' ', input_tokens, cache_read_tokens, cache_write_tokens, output_tokens),
           ', searches ', search_requests) AS sums
         FROM billing_mandate_usage_daily) s
   FULL JOIN (SELECT mandate_id, day, connector_type, model, feature, concat(sum(calls), ' calls, CHF ', sum(amount), ', tokens ',
           concat_ws(' ', sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens)),
           ', searches ', sum(search_requests)) AS sums
         FROM billing_usage_daily GROUP BY 1, 2, 3, 4, 5) b
     USING (mandate_id, day, connector_type, model, feature)
   WHERE s.sums IS DISTINCT FROM b.sums`,
];

/** Compares the ledger with itself. All queries of one verification see one snapshot. */
@Injectable()
export class VerifyRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** Runs `work` on one unchanging picture of the ledger, while calls go on. */
  snapshot<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(async () => {
      await this.database.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      return work();
    });
  }

  /** @param onProgress told which share of the rules is done */
  async differences(onProgress: (share: number) => void): Promise<Difference[]> {
    const found: Difference[] = [];
    for (const [index, sql] of DIFFERENCES.entries()) {
      found.push(...(await this.database.query<Difference>(sql)));
      onProgress((index + 1) / DIFFERENCES.length);
    }
    return found;
  }

  async counts(): Promise<{ accounts: number; bookings: number; holds: number }> {
    const [row] = await this.database.query<{ accounts: string; bookings: string; holds: string }>(
      `SELECT (SELECT count(*) FROM billing_account) AS accounts, (SELECT count(*) FROM billing_transaction) AS bookings,
         (SELECT count(*) FROM billing_hold WHERE status = 'open') AS holds`,
    );
    return { accounts: Number(row?.accounts), bookings: Number(row?.bookings), holds: Number(row?.holds) };
  }

  /** Debits after an id, in the order of ids. */
  debitsAfter(id: string, limit: number): Promise<ReceiptRow[]> {
    return this.database.query<ReceiptRow>(
      `SELECT id, account_id, amount::text, shortfall::text, connector_type, model, created_at, usage, receipt
       FROM billing_transaction WHERE type = 'debit' AND id > $1 ORDER BY id LIMIT $2`,
      [id, limit],
    );
  }
}
