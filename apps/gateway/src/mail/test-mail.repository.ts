import { Injectable } from '@nestjs/common';
import { AppDatabase } from '../database/app-database.js';

/** The test mails that people had sent to themselves. */
@Injectable()
export class TestMailRepository {
  constructor(private readonly database: AppDatabase) {}

  /** One at a time for each person, until the transaction ends. */
  async lock(userId: string): Promise<void> {
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`test-mail ${userId}`]);
  }

  /** Those of the last hour: how many, and in how many seconds the oldest of them is an hour old. */
  async ofLastHour(userId: string): Promise<{ readonly count: number; readonly oldestEndsInSeconds: number }> {
    const [row] = await this.database.query<{ count: number; ends: number | null }>(
      `SELECT count(*)::int AS count, ceil(extract(epoch FROM min(created_at) + interval '1 hour' - clock_timestamp()))::int AS ends
       FROM mail_outbox
       WHERE kind = 'test_mail' AND user_id = $1 AND created_at > clock_timestamp() - interval '1 hour'`,
      [userId],
    );
    return { count: row?.count ?? 0, oldestEndsInSeconds: Math.max(1, row?.ends ?? 1) };
  }

  async newest(userId: string): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(
      `SELECT id FROM mail_outbox WHERE kind = 'test_mail' AND user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1`,
      [userId],
    );
    return row?.id ?? '';
  }
}
