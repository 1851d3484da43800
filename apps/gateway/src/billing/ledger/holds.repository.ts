import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/http/cursor.js';
import { BillingDatabase } from '../../database/billing-database.js';
import type { CallPurpose } from './ledger.types.js';

/** An open hold as the operator sees it; amounts are decimal strings, times ISO 8601 with microseconds. */
export interface HoldRow {
  readonly id: string;
  readonly accountId: string;
  readonly mandateId: string;
  readonly accountUserId: string | null;
  readonly amount: string;
  readonly purpose: Partial<CallPurpose>;
  readonly gatewayId: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly expiresSoon: boolean;
}

/** Sums over every account, as text. */
export interface TotalsRow {
  readonly balance: string;
  readonly held: string;
  readonly accounts: string;
  readonly openHolds: string;
  readonly bookings: string;
  readonly used: string;
  readonly credited: string;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** What is set aside right now, and what the ledger comes to. For the operator: it reads across mandates. */
@Injectable()
export class HoldsRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** Open holds, newest first. @param soonSeconds how near its end a hold is told apart */
  listOpen(soonSeconds: number, cursor: Cursor | undefined, limit: number): Promise<HoldRow[]> {
    return this.database.query<HoldRow>(
      `SELECT h.id, h.account_id AS "accountId", a.mandate_id AS "mandateId", a.user_id AS "accountUserId",
         h.amount::text, h.purpose, h.gateway_id AS "gatewayId",
         to_char(h.created_at AT TIME ZONE 'UTC', ${ISO}) AS "createdAt",
         to_char(h.expires_at AT TIME ZONE 'UTC', ${ISO}) AS "expiresAt",
         h.expires_at < clock_timestamp() + make_interval(secs => $1) AS "expiresSoon"
       FROM billing_hold h JOIN billing_account a ON a.id = h.account_id
       WHERE h.status = 'open' AND ($2::timestamptz IS NULL OR (h.created_at, h.id) < ($2::timestamptz, $3::uuid))
       ORDER BY h.created_at DESC, h.id DESC LIMIT $4`,
      [soonSeconds, cursor?.createdAt, cursor?.id, limit],
    );
  }

  /** @param today in Europe/Zurich; read by mandate, where there is an index, however many bookings there are */
  async totals(today: string): Promise<TotalsRow | undefined> {
    const [row] = await this.database.query<TotalsRow>(
      `SELECT (SELECT coalesce(sum(balance), 0)::text FROM billing_account) AS balance,
         (SELECT coalesce(sum(held), 0)::text FROM billing_account) AS held,
         (SELECT count(*)::text FROM billing_account) AS accounts,
         (SELECT count(*)::text FROM billing_hold WHERE status = 'open') AS "openHolds",
         coalesce(sum(t.bookings), 0)::text AS bookings, coalesce(sum(t.used), 0)::text AS used,
         coalesce(sum(t.credited), 0)::text AS credited
       FROM (SELECT DISTINCT mandate_id FROM billing_account) m CROSS JOIN LATERAL (
         SELECT count(*) AS bookings, -sum(amount) FILTER (WHERE type = 'debit') AS used,
           sum(amount) FILTER (WHERE type = 'credit') AS credited
         FROM billing_transaction
         WHERE mandate_id = m.mandate_id AND created_at >= $1::date::timestamp AT TIME ZONE 'Europe/Zurich') t`,
      [today],
    );
    return row;
  }
}
