import type { Database } from '../../database/database.js';
import type { NewMail } from './mail-outbox.js';

export interface MailCounts {
  readonly all: number;
  readonly address: number;
}

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

/** How many mails of a kind a mandate has had written, and how many of them to one address. */
export async function countMails(
  database: Database,
  { kind, mandateId, to }: Pick<NewMail, 'kind' | 'to'> & { readonly mandateId: string },
  since: Date,
): Promise<MailCounts> {
  const [row] = await database.query<MailCounts>(
    `SELECT count(*)::int AS "all", count(*) FILTER (WHERE address = $3)::int AS address FROM mail_outbox
     WHERE created_at > $4 AND mandate_id = $1 AND kind = $2`,
    [mandateId, kind, to, since],
  );
  return row ?? { all: 0, address: 0 };
}
