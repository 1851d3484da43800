import type pg from 'pg';

/**
 * Books many small calls by SQL, a minute apart, as the ledger would have: running balance, numbers and daily
 * statistics agree. Their hashes are right only with `sealed`, which takes a while.
 */
export async function bookMany(
  billing: pg.Pool,
  mandateId: string,
  {
    userIds,
    count,
    sealed = false,
  }: { readonly userIds: readonly string[]; readonly count: number; readonly sealed?: boolean },
): Promise<void> {
  await billing.query(
    `INSERT INTO billing_transaction (id, account_id, mandate_id, seq, type, amount, balance_after, created_at, user_id,
       feature, connector_type, model, outcome, usage, receipt, reference, hash)
     SELECT gen_random_uuid(), a.id, a.mandate_id, a.last_seq + n, 'debit', -(n % 97 + 1) * 0.000012345,
       a.balance - sum((n % 97 + 1) * 0.000012345) OVER (ORDER BY n), now() - ($3::int - n) * interval '1 minute',
       ($2::uuid[])[n % array_length($2::uuid[], 1) + 1], (ARRAY['chat', 'automation', 'api'])[n % 3 + 1],
       (ARRAY['openai', 'anthropic', 'demo'])[n % 3 + 1], 'model-' || n % 7, 'completed',
       jsonb_build_object('input', n % 1000, 'cacheRead', 5, 'cacheWrite', 0, 'cacheWriteLong', 0, 'output', n % 300,
         'reasoning', 0, 'searchRequests', 0, 'searchCredits', 0),
       jsonb_build_object('padding', repeat('x', 200)), 'Referenz ' || n, ''
     FROM billing_account a CROSS JOIN generate_series(1, $3::int) AS n
     WHERE a.mandate_id = $1 AND a.user_id IS NULL`,
    [mandateId, userIds, count],
  );
  if (sealed) await seal(billing, mandateId);
  await billing.query(
    `UPDATE billing_account a SET last_seq = t.seq, balance = t.balance_after, head_hash = t.hash
     FROM billing_transaction t WHERE a.mandate_id = $1 AND a.user_id IS NULL AND t.account_id = a.id
       AND t.seq = (SELECT max(seq) FROM billing_transaction WHERE account_id = a.id)`,
    [mandateId],
  );
  await billing.query(
    `SELECT ledger_book_usage(array_agg(t)) FROM billing_transaction t
     WHERE t.mandate_id = $1 AND t.reference LIKE 'Referenz %'`,
    [mandateId],
  );
  await billing.query('ANALYZE billing_transaction, billing_usage_daily');
}

/** Bookings are append-only, so that their hashes are written with the triggers off. */
async function seal(billing: pg.Pool, mandateId: string): Promise<void> {
  const client = await billing.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(`SELECT set_config('nyla.sealed', $1, false)`, [mandateId]);
    await client.query(`DO $$
      DECLARE t billing_transaction; head bytea := ''; BEGIN
        FOR t IN SELECT * FROM billing_transaction b WHERE mandate_id = current_setting('nyla.sealed')::uuid ORDER BY account_id, seq LOOP
          IF t.hash = '' THEN
            head := ledger_seal(head, t);
            UPDATE billing_transaction SET hash = head WHERE id = t.id;
          ELSE head := t.hash;
          END IF;
        END LOOP;
      END $$`);
  } finally {
    // Not back to the pool: the next to use it would have the triggers off.
    client.release(true);
  }
}
