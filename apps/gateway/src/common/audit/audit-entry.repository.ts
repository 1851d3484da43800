import type { AuditAction, AuditActorKind } from '@nyla/contracts';
import type { Database } from '../../database/database.js';

/** A line of the trail as it is stored. */
export interface AuditEntryRow {
  readonly id: string;
  readonly mandateId: string | null;
  readonly actorKind: AuditActorKind;
  readonly userId: string | null;
  /** The name at that time. */
  readonly actorName: string;
  readonly apiKeyId: string | null;
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly action: AuditAction;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly before: unknown;
  readonly after: unknown;
}

export async function insertAuditEntry(database: Database, entry: AuditEntryRow): Promise<void> {
  await database.query(
    `INSERT INTO audit_entry (id, mandate_id, actor_kind, user_id, actor_name, api_key_id, ip, request_id, action,
       subject_id, subject_name, before, after)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      entry.id,
      entry.mandateId,
      entry.actorKind,
      entry.userId,
      entry.actorName,
      entry.apiKeyId,
      entry.ip,
      entry.requestId,
      entry.action,
      entry.subjectId,
      entry.subjectName,
      entry.before === null ? null : JSON.stringify(entry.before),
      entry.after === null ? null : JSON.stringify(entry.after),
    ],
  );
}
