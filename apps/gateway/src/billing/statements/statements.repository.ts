import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/http/cursor.js';
import { newId } from '../../common/ids.js';
import { BillingDatabase } from '../../database/billing-database.js';
import type { DueStatement, FullStatementRow, NewStatement, StatementRow, StatementSums } from './statement.types.js';

/** Which statements may be seen. */
export interface StatementFilter {
  readonly month?: string | undefined;
  /** Only those of this person's own account. */
  readonly ownerId?: string | undefined;
}

export interface MonthSums extends StatementSums {
  readonly month: string;
  readonly statements: string;
}

/** Which statements to make. */
export interface DueFilter {
  /** Up to this month. */
  readonly month: string;
  readonly mandateId?: string | undefined;
}

const SUMS = ['opening', 'credits', 'adjustments', 'transfers', 'expiry', 'usage', 'closing'] as const;
const COLUMNS = `id, mandate_id AS "mandateId", account_id AS "accountId", user_id AS "userId", month, year, number,
  content->>'ownerName' AS "ownerName", first_seq::text AS "firstSeq", last_seq::text AS "lastSeq", calls::text,
  ${SUMS.map((name) => `${name}::text`).join(', ')},
  to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt"`;

/** Statements: written once, never changed. */
@Injectable()
export class StatementsRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** The month that the ledger's clock shows; the one before is the last that has ended. */
  async currentMonth(): Promise<string> {
    const [row] = await this.database.query<{ month: string }>(
      `SELECT to_char(ledger_clock() AT TIME ZONE 'Europe/Zurich', 'YYYY-MM') AS month`,
    );
    return row?.month ?? '';
  }

  /** Of each account with bookings the first month that lacks a statement: the oldest month first. */
  due({ month, mandateId }: DueFilter): Promise<DueStatement[]> {
    return this.database.query(
      `SELECT a.id AS "accountId", a.mandate_id AS "mandateId", a.user_id AS "userId", s.billing_model AS "billingModel",
         m.month, coalesce(l.last_seq + 1, 1)::text AS "firstSeq", coalesce(l.closing, 0)::text AS opening
       FROM billing_account a
       JOIN billing_settings s ON s.mandate_id = a.mandate_id
       LEFT JOIN LATERAL (SELECT month, last_seq, closing FROM billing_statement
         WHERE account_id = a.id ORDER BY month DESC LIMIT 1) l ON true
       CROSS JOIN LATERAL (SELECT CASE WHEN l.month IS NOT NULL
         THEN to_char((l.month || '-01')::date + interval '1 month', 'YYYY-MM')
         ELSE (SELECT to_char(created_at AT TIME ZONE 'Europe/Zurich', 'YYYY-MM')
           FROM billing_transaction WHERE account_id = a.id AND seq = 1) END AS month) m
       WHERE a.last_seq > 0 AND m.month <= $1 AND ($2::uuid IS NULL OR a.mandate_id = $2)
       ORDER BY m.month, a.mandate_id, a.user_id NULLS FIRST`,
      [month, mandateId ?? null],
    );
  }

  /**
   * Stores it under the next number of its mandate and year; undefined where another gateway was first. The number
   * goes back with the transaction when anything fails.
   */
  async insert({ due, lastSeq, content, ...sums }: NewStatement): Promise<string | undefined> {
    const { mandateId, accountId, userId, month } = due;
    const year = Number(month.slice(0, 4));
    await this.database.query(
      `INSERT INTO billing_statement_number (mandate_id, year) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [mandateId, year],
    );
    await this.database.query('SELECT FROM billing_statement_number WHERE mandate_id = $1 AND year = $2 FOR UPDATE', [
      mandateId,
      year,
    ]);
    const made = await this.database.query('SELECT FROM billing_statement WHERE account_id = $1 AND month = $2', [
      accountId,
      month,
    ]);
    if (made.length > 0) return undefined;
    const id = newId();
    await this.database.query(
      `WITH n AS (UPDATE billing_statement_number SET last_number = last_number + 1
         WHERE mandate_id = $2 AND year = $6 RETURNING last_number)
       INSERT INTO billing_statement (id, mandate_id, account_id, user_id, month, year, number, first_seq, last_seq, content,
         calls, ${SUMS.join(', ')}, created_at)
       SELECT $1, $2, $3, $4, $5, $6, n.last_number, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, ledger_clock()
       FROM n RETURNING id`,
      [
        id,
        mandateId,
        accountId,
        userId,
        month,
        year,
        due.firstSeq,
        lastSeq,
        JSON.stringify(content),
        sums.calls,
        ...SUMS.map((name) => sums[name]),
      ],
    );
    return id;
  }

  /** The latest month first. */
  list(
    mandateId: string,
    { month, ownerId }: StatementFilter,
    cursor: Cursor | undefined,
    limit: number,
  ): Promise<StatementRow[]> {
    return this.database.query(
      `SELECT ${COLUMNS} FROM billing_statement
       WHERE mandate_id = $1 AND ($2::text IS NULL OR month = $2) AND ($3::uuid IS NULL OR user_id = $3)
         AND ($4::text IS NULL OR (month, id) < ($4, $5::uuid))
       ORDER BY month DESC, id DESC LIMIT $6`,
      [mandateId, month ?? null, ownerId ?? null, cursor?.createdAt.slice(0, 7) ?? null, cursor?.id ?? null, limit],
    );
  }

  /** The statements of each of these months together. */
  sumMonths(mandateId: string, months: readonly string[], { ownerId }: StatementFilter): Promise<MonthSums[]> {
    return this.database.query(
      `SELECT month, count(*)::text AS statements, sum(calls)::text AS calls,
         ${SUMS.map((name) => `sum(${name})::text AS ${name}`).join(', ')}
       FROM billing_statement WHERE mandate_id = $1 AND month = ANY ($2) AND ($3::uuid IS NULL OR user_id = $3)
       GROUP BY month ORDER BY month DESC`,
      [mandateId, months, ownerId ?? null],
    );
  }

  async find(mandateId: string, id: string, { ownerId }: StatementFilter): Promise<FullStatementRow | undefined> {
    const [row] = await this.database.query<FullStatementRow>(
      `SELECT ${COLUMNS}, content FROM billing_statement
       WHERE mandate_id = $1 AND id = $2 AND ($3::uuid IS NULL OR user_id = $3)`,
      [mandateId, id, ownerId ?? null],
    );
    return row;
  }
}
