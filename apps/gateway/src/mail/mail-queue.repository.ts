import { Injectable } from '@nestjs/common';
import type { Locale, MailData, MailKind } from '@nyla/contracts';
import { AppDatabase } from '../database/app-database.js';
import { BillingDatabase } from '../database/billing-database.js';
import { Database } from '../database/database.js';
import type { Failure } from './mail-failure.js';

/** A mail that this gateway sends. */
export interface ClaimedMail<K extends MailKind = MailKind> {
  readonly id: string;
  readonly createdAt: Date;
  readonly mandateId: string | null;
  /** Null for an address that is no member's. */
  readonly userId: string | null;
  readonly kind: K;
  readonly to: string;
  readonly locale: Locale;
  readonly data: MailData[K];
  readonly attempts: number;
  readonly refusals: number;
  readonly resent: number;
  /** Where it lies. */
  readonly database: Database;
}

export interface QueueFigures {
  readonly queued: number;
  readonly dead: number;
  readonly oldestQueuedAt: Date | null;
  readonly lastSentAt: Date | null;
}

const COLUMNS = `mail.id, mail.created_at AS "createdAt", mail.mandate_id AS "mandateId", mail.user_id AS "userId",
  mail.kind, mail.address AS "to", mail.locale, mail.data, mail.attempts, mail.refusals, mail.resent`;

/** The outboxes of both databases as queues. A mail that is being sent belongs to one gateway, for a time. */
@Injectable()
export class MailQueueRepository {
  readonly databases: readonly Database[];

  constructor(app: AppDatabase, billing: BillingDatabase) {
    this.databases = [app, billing];
  }

  /** Takes mails that are due, or that a gateway did not bring to an end. Of all mandates. */
  async claim(
    database: Database,
    gatewayId: string,
    { limit, leaseSeconds, now }: { readonly limit: number; readonly leaseSeconds: number; readonly now: Date },
  ): Promise<ClaimedMail[]> {
    const rows = await database.query<Omit<ClaimedMail, 'database'>>(
      `WITH due AS (
         SELECT id FROM mail_outbox
         WHERE state IN ('queued', 'sending') AND next_attempt_at <= greatest($4::timestamptz, clock_timestamp())
           AND (state = 'queued' OR leased_until < clock_timestamp())
         ORDER BY next_attempt_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
       UPDATE mail_outbox mail
       SET state = 'sending', attempts = mail.attempts + 1, leased_by = $1,
         leased_until = clock_timestamp() + make_interval(secs => $3)
       FROM due WHERE mail.id = due.id
       RETURNING ${COLUMNS}`,
      [gatewayId, limit, leaseSeconds, now],
    );
    return rows.map((row) => ({ ...row, database }));
  }

  /** Holds it for longer; false when it belongs to another gateway by now and must not be sent. */
  async keep({ database, id }: ClaimedMail, gatewayId: string, leaseSeconds: number): Promise<boolean> {
    const rows = await database.query(
      `UPDATE mail_outbox SET leased_until = clock_timestamp() + make_interval(secs => $3)
       WHERE id = $1 AND leased_by = $2 AND state = 'sending' RETURNING id`,
      [id, gatewayId, leaseSeconds],
    );
    return rows.length > 0;
  }

  /** @param data as it is kept from now on; null: as it is */
  async sent({ database, id }: ClaimedMail, gatewayId: string, now: Date, data: object | null): Promise<void> {
    await database.query(
      `UPDATE mail_outbox
       SET state = 'sent', sent_at = $3, failure = NULL, last_error = NULL, next_attempt_at = NULL, leased_by = NULL,
         leased_until = NULL, data = coalesce($4::jsonb, data)
       WHERE id = $1 AND leased_by = $2 AND state = 'sending'`,
      [id, gatewayId, now, data && JSON.stringify(data)],
    );
  }

  /** @param nextAttemptAt null: it is given up */
  async failed(
    { database, id }: ClaimedMail,
    gatewayId: string,
    { failure, retry, text }: Failure,
    nextAttemptAt: Date | null,
    data: object | null,
  ): Promise<void> {
    await database.query(
      `UPDATE mail_outbox
       SET state = CASE WHEN $5::timestamptz IS NULL THEN 'dead' ELSE 'queued' END, next_attempt_at = $5, failure = $3,
         last_error = $4, refusals = refusals + $6, leased_by = NULL, leased_until = NULL,
         data = coalesce($7::jsonb, data)
       WHERE id = $1 AND leased_by = $2 AND state = 'sending'`,
      [id, gatewayId, failure, text, nextAttemptAt, retry === 'again' ? 1 : 0, data && JSON.stringify(data)],
    );
  }

  /** Given up, and their secret link has run out of time; of all mandates. */
  listExpiredSecrets(
    database: Database,
    kinds: readonly MailKind[],
    now: Date,
  ): Promise<Pick<ClaimedMail, 'id' | 'kind' | 'data'>[]> {
    return database.query(
      `SELECT id, kind, data FROM mail_outbox
       WHERE state = 'dead' AND kind = ANY ($1::text[]) AND (data ->> 'expiresAt')::timestamptz <= $2
         AND data ->> 'path' NOT LIKE '%...' LIMIT 500`,
      [kinds, now],
    );
  }

  async replaceData(database: Database, id: string, data: object): Promise<void> {
    await database.query("UPDATE mail_outbox SET data = $2 WHERE id = $1 AND state = 'dead'", [
      id,
      JSON.stringify(data),
    ]);
  }

  /** At most `limit` of those that were sent before then, or given up and queued before then; answers how many. */
  async removeEnded(database: Database, before: Date, limit: number): Promise<number> {
    // One that somebody sends again at this moment is locked, and stays.
    const rows = await database.query(
      `WITH old AS (
         SELECT id FROM mail_outbox
         WHERE created_at < $1 AND (state = 'sent' AND sent_at < $1 OR state = 'dead')
         ORDER BY created_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
       DELETE FROM mail_outbox mail USING old WHERE mail.id = old.id RETURNING mail.id`,
      [before, limit],
    );
    return rows.length;
  }

  async figures(database: Database): Promise<QueueFigures> {
    const [row] = await database.query<QueueFigures>(
      `SELECT (SELECT count(*)::int FROM mail_outbox WHERE state IN ('queued', 'sending')) AS queued,
         (SELECT count(*)::int FROM mail_outbox WHERE state = 'dead') AS dead,
         (SELECT min(created_at) FROM mail_outbox WHERE state IN ('queued', 'sending')) AS "oldestQueuedAt",
         (SELECT max(sent_at) FROM mail_outbox WHERE sent_at IS NOT NULL) AS "lastSentAt"`,
    );
    return row ?? { queued: 0, dead: 0, oldestQueuedAt: null, lastSentAt: null };
  }
}
