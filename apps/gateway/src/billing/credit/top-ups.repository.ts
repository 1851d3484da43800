import { Injectable } from '@nestjs/common';
import type { BillingModel, TopUpKind, TopUpState } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import type { Cursor } from '../../common/http/cursor.js';
import { BillingDatabase } from '../../database/billing-database.js';

/** A top-up as stored; amounts are decimal strings in CHF, times ISO 8601 with microseconds. */
export interface TopUpRow {
  readonly id: string;
  readonly mandate_id: string;
  readonly kind: TopUpKind;
  readonly state: TopUpState;
  readonly amount: string;
  readonly booked_amount: string | null;
  readonly user_id: string;
  readonly note: string | null;
  readonly reference: string | null;
  readonly reason: string | null;
  readonly transaction_id: string | null;
  readonly created_at: string;
  readonly decided_at: string | null;
  readonly reversed: boolean;
}

/** The same with where its mandate stands now. */
export interface RequestRow extends TopUpRow {
  readonly billing_model: BillingModel | null;
  readonly balance: string | null;
}

export interface NewTopUp {
  readonly id: string;
  readonly mandateId: string;
  readonly kind: TopUpKind;
  readonly amount: Nano;
  readonly userId: string;
  readonly note: string | null;
  readonly reference: string | null;
  /** Its booking, where it was booked at once. */
  readonly transactionId: string | null;
  readonly createdAt: Date;
}

export interface Decision {
  readonly state: Exclude<TopUpState, 'requested'>;
  readonly decidedBy: string;
  readonly decidedAt: Date;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly bookedAmount: Nano | null;
  readonly transactionId: string | null;
}

const iso = (column: string) => `to_char(t.${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS ${column}`;
const REVERSED = 'EXISTS (SELECT FROM billing_transaction r WHERE r.reversal_of = t.transaction_id)';
const COLUMNS = `t.id, t.mandate_id, t.kind, t.state, t.amount::text, t.booked_amount::text, t.user_id, t.note, t.reference,
  t.reason, t.transaction_id, ${iso('created_at')}, ${iso('decided_at')}, ${REVERSED} AS reversed`;

/** Top-ups: what mandates booked themselves, what they asked for, and what became of it. */
@Injectable()
export class TopUpsRepository {
  constructor(private readonly database: BillingDatabase) {}

  async insert(added: NewTopUp): Promise<void> {
    const isBooked = added.transactionId !== null;
    await this.database.query(
      `INSERT INTO billing_top_up (id, mandate_id, kind, state, amount, booked_amount, user_id, note, reference,
         transaction_id, created_at, decided_by, decided_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        added.id,
        added.mandateId,
        added.kind,
        isBooked ? 'booked' : 'requested',
        toChf(added.amount),
        isBooked ? toChf(added.amount) : null,
        added.userId,
        added.note,
        added.reference,
        added.transactionId,
        added.createdAt.toISOString(),
        isBooked ? added.userId : null,
        isBooked ? added.createdAt.toISOString() : null,
      ],
    );
  }

  /** What the mandate has topped up by itself since the first moment of a day in Zurich, without what was reversed. */
  async selfTotal(mandateId: string, fromDay: string): Promise<Nano> {
    const [row] = await this.database.query<{ total: string }>(
      `SELECT coalesce(sum(t.amount), 0)::text AS total FROM billing_top_up t
       WHERE t.mandate_id = $1 AND t.kind = 'self' AND NOT ${REVERSED} AND t.created_at >= $2::date::timestamp AT TIME ZONE 'Europe/Zurich'`,
      [mandateId, fromDay],
    );
    return parseChf(row?.total ?? '0');
  }

  async countOpen(mandateId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM billing_top_up WHERE mandate_id = $1 AND state = 'requested'`,
      [mandateId],
    );
    return row?.count ?? 0;
  }

  async find(mandateId: string, id: string): Promise<TopUpRow | undefined> {
    const [row] = await this.database.query<TopUpRow>(
      `SELECT ${COLUMNS} FROM billing_top_up t WHERE t.mandate_id = $1 AND t.id = $2`,
      [mandateId, id],
    );
    return row;
  }

  /** A request that nobody else decides until the transaction ends. @param mandateId null: any, for the operator. */
  async lockRequest(mandateId: string | null, id: string): Promise<TopUpRow | undefined> {
    const [row] = await this.database.query<TopUpRow>(
      `SELECT ${COLUMNS} FROM billing_top_up t
       WHERE ($1::uuid IS NULL OR t.mandate_id = $1) AND t.id = $2 AND t.kind = 'request' FOR UPDATE`,
      [mandateId, id],
    );
    return row;
  }

  async decide(mandateId: string, id: string, decision: Decision): Promise<void> {
    await this.database.query(
      `UPDATE billing_top_up SET state = $3, decided_by = $4, decided_at = $5, reason = $6,
         reference = coalesce($7, reference), booked_amount = $8, transaction_id = $9
       WHERE mandate_id = $1 AND id = $2 AND state = 'requested'`,
      [
        mandateId,
        id,
        decision.state,
        decision.decidedBy,
        decision.decidedAt.toISOString(),
        decision.reason,
        decision.reference,
        decision.bookedAmount === null ? null : toChf(decision.bookedAmount),
        decision.transactionId,
      ],
    );
  }

  /** Newest first, at most `limit` after the cursor. @param kind undefined: both. */
  list(mandateId: string, kind: TopUpKind | undefined, cursor: Cursor | undefined, limit: number): Promise<TopUpRow[]> {
    return this.database.query<TopUpRow>(
      `SELECT ${COLUMNS} FROM billing_top_up t
       WHERE t.mandate_id = $1 AND ($2::text IS NULL OR t.kind = $2)
         AND ($3::timestamptz IS NULL OR (t.created_at, t.id) < ($3::timestamptz, $4::uuid))
       ORDER BY t.created_at DESC, t.id DESC LIMIT $5`,
      [mandateId, kind ?? null, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  /** Requests of all mandates, newest first, for the operator. */
  listRequests(state: TopUpState | undefined, cursor: Cursor | undefined, limit: number): Promise<RequestRow[]> {
    return this.database.query<RequestRow>(
      `SELECT ${COLUMNS}, s.billing_model, a.balance::text AS balance
       FROM billing_top_up t
       LEFT JOIN billing_settings s ON s.mandate_id = t.mandate_id
       LEFT JOIN billing_account a ON a.mandate_id = t.mandate_id AND a.user_id IS NULL
       WHERE t.kind = 'request' AND ($1::text IS NULL OR t.state = $1)
         AND ($2::timestamptz IS NULL OR (t.created_at, t.id) < ($2::timestamptz, $3::uuid))
       ORDER BY t.created_at DESC, t.id DESC LIMIT $4`,
      [state ?? null, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }
}
