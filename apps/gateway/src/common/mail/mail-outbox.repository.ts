import type { Database } from '../../database/database.js';
import type { NewMail } from './mail-outbox.js';

export async function insertMail(database: Database, mail: NewMail & { readonly id: string }): Promise<void> {
  const { id, mandateId, userId, kind, to, locale, data, dedupeKey } = mail;
  await database.query(
    `INSERT INTO mail_outbox (id, mandate_id, user_id, kind, address, locale, data, dedupe_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (dedupe_key) DO NOTHING`,
    [id, mandateId, userId, kind, to, locale, JSON.stringify(data), dedupeKey],
  );
  // Goes out when the transaction commits.
  await database.query(`SELECT pg_notify('mail_queued', '')`);
}
