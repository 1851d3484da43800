import pg from 'pg';
import type { CallTemplate } from './history-templates.js';

/** What is generated: the same bookings for the same figures, on every machine. */
export interface HistoryPlan {
  readonly seed: number;
  /** First and last moment of the bookings. */
  readonly from: Date;
  readonly to: Date;
  readonly mandates: readonly MandatePlan[];
}

export interface MandatePlan {
  readonly mandateId: string;
  readonly accountId: string;
  readonly userIds: readonly string[];
  readonly bookings: number;
}

/** Bookings of one statement: more would be held in memory at once. */
const CHUNK = 100_000;

/**
 * Writes bookings with everything that depends on them: balances, numbers, hashes, statistics. It goes past the
 * ledger's functions, which take one call after the other, and so is for empty accounts of a test installation only;
 * `verify` finds nothing wrong with what it writes.
 */
export class HistoryGenerator {
  constructor(
    private readonly url: string,
    private readonly templates: readonly CallTemplate[],
    private readonly chunk = CHUNK,
  ) {}

  /** @param connections how many accounts are filled at once */
  async generate(plan: HistoryPlan, connections: number, onBooked: (bookings: number) => void): Promise<void> {
    const waiting = plan.mandates.toSorted((a, b) => b.bookings - a.bookings);
    const work = async (): Promise<void> => {
      const client = new pg.Client({ connectionString: this.url });
      await client.connect();
      try {
        await this.prepare(client);
        for (let mandate = waiting.shift(); mandate; mandate = waiting.shift()) {
          // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- our own, not an array's
          await this.write(client, plan, mandate);
          onBooked(mandate.bookings);
        }
      } finally {
        await client.end();
      }
    };
    await Promise.all(Array.from({ length: connections }, () => work()));
    await this.finish();
  }

  private async prepare(client: pg.Client): Promise<void> {
    await client.query(`
      SET synchronous_commit = off; SET jit = off; SET work_mem = '256MB';
      -- The ledger's own seal as a running total: each booking's hash follows from the one before.
      CREATE FUNCTION pg_temp.chain_step(previous bytea, start bytea, t billing_transaction) RETURNS bytea
        LANGUAGE sql STABLE AS 'SELECT ledger_seal(coalesce(previous, start), t)';
      CREATE AGGREGATE pg_temp.chain(bytea, billing_transaction) (sfunc = pg_temp.chain_step, stype = bytea);
      CREATE TEMP TABLE template (n int PRIMARY KEY, connector_type text, model text, amount numeric(20,9),
        usage jsonb, receipt jsonb)`);
    await client.query(
      `INSERT INTO template SELECT (ordinality - 1)::int, e->>'connectorType', e->>'model', (e->>'amount')::numeric,
         e->'usage', e->'receipt' FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS t (e)`,
      [JSON.stringify(this.templates)],
    );
  }

  /** One account, a chunk at a time; the chain goes on where the chunk before has ended. */
  private async write(client: pg.Client, { seed, from, to }: HistoryPlan, mandate: MandatePlan): Promise<void> {
    await client.query('BEGIN');
    const { rows } = await client.query('SELECT last_seq FROM billing_account WHERE id = $1 FOR UPDATE', [
      mandate.accountId,
    ]);
    if (rows[0]?.last_seq !== '0') throw new Error(`account ${mandate.accountId} is not there, or not empty`);
    for (let first = 1; first <= mandate.bookings; first += this.chunk) {
      await client.query(FILL, [
        mandate.accountId,
        mandate.mandateId,
        mandate.userIds,
        first,
        Math.min(first + this.chunk - 1, mandate.bookings),
        mandate.bookings,
        from,
        to,
        `${seed} ${mandate.accountId}`,
        this.templates.length,
      ]);
    }
    await client.query('COMMIT');
  }

  private async finish(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      await client.query(
        'VACUUM (ANALYZE) billing_transaction, billing_usage_daily, billing_mandate_usage_daily, billing_account',
      );
    } finally {
      await client.end();
    }
  }
}

/**
 * The first booking of an account is the credit for all that follows. Times ascend with the numbers; ids begin with
 * their time, as those of the ledger do. Which call a booking repeats, and whose it is, comes from a hash of the seed
 * and the number.
 */
const FILL = `
  WITH account AS (SELECT * FROM billing_account WHERE id = $1),
  numbered AS (
    SELECT n AS seq, md5($9 || ' ' || n) AS draw,
      date_trunc('milliseconds', $7::timestamptz + ($8::timestamptz - $7::timestamptz) * (n::float8 / $6::int)) AS created_at
    FROM generate_series($4::int, $5::int) AS n
  ),
  drawn AS (
    SELECT seq, draw, created_at, ('x' || substr(draw, 1, 7))::bit(28)::int AS a, ('x' || substr(draw, 8, 7))::bit(28)::int AS b,
      (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || '7' || substr(draw, 15, 3)
        || '8' || substr(draw, 18, 15))::uuid AS id
    FROM numbered
  ),
  priced AS (
    SELECT d.*, CASE WHEN seq = 1 THEN (SELECT max(amount) FROM template) * $6::int ELSE -t.amount END AS amount,
      CASE WHEN seq > 1 THEN t.connector_type END AS connector_type, CASE WHEN seq > 1 THEN t.model END AS model,
      CASE WHEN seq > 1 THEN t.usage END AS usage, CASE WHEN seq > 1 THEN t.receipt END AS receipt
    FROM drawn d JOIN template t ON t.n = d.a % $10
  ),
  unsealed AS (
    SELECT p.id, account.id AS account_id, $2::uuid AS mandate_id, p.seq::bigint AS seq,
      CASE WHEN seq = 1 THEN 'credit' ELSE 'debit' END AS type, p.amount::numeric(20,9) AS amount,
      (account.balance + sum(p.amount) OVER (ORDER BY seq))::numeric(20,9) AS balance_after, p.created_at,
      ($3::uuid[])[1 + b % cardinality($3::uuid[])] AS user_id,
      CASE WHEN seq > 1 THEN CASE WHEN b % 10 < 7 THEN 'chat' ELSE 'api' END END AS feature,
      p.connector_type, p.model, CASE WHEN seq > 1 THEN 'completed' END AS outcome, false AS estimated, false AS late,
      0::numeric(20,9) AS shortfall, p.usage, p.receipt,
      CASE WHEN seq = 1 THEN 'generated' END AS reason, NULL::text AS reference, NULL::uuid AS chat_id,
      NULL::uuid AS message_id, NULL::uuid AS automation_id, NULL::uuid AS run_id, NULL::uuid AS api_key_id,
      NULL::uuid AS reversal_of, NULL::text AS provider_request_id, NULL::bytea AS hash, NULL::uuid[] AS budget_ids
    FROM priced p CROSS JOIN account
  ),
  booked AS (
    INSERT INTO billing_transaction
    SELECT id, account_id, mandate_id, seq, type, amount, balance_after, created_at, user_id, feature, connector_type, model,
      outcome, estimated, late, shortfall, usage, receipt, reason, reference, chat_id, message_id, automation_id, run_id,
      api_key_id, reversal_of, provider_request_id,
      pg_temp.chain(head_hash, ROW(unsealed.*)::billing_transaction) OVER (ORDER BY seq), budget_ids
    FROM unsealed CROSS JOIN (SELECT head_hash FROM account) AS head RETURNING *
  ),
  counted AS MATERIALIZED (
    SELECT ledger_book_usage(array_agg(ROW(b.*)::billing_transaction)) FROM booked b
  ),
  ended AS (
    SELECT seq, balance_after, hash FROM booked ORDER BY seq DESC LIMIT 1
  )
  UPDATE billing_account a SET balance = ended.balance_after, last_seq = ended.seq, head_hash = ended.hash
  FROM ended, (SELECT count(c.*) FROM counted c) AS done WHERE a.id = $1
`;
