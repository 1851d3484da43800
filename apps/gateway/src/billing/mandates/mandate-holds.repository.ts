import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/http/cursor.js';
import { BillingDatabase } from '../../database/billing-database.js';
import type { CallPurpose } from '../ledger/ledger.types.js';

/** An open hold as stored; times are ISO 8601 with microseconds. */
export interface HoldRow {
  readonly id: string;
  readonly amount: string;
  readonly purpose: CallPurpose;
  readonly createdAt: string;
  readonly expiresAt: string;
}

const MICROSECONDS = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
const timeOf = (column: string, name: string) =>
  `to_char(h.${column} AT TIME ZONE 'UTC', ${MICROSECONDS}) AS "${name}"`;
const OPEN = `FROM billing_account a JOIN billing_hold h ON h.account_id = a.id
  WHERE a.mandate_id = $1 AND h.status = 'open'`;

/** Calls that are running. A row is gone when its call ends. */
@Injectable()
export class MandateHoldsRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** Newest first; `limit` rows from after `cursor`. */
  list(mandateId: string, limit: number, cursor: Cursor | undefined): Promise<HoldRow[]> {
    return this.database.query<HoldRow>(
      `SELECT h.id, h.amount::text, h.purpose, ${timeOf('created_at', 'createdAt')}, ${timeOf('expires_at', 'expiresAt')}
       ${OPEN} AND ($2::timestamptz IS NULL OR (h.created_at, h.id) < ($2::timestamptz, $3::uuid))
       ORDER BY h.created_at DESC, h.id DESC LIMIT $4`,
      [mandateId, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  async count(mandateId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(`SELECT count(*)::int AS count ${OPEN}`, [mandateId]);
    return row?.count ?? 0;
  }
}
