import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Mandate } from './mandate.entity.js';

/** A person, or a program, in a mandate. Roles, API keys and chats hang on it and go with it. */
@Entity('membership')
@Index('membership_user_ix', ['userId'])
export class Membership {
  @PrimaryColumn('uuid', { name: 'mandate_id', primaryKeyConstraintName: 'membership_pk' })
  @ForeignKey(() => Mandate, { name: 'membership_mandate_fk', onDelete: 'CASCADE' })
  mandateId: string;

  // Named by its table: the entity belongs to another module.
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'membership_pk' })
  @ForeignKey('app_user', { name: 'membership_user_fk', onDelete: 'CASCADE' })
  userId: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  /** Null while the membership is in force. */
  @Column('timestamptz', { name: 'deactivated_at', nullable: true })
  deactivatedAt: Date | null;

  @Column('timestamptz', { name: 'last_seen_at', nullable: true })
  lastSeenAt: Date | null;
}
