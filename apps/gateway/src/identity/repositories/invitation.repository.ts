import { Injectable } from '@nestjs/common';
import type { Locale } from '@nyla/contracts';
import { IsNull } from 'typeorm';
import type { Cursor } from '../../common/http/cursor.js';
import { AppDatabase } from '../../database/app-database.js';
import { Invitation } from '../entities/invitation.entity.js';
import { InvitationRole } from '../entities/invitation-role.entity.js';

/** An invitation that nobody has accepted or revoked, expired ones included. */
export interface InvitationRow {
  readonly id: string;
  readonly email: string;
  readonly locale: Locale;
  readonly invitedBy: string;
  readonly roleIds: readonly string[];
  readonly roles: readonly string[];
  /** ISO 8601 with microseconds, see `Cursor`. */
  readonly createdAt: string;
  readonly expiresAt: Date;
}

export type NewInvitation = Omit<Invitation, 'acceptedAt' | 'revokedAt'>;

const MICROSECONDS = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
const OPEN = { acceptedAt: IsNull(), revokedAt: IsNull() };

/** Invitations to a mandate, with the roles that come with them. */
@Injectable()
export class InvitationRepository {
  constructor(private readonly database: AppDatabase) {}

  async insert(invitation: NewInvitation, roleIds: readonly string[]): Promise<void> {
    const { mandateId, id: invitationId } = invitation;
    await this.database.repository(Invitation).insert(invitation);
    await this.database
      .repository(InvitationRole)
      .insert(roleIds.map((roleId) => ({ mandateId, invitationId, roleId })));
  }

  /** Newest first; `limit` rows from after `cursor`. `id`: this one alone. */
  list(mandateId: string, limit: number, cursor: Cursor | undefined, id?: string): Promise<InvitationRow[]> {
    return this.database.query<InvitationRow>(
      `SELECT invitation.id, invitation.email, invitation.locale, invitation.invited_by AS "invitedBy",
              invitation.expires_at AS "expiresAt",
              to_char(invitation.created_at AT TIME ZONE 'UTC', ${MICROSECONDS}) AS "createdAt",
              ARRAY(SELECT role.id FROM invitation_role given JOIN role ON role.id = given.role_id
                    WHERE given.invitation_id = invitation.id ORDER BY role.name, role.id) AS "roleIds",
              ARRAY(SELECT role.name FROM invitation_role given JOIN role ON role.id = given.role_id
                    WHERE given.invitation_id = invitation.id ORDER BY role.name, role.id) AS roles
       FROM invitation
       WHERE invitation.mandate_id = $1 AND invitation.accepted_at IS NULL AND invitation.revoked_at IS NULL
         AND ($2::uuid IS NULL OR invitation.id = $2::uuid)
         AND ($3::timestamptz IS NULL OR (invitation.created_at, invitation.id) < ($3::timestamptz, $4::uuid))
       ORDER BY invitation.created_at DESC, invitation.id DESC LIMIT $5`,
      [mandateId, id ?? null, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  /** Its roles, whatever became of it. */
  async rolesOf(mandateId: string, id: string): Promise<{ id: string; name: string }[]> {
    return this.database.query(
      `SELECT role.id, role.name FROM invitation_role given JOIN role ON role.id = given.role_id
       WHERE given.mandate_id = $1 AND given.invitation_id = $2 ORDER BY role.name, role.id`,
      [mandateId, id],
    );
  }

  async findByEmail(mandateId: string, email: string): Promise<Invitation | undefined> {
    return (await this.database.repository(Invitation).findOneBy({ mandateId, email, ...OPEN })) ?? undefined;
  }

  /** The only method without a mandate: the token itself says which one it is for. */
  async findByToken(tokenHash: Buffer, now: Date): Promise<Invitation | undefined> {
    const invitation = await this.database.repository(Invitation).findOneBy({ tokenHash, ...OPEN });
    return invitation && invitation.expiresAt > now ? invitation : undefined;
  }

  /** False when it was accepted or revoked meanwhile, or its link is another one now. */
  async accept(
    mandateId: string,
    { id, tokenHash }: Pick<Invitation, 'id' | 'tokenHash'>,
    acceptedAt: Date,
  ): Promise<boolean> {
    const { affected } = await this.database
      .repository(Invitation)
      .update({ mandateId, id, tokenHash, ...OPEN }, { acceptedAt });
    return affected === 1;
  }

  async renew(
    mandateId: string,
    id: string,
    changes: Pick<Invitation, 'tokenHash' | 'expiresAt' | 'invitedBy'>,
  ): Promise<boolean> {
    const { affected } = await this.database.repository(Invitation).update({ mandateId, id, ...OPEN }, changes);
    return affected === 1;
  }

  async revoke(mandateId: string, id: string, revokedAt: Date): Promise<boolean> {
    const { affected } = await this.database.repository(Invitation).update({ mandateId, id, ...OPEN }, { revokedAt });
    return affected === 1;
  }
}
