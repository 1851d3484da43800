import { createHash } from 'node:crypto';
import pg from 'pg';
import { VerifyService } from '../../src/billing/ledger/verify.service.js';
import type { TestApp } from './test-app.js';

/** The ledger's promises in SQL of the tests' own, so that a blind `verify` is found out. Each query lists what breaks one. */
const PROMISES: Readonly<Record<string, string>> = {
  'balance = Σ bookings': `
    SELECT a.id, a.balance, coalesce(sum(t.amount), 0) AS found FROM billing_account a
    LEFT JOIN billing_transaction t ON t.account_id = a.id GROUP BY a.id HAVING a.balance <> coalesce(sum(t.amount), 0)`,
  'held = Σ open holds': `
    SELECT a.id, a.held, coalesce(sum(h.amount), 0) AS found FROM billing_account a
    LEFT JOIN billing_hold h ON h.account_id = a.id AND h.status = 'open'
    GROUP BY a.id HAVING a.held <> coalesce(sum(h.amount), 0)`,
  'used = Σ bookings, held = Σ open holds of a budget': `
    SELECT id, used, held FROM billing_budget b
    WHERE used <> (SELECT coalesce(-sum(amount), 0) FROM billing_transaction WHERE b.id = ANY (budget_ids))
      OR held <> (SELECT coalesce(sum(budget_amount), 0) FROM billing_hold WHERE b.id = ANY (budget_ids) AND status = 'open')`,
  'balance − held ≥ −limit': 'SELECT id FROM billing_account WHERE balance - held < -credit_limit',
  'numbers without gaps': `
    SELECT a.id FROM billing_account a LEFT JOIN billing_transaction t ON t.account_id = a.id
    GROUP BY a.id HAVING count(t.id) <> a.last_seq OR coalesce(max(t.seq), 0) <> a.last_seq`,
  'balance_after = balance before + amount': `
    SELECT id FROM (SELECT id, balance_after, sum(amount) OVER (PARTITION BY account_id ORDER BY seq) AS expected
      FROM billing_transaction) b WHERE balance_after <> expected`,
  'statistics = Σ debits': `
    SELECT coalesce(d.mandate_id, t.mandate_id) AS mandate_id, d.calls, d.amount, t.calls, t.amount FROM
      (SELECT mandate_id, sum(calls) AS calls, sum(amount) AS amount FROM billing_usage_daily GROUP BY 1) d
      FULL JOIN (SELECT mandate_id, count(*) AS calls, -sum(amount) AS amount FROM billing_transaction
        WHERE type = 'debit' GROUP BY 1) t USING (mandate_id)
    WHERE d.calls IS DISTINCT FROM t.calls OR d.amount IS DISTINCT FROM t.amount`,
  'statistics without people = statistics with': `
    SELECT coalesce(m.mandate_id, d.mandate_id) AS mandate_id FROM
      (SELECT mandate_id, sum(calls) AS calls, sum(output_tokens) AS tokens, sum(amount) AS amount FROM billing_mandate_usage_daily GROUP BY 1) m
      FULL JOIN (SELECT mandate_id, sum(calls) AS calls, sum(output_tokens) AS tokens, sum(amount) AS amount FROM billing_usage_daily GROUP BY 1) d
        USING (mandate_id)
    WHERE (m.calls, m.tokens, m.amount) IS DISTINCT FROM (d.calls, d.tokens, d.amount)`,
  // Beside it there may be a search, and attempts of other models that failed.
  'one booking per answer and model': `
    SELECT message_id, connector_type, model FROM billing_transaction WHERE message_id IS NOT NULL
    GROUP BY 1, 2, 3 HAVING count(*) > 1`,
  'a booked hold is gone': 'SELECT id FROM billing_hold JOIN billing_transaction USING (id)',
};

interface SealedRow {
  readonly account_id: string;
  readonly seq: string;
  readonly canonical: string;
  readonly hash: Buffer;
}

/** Fails unless the whole ledger behind a gateway agrees with itself, by its own account and by ours. */
export async function expectLedgerClean(app: TestApp): Promise<void> {
  const verification = await app.get(VerifyService).verify();
  expect(verification.differences).toEqual([]);
  const client = new pg.Client({ connectionString: app.databases.urls.billing });
  await client.connect();
  try {
    for (const [promise, sql] of Object.entries(PROMISES)) {
      expect({ promise, broken: (await client.query(sql)).rows }).toEqual({ promise, broken: [] });
    }
    expect(await brokenSeals(client)).toEqual([]);
  } finally {
    await client.end();
  }
}

async function brokenSeals(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<SealedRow>(
    'SELECT account_id, seq, ledger_canonical(t) AS canonical, hash FROM billing_transaction t ORDER BY account_id, t.seq',
  );
  let previous: { accountId: string; hash: Buffer } | undefined;
  return rows.flatMap((row) => {
    const before = previous?.accountId === row.account_id ? previous.hash : Buffer.alloc(0);
    previous = { accountId: row.account_id, hash: row.hash };
    const expected = createHash('sha256').update(before).update(row.canonical).digest();
    return expected.equals(row.hash) ? [] : [`${row.account_id} ${row.seq}`];
  });
}
