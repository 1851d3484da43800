import { Injectable } from '@nestjs/common';
import type { AuditAction, AuditActorKind, AuditSubject } from '@nyla/contracts';
import type { Cursor } from '../common/http/cursor.js';
import { AppDatabase } from '../database/app-database.js';
import { BillingDatabase } from '../database/billing-database.js';
import { Database } from '../database/database.js';

/** A line of the trail as it is read; `createdAt` is ISO 8601 with microseconds. */
export interface AuditRow {
  readonly id: string;
  readonly createdAt: string;
  readonly mandateId: string | null;
  readonly actorKind: AuditActorKind;
  readonly userId: string | null;
  readonly actorName: string;
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly action: AuditAction;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
}

export interface AuditFilter {
  /** First and last day in Europe/Zurich, inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly action?: AuditAction | undefined;
  readonly subject?: AuditSubject | undefined;
  readonly actorKind?: AuditActorKind | undefined;
  readonly userId?: string | undefined;
  readonly q?: string | undefined;
}

/** Which mandate's lines are read; null is for the operator: all of them, and those of the whole installation. */
export type AuditScope = string | null;

const SELECT = `SELECT id, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
    mandate_id AS "mandateId", actor_kind AS "actorKind", user_id AS "userId", actor_name AS "actorName", ip,
    request_id AS "requestId", action, subject_id AS "subjectId", subject_name AS "subjectName", before, after
  FROM audit_entry
  WHERE ($1::uuid IS NULL OR mandate_id = $1)
    AND ($2::date IS NULL OR created_at >= $2::date::timestamp AT TIME ZONE 'Europe/Zurich')
    AND ($3::date IS NULL OR created_at < ($3::date + 1)::timestamp AT TIME ZONE 'Europe/Zurich')
    AND ($4::text IS NULL OR action = $4)
    AND ($5::text IS NULL OR split_part(action, '.', 1) = $5)
    AND ($6::text IS NULL OR actor_kind = $6)
    AND ($7::uuid IS NULL OR user_id = $7)
    AND ($8::text IS NULL OR subject_name ILIKE $8 OR actor_name ILIKE $8)
    AND ($9::timestamptz IS NULL OR (created_at, id) < ($9::timestamptz, $10::uuid))
  ORDER BY created_at DESC, id DESC LIMIT $11`;

/** Reads the trails of both databases as one. Lines are written beside the changes that they tell of. */
@Injectable()
export class AuditRepository {
  private readonly databases: readonly Database[];

  constructor(app: AppDatabase, billing: BillingDatabase) {
    this.databases = [app, billing];
  }

  /**
   * Newest first, at most `limit` lines after the cursor. Each database gives as many as could be needed, so that none
   * is left out where the two are merged.
   */
  async list(scope: AuditScope, filter: AuditFilter, cursor: Cursor | undefined, limit: number): Promise<AuditRow[]> {
    const { from, to, action, subject, actorKind, userId, q } = filter;
    const parameters = [
      scope,
      from,
      to,
      action,
      subject,
      actorKind,
      userId,
      q === undefined ? undefined : `%${q.replace(/[\\%_]/g, '\\$&')}%`,
      cursor?.createdAt,
      cursor?.id,
      limit,
    ];
    const trails = await Promise.all(this.databases.map((database) => database.query<AuditRow>(SELECT, parameters)));
    return trails.flat().toSorted(newestFirst).slice(0, limit);
  }
}

/** As PostgreSQL orders times and ids; both have as many digits in every row. */
function newestFirst(a: AuditRow, b: AuditRow): number {
  const [left, right] = [a.createdAt + a.id, b.createdAt + b.id];
  return left < right ? 1 : left > right ? -1 : 0;
}
