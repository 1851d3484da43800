import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { User } from './user.entity.js';

/** A browser that is signed in. Only the hash of its token is kept: a copy of the table signs nobody in. */
@Entity('user_session')
@Unique('user_session_token_hash_uq', ['tokenHash'])
@Index('user_session_user_ix', ['userId'])
@Index('user_session_expires_ix', ['expiresAt'])
export class UserSession {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'user_session_pk' })
  id: string;

  @Column('bytea', { name: 'token_hash' })
  tokenHash: Buffer;

  @Column('uuid', { name: 'user_id' })
  @ForeignKey(() => User, { name: 'user_session_user_fk', onDelete: 'CASCADE' })
  userId: string;

  /** The mandate that was chosen last; null before the first choice. */
  @Column('uuid', { name: 'mandate_id', nullable: true })
  @ForeignKey('mandate', { name: 'user_session_mandate_fk', onDelete: 'SET NULL' })
  mandateId: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' })
  lastSeenAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  /** Where it was used last; null for one from before this was written down. */
  @Column('text', { nullable: true })
  ip: string | null;

  /** The browser's own words. */
  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;
}
