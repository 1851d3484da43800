import type { Locale } from '@nyla/contracts';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A link that lets one person join a mandate, once. Only the hash of its token is kept. */
@Entity('invitation')
@Unique('invitation_token_hash_uq', ['tokenHash'])
@Unique('invitation_mandate_uq', ['mandateId', 'id'])
@Check('invitation_email_ck', 'email = lower(email)')
@Index('invitation_open_uq', ['mandateId', 'email'], {
  unique: true,
  where: 'accepted_at IS NULL AND revoked_at IS NULL',
})
export class Invitation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'invitation_pk' })
  id: string;

  // Named by its table: the entity belongs to another module.
  @Column('uuid', { name: 'mandate_id' })
  @ForeignKey('mandate', { name: 'invitation_mandate_fk', onDelete: 'CASCADE' })
  mandateId: string;

  @Column('text')
  email: string;

  @Column('text')
  locale: Locale;

  @Column('bytea', { name: 'token_hash' })
  tokenHash: Buffer;

  /** The name, as it was then. */
  @Column('text', { name: 'invited_by' })
  invitedBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
