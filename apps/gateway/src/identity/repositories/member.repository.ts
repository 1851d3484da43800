import { Injectable } from '@nestjs/common';
import type { Locale, MemberStatus } from '@nyla/contracts';
import type { Cursor } from '../../common/http/cursor.js';
import { AppDatabase } from '../../database/app-database.js';

/** A person in a mandate. */
export interface MemberRow {
  readonly userId: string;
  readonly email: string;
  readonly displayName: string;
  readonly status: MemberStatus;
  /** When the membership began. ISO 8601 with microseconds, see `Cursor`. */
  readonly createdAt: string;
  readonly lastSeenAt: Date | null;
}

/** Where a person of a mandate is written to. */
export interface MailboxRow {
  readonly userId: string;
  readonly email: string;
  readonly displayName: string;
  readonly locale: Locale;
  /** Neither the person nor the membership is deactivated. */
  readonly isActive: boolean;
}

export interface MemberFilter {
  readonly q?: string | undefined;
  readonly status?: MemberStatus | undefined;
  /** This one alone. */
  readonly userId?: string;
}

const MICROSECONDS = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** The people of a mandate with their names; programs are not among them. */
@Injectable()
export class MemberRepository {
  constructor(private readonly database: AppDatabase) {}

  /** Newest first; `limit` rows from after `cursor`. */
  list(
    mandateId: string,
    { q, status, userId }: MemberFilter,
    limit: number,
    cursor: Cursor | undefined,
  ): Promise<MemberRow[]> {
    return this.database.query<MemberRow>(
      `SELECT person.id AS "userId", person.email, person.display_name AS "displayName",
              CASE WHEN member.deactivated_at IS NULL THEN 'active' ELSE 'deactivated' END AS status,
              to_char(member.created_at AT TIME ZONE 'UTC', ${MICROSECONDS}) AS "createdAt",
              member.last_seen_at AS "lastSeenAt"
       FROM membership member JOIN app_user person ON person.id = member.user_id AND person.kind = 'person'
       WHERE member.mandate_id = $1
         AND ($2::text IS NULL OR strpos(lower(person.display_name), lower($2)) > 0 OR strpos(person.email, lower($2)) > 0)
         AND ($3::text IS NULL OR (member.deactivated_at IS NULL) = ($3 = 'active'))
         AND ($4::uuid IS NULL OR member.user_id = $4)
         AND ($5::timestamptz IS NULL OR (member.created_at, member.user_id) < ($5::timestamptz, $6::uuid))
       ORDER BY member.created_at DESC, member.user_id DESC LIMIT $7`,
      [mandateId, q ?? null, status ?? null, userId ?? null, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  /** Who of these people may be written to: active members who are persons. */
  listReaders(
    mandateId: string,
    userIds: readonly string[],
  ): Promise<{ readonly userId: string; readonly address: string; readonly locale: Locale }[]> {
    return this.database.query(
      `SELECT person.id AS "userId", person.email AS address, person.locale
       FROM membership member
       JOIN app_user person ON person.id = member.user_id AND person.kind = 'person' AND person.status = 'active'
       WHERE member.mandate_id = $1 AND member.user_id = ANY ($2::uuid[]) AND member.deactivated_at IS NULL
       ORDER BY person.id`,
      [mandateId, userIds],
    );
  }

  async find(mandateId: string, userId: string): Promise<MemberRow | undefined> {
    const [member] = await this.list(mandateId, { userId }, 1, undefined);
    return member;
  }

  /** Of the members with one of these ids or addresses; addresses in lower case. */
  mailboxes(mandateId: string, userIds: readonly string[], emails: readonly string[]): Promise<MailboxRow[]> {
    return this.database.query<MailboxRow>(
      `SELECT person.id AS "userId", person.email, person.display_name AS "displayName", person.locale,
              member.deactivated_at IS NULL AND person.status = 'active' AS "isActive"
       FROM membership member JOIN app_user person ON person.id = member.user_id AND person.kind = 'person'
       WHERE member.mandate_id = $1 AND (person.id = ANY ($2::uuid[]) OR person.email = ANY ($3::text[]))
       ORDER BY person.display_name, person.id`,
      [mandateId, userIds, emails],
    );
  }
}
