import { Injectable } from '@nestjs/common';
import type { VerificationState } from '@nyla/contracts';
import type { Cursor } from '../../common/http/cursor.js';
import { BillingDatabase } from '../../database/billing-database.js';
import type { Difference } from './verify.repository.js';

/** A verification as stored. */
export interface VerificationRow {
  readonly id: string;
  readonly state: VerificationState;
  /** ISO 8601 with microseconds, see `Cursor`. */
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  readonly progress: number;
  readonly startedBy: string | null;
  readonly accounts: string | null;
  readonly bookings: string | null;
  readonly openHolds: string | null;
  readonly receipts: string | null;
  readonly differences: string | null;
  readonly findings: readonly Difference[] | null;
}

export interface NewVerification {
  readonly id: string;
  readonly gatewayId: string;
  readonly startedBy: string | null;
  /** Of a daily one. */
  readonly day: string | null;
}

export interface VerificationResult {
  readonly accounts: number;
  readonly bookings: number;
  readonly openHolds: number;
  readonly receipts: number;
  readonly differences: number;
  readonly findings: readonly Difference[];
}

/** A gateway that verifies says so every few seconds; after this long it is taken for dead. */
const STALE_SECONDS = 60;
const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
const COLUMNS = `id, state, to_char(started_at AT TIME ZONE 'UTC', ${ISO}) AS "createdAt",
  to_char(finished_at AT TIME ZONE 'UTC', ${ISO}) AS "finishedAt",
  (extract(epoch FROM finished_at - started_at) * 1000)::int AS "durationMs", progress, started_by AS "startedBy",
  accounts::text, bookings::text, open_holds::text AS "openHolds", receipts::text, differences::text, findings`;

/** Verifications of the ledger and their results. One runs at a time, which a unique index sees to. */
@Injectable()
export class VerificationRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** False while another one runs, and for a day that has had its own. */
  async start({ id, gatewayId, startedBy, day }: NewVerification): Promise<boolean> {
    await this.endStale();
    const rows = await this.database.query(
      `INSERT INTO ledger_verification (id, gateway_id, started_by, day) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING id`,
      [id, gatewayId, startedBy, day],
    );
    return rows.length > 0;
  }

  /** Tells that it goes on. */
  async advance(id: string, progress: number): Promise<void> {
    await this.database.query(
      `UPDATE ledger_verification SET progress = $2, seen_at = clock_timestamp() WHERE id = $1 AND state = 'running'
       RETURNING id`,
      [id, progress],
    );
  }

  /** False where it was given up meanwhile. */
  async finish(id: string, result: VerificationResult): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE ledger_verification SET state = CASE WHEN $6::bigint = 0 THEN 'passed' ELSE 'failed' END, progress = 100,
         finished_at = clock_timestamp(), seen_at = clock_timestamp(), accounts = $2, bookings = $3, open_holds = $4,
         receipts = $5, differences = $6, findings = $7
       WHERE id = $1 AND state = 'running' RETURNING id`,
      [
        id,
        result.accounts,
        result.bookings,
        result.openHolds,
        result.receipts,
        result.differences,
        JSON.stringify(result.findings),
      ],
    );
    return rows.length > 0;
  }

  /** Ends one that will not come to its end. Its day may have another. */
  async interrupt(id: string): Promise<void> {
    await this.database.query(
      `UPDATE ledger_verification SET state = 'interrupted', finished_at = clock_timestamp(), day = NULL
       WHERE id = $1 AND state = 'running' RETURNING id`,
      [id],
    );
  }

  async endStale(): Promise<void> {
    await this.database.query(
      `UPDATE ledger_verification SET state = 'interrupted', finished_at = seen_at, day = NULL
       WHERE state = 'running' AND seen_at < clock_timestamp() - make_interval(secs => $1) RETURNING id`,
      [STALE_SECONDS],
    );
  }

  async findRunning(): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      `SELECT id FROM ledger_verification WHERE state = 'running'`,
    );
    return row?.id;
  }

  async find(id: string): Promise<VerificationRow | undefined> {
    const [row] = await this.database.query<VerificationRow>(
      `SELECT ${COLUMNS} FROM ledger_verification WHERE id = $1`,
      [id],
    );
    return row;
  }

  /** Newest first. */
  list(cursor: Cursor | undefined, limit: number): Promise<VerificationRow[]> {
    return this.database.query<VerificationRow>(
      `SELECT ${COLUMNS} FROM ledger_verification
       WHERE $1::timestamptz IS NULL OR (started_at, id) < ($1::timestamptz, $2::uuid)
       ORDER BY started_at DESC, id DESC LIMIT $3`,
      [cursor?.createdAt, cursor?.id, limit],
    );
  }
}
