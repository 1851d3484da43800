import { Injectable } from '@nestjs/common';
import type { Locale, MailData, MailFailure, MailKind, MailState } from '@nyla/contracts';
import type { Cursor } from '../common/http/cursor.js';
import { AppDatabase } from '../database/app-database.js';
import { BillingDatabase } from '../database/billing-database.js';
import { Database } from '../database/database.js';

/** A mail as it is read; `createdAt` is ISO 8601 with microseconds. */
export interface MailRow<K extends MailKind = MailKind> {
  readonly id: string;
  readonly createdAt: string;
  readonly mandateId: string | null;
  readonly kind: K;
  readonly address: string;
  readonly locale: Locale;
  readonly data: MailData[K];
  readonly state: MailState;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly failure: MailFailure | null;
  readonly lastError: string | null;
}

export interface MailFilter {
  readonly state?: MailState | undefined;
  readonly kind?: MailKind | undefined;
  readonly mandateId?: string | undefined;
  readonly q?: string | undefined;
}

const COLUMNS = `id, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
  mandate_id AS "mandateId", kind, address, locale, data, state, attempts, next_attempt_at AS "nextAttemptAt",
  sent_at AS "sentAt", failure, last_error AS "lastError"`;

/** The outboxes of both databases, read as one. Of all mandates: for the operator only. */
@Injectable()
export class MailsRepository {
  private readonly databases: readonly Database[];

  constructor(app: AppDatabase, billing: BillingDatabase) {
    this.databases = [app, billing];
  }

  /**
   * Newest first, at most `limit` after the cursor. Each database gives as many as could be needed, so that none is
   * left out where the two are merged.
   */
  async list(filter: MailFilter, cursor: Cursor | undefined, limit: number): Promise<MailRow[]> {
    const { state, kind, mandateId, q } = filter;
    const pattern = q === undefined ? null : `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    const parameters = [state, kind, mandateId, pattern, cursor?.createdAt, cursor?.id, limit];
    const lists = await Promise.all(
      this.databases.map((database) =>
        database.query<MailRow>(
          `SELECT ${COLUMNS} FROM mail_outbox
           WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR kind = $2)
             AND ($3::uuid IS NULL OR mandate_id = $3) AND ($4::text IS NULL OR address ILIKE $4)
             AND ($5::timestamptz IS NULL OR (created_at, id) < ($5::timestamptz, $6::uuid))
           ORDER BY created_at DESC, id DESC LIMIT $7`,
          parameters,
        ),
      ),
    );
    return lists.flat().toSorted(newestFirst).slice(0, limit);
  }

  async find(id: string): Promise<{ readonly mail: MailRow; readonly database: Database } | undefined> {
    for (const database of this.databases) {
      const [mail] = await database.query<MailRow>(`SELECT ${COLUMNS} FROM mail_outbox WHERE id = $1`, [id]);
      if (mail) return { mail, database };
    }
    return undefined;
  }

  /** Fixed until the transaction ends. `known`: it was sent again under this key before. */
  async lock(
    database: Database,
    id: string,
    key: string,
  ): Promise<{ readonly mail: MailRow; readonly known: boolean } | undefined> {
    const [row] = await database.query<MailRow & { known: boolean }>(
      `SELECT ${COLUMNS}, $2 = ANY (resend_keys) AS known FROM mail_outbox WHERE id = $1 FOR UPDATE`,
      [id, key],
    );
    if (!row) return undefined;
    const { known, ...mail } = row;
    return { mail, known };
  }

  /** Only in the transaction that has locked it. */
  async queueAgain(database: Database, id: string, key: string, now: Date): Promise<void> {
    await database.query(
      `UPDATE mail_outbox
       SET state = 'queued', attempts = 0, refusals = 0, resent = resent + 1, resend_keys = resend_keys || $2::text,
         next_attempt_at = $3, failure = NULL, last_error = NULL
       WHERE id = $1`,
      [id, key, now],
    );
    await database.query("SELECT pg_notify('mail_queued', '')");
  }
}

/** As PostgreSQL orders times and ids; both have as many digits in every row. */
function newestFirst(a: MailRow, b: MailRow): number {
  const [left, right] = [a.createdAt + a.id, b.createdAt + b.id];
  return left < right ? 1 : left > right ? -1 : 0;
}
