import { createHash } from 'node:crypto';
import { parseChf } from '@nyla/money';
import { type Receipt, recomputeReceipt } from '../../src/aicore/aicore.facade.js';
import type { Database } from '../../src/database/database.js';

/**
 * The ledger's invariants, written a second time and in other words than `verify`, so that a fault in one of the two
 * shows. Each query answers the rows that break its rule.
 */
const RULES: Readonly<Record<string, string>> = {
  'balance = Σ amounts': `
    SELECT id FROM billing_account a
    WHERE balance <> (SELECT coalesce(sum(amount), 0) FROM billing_transaction t WHERE t.account_id = a.id)`,
  'seq counts from 1 without gaps and ends at last_seq': `
    SELECT account_id FROM (
      SELECT account_id, seq, row_number() OVER (PARTITION BY account_id ORDER BY seq) AS place FROM billing_transaction) t
    WHERE seq <> place
    UNION ALL
    SELECT id FROM billing_account a
    WHERE last_seq <> (SELECT count(*) FROM billing_transaction t WHERE t.account_id = a.id)`,
  'balance_after = balance_after before + amount': `
    SELECT t.id FROM billing_transaction t
    LEFT JOIN billing_transaction p ON p.account_id = t.account_id AND p.seq = t.seq - 1
    WHERE t.balance_after <> coalesce(p.balance_after, 0) + t.amount`,
  'held = Σ open holds, never negative': `
    SELECT id FROM billing_account a
    WHERE held < 0 OR held <>
      (SELECT coalesce(sum(amount), 0) FROM billing_hold h WHERE h.account_id = a.id AND h.status = 'open')`,
  'balance − held ≥ −credit_limit': `
    SELECT id FROM billing_account WHERE credit_limit IS NOT NULL AND balance - held < -credit_limit`,
  'a call has at most one booking, and a hold or a booking': `
    SELECT id FROM billing_hold INTERSECT SELECT id FROM billing_transaction`,
  'statistics = Σ debits': `
    SELECT mandate_id FROM (
      SELECT mandate_id, day, user_id, connector_type, model, feature, automation_id, calls, input_tokens,
        cache_read_tokens, cache_write_tokens, output_tokens, search_requests, amount FROM billing_usage_daily
      UNION ALL
      SELECT mandate_id, (created_at AT TIME ZONE 'Europe/Zurich')::date, user_id, connector_type, model, feature,
        automation_id, -1, -(usage->>'input')::bigint, -(usage->>'cacheRead')::bigint,
        -(usage->>'cacheWrite')::bigint - (usage->>'cacheWriteLong')::bigint, -(usage->>'output')::bigint,
        -(usage->>'searchRequests')::bigint, amount FROM billing_transaction WHERE type = 'debit') both_sides
    GROUP BY mandate_id, day, user_id, connector_type, model, feature, automation_id
    HAVING (sum(calls), sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens),
      sum(search_requests), sum(amount)) <> (0, 0, 0, 0, 0, 0, 0)`,
  'statistics without people = Σ those with': `
    SELECT mandate_id FROM (
      SELECT mandate_id, day, connector_type, model, feature, calls, input_tokens, cache_read_tokens, cache_write_tokens,
        output_tokens, search_requests, amount FROM billing_mandate_usage_daily
      UNION ALL
      SELECT mandate_id, day, connector_type, model, feature, -calls, -input_tokens, -cache_read_tokens, -cache_write_tokens,
        -output_tokens, -search_requests, -amount FROM billing_usage_daily) both_sides
    GROUP BY mandate_id, day, connector_type, model, feature
    HAVING (sum(calls), sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens),
      sum(search_requests), sum(amount)) <> (0, 0, 0, 0, 0, 0, 0)`,
  'a budget has used Σ its bookings and holds Σ its open holds, never less than nothing': `
    SELECT id FROM billing_budget b
    WHERE held < 0 OR used < 0
      OR used <> (SELECT coalesce(-sum(amount), 0) FROM billing_transaction t WHERE b.id = ANY (t.budget_ids))
      OR held <> (SELECT coalesce(sum(budget_amount), 0) FROM billing_hold h WHERE b.id = ANY (h.budget_ids) AND status = 'open')`,
  'a call names budgets of its own mandate, each once': `
    SELECT c.id FROM (
      SELECT id, mandate_id, unnest(budget_ids) AS budget_id FROM billing_transaction
      UNION ALL SELECT h.id, a.mandate_id, unnest(h.budget_ids) FROM billing_hold h JOIN billing_account a ON a.id = h.account_id) c
    LEFT JOIN billing_budget b ON b.id = c.budget_id
    GROUP BY c.id, c.budget_id HAVING count(*) > 1 OR bool_or(b.mandate_id IS DISTINCT FROM c.mandate_id)`,
  'transfers sum to zero': `
    SELECT 'all' FROM billing_transaction WHERE type = 'transfer' HAVING sum(amount) <> 0`,
};

const ALL_RULES = Object.entries(RULES)
  .map(([rule, sql]) => `SELECT $$${rule}$$ AS rule, row_to_json(broken)::text AS subject FROM (${sql}) broken`)
  .join(' UNION ALL ');

// One more copy of what a hash covers, so that a changed order or a forgotten column does not go unnoticed.
const CHAIN = `
  SELECT a.id AS account_id, a.head_hash, t.hash, t.type, t.amount::text, t.shortfall::text, t.receipt,
    json_build_array(t.id, t.account_id, t.mandate_id, t.seq, t.type, t.amount::text, t.balance_after::text,
      to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), t.user_id, t.feature, t.connector_type,
      t.model, t.outcome, t.estimated, t.late, t.shortfall::text, t.usage, t.receipt, t.reason, t.reference, t.chat_id,
      t.message_id, t.automation_id, t.run_id, t.api_key_id, t.reversal_of, t.provider_request_id)::text
      || CASE WHEN t.budget_ids IS NULL THEN '' ELSE '["' || array_to_string(t.budget_ids, '", "') || '"]' END AS canonical
  FROM billing_account a JOIN billing_transaction t ON t.account_id = a.id ORDER BY a.id, t.seq`;

interface ChainRow {
  readonly account_id: string;
  readonly head_hash: Buffer;
  readonly hash: Buffer;
  readonly canonical: string;
  readonly type: string;
  readonly amount: string;
  readonly shortfall: string;
  readonly receipt: Receipt | null;
}

/** Everything in the ledger that breaks a rule; empty for a sound ledger. */
export async function brokenInvariants(database: Database): Promise<string[]> {
  const [broken, chain] = await Promise.all([
    database.query<{ rule: string; subject: string }>(ALL_RULES),
    database.query<ChainRow>(CHAIN),
  ]);
  return [...broken.map(({ rule, subject }) => `${rule}: ${subject}`), ...brokenReceipts(chain), ...brokenLinks(chain)];
}

function brokenReceipts(chain: readonly ChainRow[]): string[] {
  return chain
    .filter(({ type, amount, shortfall, receipt }) => {
      const charged = parseChf(shortfall) - parseChf(amount);
      return type === 'debit' && (!receipt || recomputeReceipt(receipt) !== charged);
    })
    .map(({ canonical }) => `receipts recompute: ${canonical}`);
}

function brokenLinks(chain: readonly ChainRow[]): string[] {
  const broken: string[] = [];
  const heads = new Map<string, Buffer>();
  for (const row of chain) {
    const previous = heads.get(row.account_id) ?? Buffer.alloc(0);
    const expected = createHash('sha256').update(previous).update(row.canonical, 'utf8').digest();
    if (!expected.equals(row.hash)) broken.push(`hash chain: ${row.canonical}`);
    heads.set(row.account_id, row.hash);
  }
  for (const { account_id, head_hash } of chain) {
    if (!heads.get(account_id)?.equals(head_hash)) broken.push(`head hash: ${account_id}`);
  }
  return broken;
}
