import { Injectable } from '@nestjs/common';
import type { MailTopic } from '@nyla/contracts';
import { AppDatabase } from '../database/app-database.js';

/** What people do not want to be written to about. It belongs to the person, whichever mandate is active. */
@Injectable()
export class MailPreferencesRepository {
  constructor(private readonly database: AppDatabase) {}

  async refusedTopics(userId: string): Promise<Set<string>> {
    const rows = await this.database.query<{ topic: string }>('SELECT topic FROM mail_refusal WHERE user_id = $1', [
      userId,
    ]);
    return new Set(rows.map(({ topic }) => topic));
  }

  async refusing(userIds: readonly string[], topic: MailTopic): Promise<Set<string>> {
    const rows = await this.database.query<{ user_id: string }>(
      'SELECT user_id FROM mail_refusal WHERE user_id = ANY ($1::uuid[]) AND topic = $2',
      [userIds, topic],
    );
    return new Set(rows.map((row) => row.user_id));
  }

  /** Idempotent. */
  async set(userId: string, topic: MailTopic, wanted: boolean): Promise<void> {
    await this.database.query(
      wanted
        ? 'DELETE FROM mail_refusal WHERE user_id = $1 AND topic = $2'
        : `INSERT INTO mail_refusal (user_id, topic) VALUES ($1, $2)
           ON CONFLICT ON CONSTRAINT mail_refusal_pk DO NOTHING`,
      [userId, topic],
    );
  }
}
