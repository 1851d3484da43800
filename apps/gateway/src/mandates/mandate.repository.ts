import { Injectable } from '@nestjs/common';
import type { MandateKind, MandateStatus } from '@nyla/contracts';
import { In, IsNull, Not } from 'typeorm';
import type { Cursor } from '../common/http/cursor.js';
import { AppDatabase } from '../database/app-database.js';
import { Mandate } from './mandate.entity.js';
import { Membership } from './membership.entity.js';

/** A mandate as lists need it. */
export interface MandateRow {
  readonly id: string;
  readonly name: string;
  readonly kind: MandateKind;
  readonly status: MandateStatus;
  /** ISO 8601 with microseconds, see `Cursor`. */
  readonly createdAt: string;
}

export type FoundMandate = Pick<Mandate, 'id' | 'name' | 'kind' | 'status' | 'suspendedAt' | 'suspensionReason'>;

/** One of a person's mandates. */
export interface MembershipRow extends FoundMandate {
  readonly lastSeenAt: Date | null;
  readonly isDeactivated: boolean;
}

/** One member of a mandate, by id only: names belong to the identity module. */
export interface MemberRow {
  readonly userId: string;
  /** ISO 8601 with microseconds, see `Cursor`. */
  readonly createdAt: string;
}

/** A mandate in the operator's overview. */
export interface MandateLine extends MandateRow {
  readonly members: number;
}

const MICROSECONDS = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
const CREATED_AT = `to_char(created_at AT TIME ZONE 'UTC', ${MICROSECONDS}) AS "createdAt"`;

/** Mandates and who belongs to them. */
@Injectable()
export class MandateRepository {
  constructor(private readonly database: AppDatabase) {}

  async insert(mandate: Pick<Mandate, 'id' | 'name' | 'kind'>): Promise<void> {
    await this.database.repository(Mandate).insert(mandate);
  }

  /** Answers whether it is new; one that is there already gets this name. */
  async ensureCustomer(id: string, name: string): Promise<boolean> {
    const rows = await this.database.query<{ added: boolean }>(
      `INSERT INTO mandate AS m (id, name, kind) VALUES ($1, $2, 'customer')
       ON CONFLICT ON CONSTRAINT mandate_pk DO UPDATE SET name = excluded.name RETURNING m.xmax = 0 AS added`,
      [id, name],
    );
    return rows[0]?.added ?? false;
  }

  /** The mandate, which nobody else changes until the transaction ends. */
  async lock(id: string): Promise<Mandate | undefined> {
    const mandates = this.database.repository(Mandate);
    return (await mandates.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Only in the transaction that has locked it. */
  async change(
    id: string,
    changes: Partial<Pick<Mandate, 'name' | 'status' | 'suspendedAt' | 'suspensionReason'>>,
  ): Promise<void> {
    await this.database.repository(Mandate).update({ id }, changes);
  }

  /** Every mandate with its number of active people, of a part of its name or with this id; in no order. */
  overview(search: string | undefined): Promise<MandateLine[]> {
    return this.database.query<MandateLine>(
      `SELECT mandate.id, name, kind, status, ${CREATED_AT}, coalesce(people.count, 0)::int AS members
       FROM mandate LEFT JOIN (
         SELECT mandate_id, count(*) FROM membership JOIN app_user ON app_user.id = user_id AND app_user.kind = 'person'
         WHERE deactivated_at IS NULL GROUP BY 1
       ) people ON people.mandate_id = id
       WHERE $1::text IS NULL OR name ILIKE $1 OR id::text = lower($2)`,
      [search === undefined ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`, search ?? null],
    );
  }

  all(): Promise<Mandate[]> {
    return this.database.repository(Mandate).find({ order: { id: 'ASC' } });
  }

  async find(id: string): Promise<FoundMandate | undefined> {
    const [mandate] = await this.database.prepared<FoundMandate>(
      'mandate_find',
      `SELECT id, name, kind, status, suspended_at AS "suspendedAt", suspension_reason AS "suspensionReason"
       FROM mandate WHERE id = $1`,
      [id],
    );
    return mandate;
  }

  findMany(ids: readonly string[]): Promise<Mandate[]> {
    return this.database.repository(Mandate).findBy({ id: In([...ids]) });
  }

  async findRoot(): Promise<Mandate | undefined> {
    return (await this.database.repository(Mandate).findOneBy({ kind: 'root' })) ?? undefined;
  }

  /** Newest first; `limit` rows from after `cursor`. */
  list(limit: number, cursor: Cursor | undefined): Promise<MandateRow[]> {
    return this.database.query<MandateRow>(
      `SELECT id, name, kind, status, ${CREATED_AT} FROM mandate
       WHERE $1::timestamptz IS NULL OR (created_at, id) < ($1::timestamptz, $2::uuid)
       ORDER BY created_at DESC, id DESC LIMIT $3`,
      [cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  /** A member who is added again stays one. */
  async addMember(mandateId: string, userId: string): Promise<void> {
    await this.database
      .repository(Membership)
      .createQueryBuilder()
      .insert()
      .values({ mandateId, userId })
      .orIgnore()
      .execute();
  }

  isMember(mandateId: string, userId: string): Promise<boolean> {
    return this.database.repository(Membership).existsBy({ mandateId, userId });
  }

  /** Newest first; `limit` rows from after `cursor`. */
  members(mandateId: string, limit: number, cursor: Cursor | undefined): Promise<MemberRow[]> {
    return this.database.query<MemberRow>(
      `SELECT user_id AS "userId", ${CREATED_AT} FROM membership
       WHERE mandate_id = $1 AND ($2::timestamptz IS NULL OR (created_at, user_id) < ($2::timestamptz, $3::uuid))
       ORDER BY created_at DESC, user_id DESC LIMIT $4`,
      [mandateId, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  findMembership(mandateId: string, userId: string): Promise<Membership | null> {
    return this.database.repository(Membership).findOneBy({ mandateId, userId });
  }

  /** The mandates of a person, those included where the membership rests; in no order. */
  membershipsOf(userId: string): Promise<MembershipRow[]> {
    return this.database.prepared<MembershipRow>(
      'mandate_memberships',
      `SELECT mandate.id, mandate.name, mandate.kind, mandate.status,
         mandate.suspended_at AS "suspendedAt", mandate.suspension_reason AS "suspensionReason", member.last_seen_at AS "lastSeenAt",
              member.deactivated_at IS NOT NULL AS "isDeactivated"
       FROM membership member JOIN mandate ON mandate.id = member.mandate_id WHERE member.user_id = $1`,
      [userId],
    );
  }

  /** Null brings the membership back to life. False when it is in that state already, or when there is none. */
  async setDeactivated(mandateId: string, userId: string, deactivatedAt: Date | null): Promise<boolean> {
    const { affected } = await this.database
      .repository(Membership)
      .update(
        { mandateId, userId, deactivatedAt: deactivatedAt === null ? Not(IsNull()) : IsNull() },
        { deactivatedAt },
      );
    return affected === 1;
  }

  async setLastSeen(mandateId: string, userId: string, lastSeenAt: Date): Promise<void> {
    await this.database.repository(Membership).update({ mandateId, userId }, { lastSeenAt });
  }
}
