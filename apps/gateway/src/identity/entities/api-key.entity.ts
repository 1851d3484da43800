import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A key with which a program acts as a member, in that mandate only. Only its hash is kept. */
@Entity('api_key')
@Unique('api_key_key_hash_uq', ['keyHash'])
@Index('api_key_membership_ix', ['mandateId', 'userId'])
@ForeignKey('membership', ['mandateId', 'userId'], ['mandateId', 'userId'], {
  name: 'api_key_membership_fk',
  onDelete: 'CASCADE',
})
export class ApiKey {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'api_key_pk' })
  id: string;

  @Column('uuid', { name: 'mandate_id' })
  mandateId: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  name: string;

  @Column('text')
  prefix: string;

  @Column('bytea', { name: 'key_hash' })
  keyHash: Buffer;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;
}
