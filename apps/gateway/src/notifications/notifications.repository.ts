import { Injectable } from '@nestjs/common';
import { type NotificationKind, UNREAD_COUNT_MAX } from '@nyla/contracts';
import type { Cursor } from '../common/http/cursor.js';
import { idOfKey, newId } from '../common/ids.js';
import { AppDatabase } from '../database/app-database.js';

export interface NotificationRow {
  readonly id: string;
  readonly kind: NotificationKind;
  readonly data: Record<string, unknown>;
  /** Both with microseconds. */
  readonly created_at: string;
  readonly read_at: string | null;
}

interface NewRows {
  readonly kind: NotificationKind;
  readonly data: object;
  readonly unlessUnread: object | null;
  readonly cause: string | null;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
const COLUMNS = `id, kind, data, to_char(created_at AT TIME ZONE 'UTC', ${ISO}) AS created_at,
  to_char(read_at AT TIME ZONE 'UTC', ${ISO}) AS read_at`;

/** Notifications of one person in one mandate. */
@Injectable()
export class NotificationsRepository {
  constructor(private readonly database: AppDatabase) {}

  /**
   * One for each of these people who is a member; who they are is the answer.
   * @param unlessUnread whoever has an unread one of the kind with these values gets no other; null for all
   * @param cause of one cause nobody gets the kind twice; null for what happens anew each time
   */
  async insert(
    mandateId: string,
    userIds: readonly string[],
    { kind, data, unlessUnread, cause }: NewRows,
  ): Promise<string[]> {
    const distinct = [...new Set(userIds)];
    const rows = await this.database.query<{ user_id: string }>(
      `INSERT INTO notification (id, mandate_id, user_id, kind, data)
       SELECT given.id, member.mandate_id, member.user_id, $4, $5
       FROM unnest($2::uuid[], $3::uuid[]) AS given (id, user_id)
       JOIN membership member ON member.mandate_id = $1 AND member.user_id = given.user_id
       WHERE $6::jsonb IS NULL OR NOT EXISTS (
         SELECT 1 FROM notification unread
         WHERE unread.mandate_id = $1 AND unread.user_id = given.user_id AND unread.read_at IS NULL
           AND unread.kind = $4 AND unread.data @> $6::jsonb)
       ON CONFLICT ON CONSTRAINT notification_pk DO NOTHING RETURNING user_id`,
      [
        mandateId,
        distinct.map((userId) => (cause === null ? newId() : idOfKey([mandateId, userId, kind], cause))),
        distinct,
        kind,
        JSON.stringify(data),
        unlessUnread && JSON.stringify(unlessUnread),
      ],
    );
    return rows.map((row) => row.user_id);
  }

  /** Newest first; `limit` rows from after `cursor`. */
  list(mandateId: string, userId: string, cursor: Cursor | undefined, limit: number): Promise<NotificationRow[]> {
    return this.database.query<NotificationRow>(
      `SELECT ${COLUMNS} FROM notification
       WHERE mandate_id = $1 AND user_id = $2
         AND ($3::timestamptz IS NULL OR (created_at, id) < ($3::timestamptz, $4::uuid))
       ORDER BY created_at DESC, id DESC LIMIT $5`,
      [mandateId, userId, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  /** Counted up to a maximum: nobody reads a larger number. */
  async countUnread(mandateId: string, userId: string): Promise<number> {
    const [row] = await this.database.query<{ count: string }>(
      `SELECT count(*) FROM (SELECT 1 FROM notification
         WHERE mandate_id = $1 AND user_id = $2 AND read_at IS NULL LIMIT $3) unread`,
      [mandateId, userId, UNREAD_COUNT_MAX],
    );
    return Number(row?.count ?? 0);
  }

  /** @param ids null for all */
  async markRead(mandateId: string, userId: string, ids: readonly string[] | null): Promise<void> {
    await this.database.query(
      `UPDATE notification SET read_at = now()
       WHERE mandate_id = $1 AND user_id = $2 AND read_at IS NULL AND ($3::uuid[] IS NULL OR id = ANY($3::uuid[]))`,
      [mandateId, userId, ids],
    );
  }

  /** Of all mandates. */
  async deleteOlderThan(days: number): Promise<void> {
    await this.database.query('DELETE FROM notification WHERE created_at < now() - make_interval(days => $1)', [days]);
  }
}
