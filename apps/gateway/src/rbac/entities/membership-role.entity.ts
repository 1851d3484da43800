import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Role } from './role.entity.js';

/** A role that a member has. Both keys contain the mandate, so a role of another mandate cannot be given. */
@Entity('membership_role')
@ForeignKey('membership', ['mandateId', 'userId'], ['mandateId', 'userId'], {
  name: 'membership_role_membership_fk',
  onDelete: 'CASCADE',
})
@ForeignKey(() => Role, ['mandateId', 'roleId'], ['mandateId', 'id'], {
  name: 'membership_role_role_fk',
  onDelete: 'CASCADE',
})
export class MembershipRole {
  @PrimaryColumn('uuid', { name: 'mandate_id', primaryKeyConstraintName: 'membership_role_pk' })
  mandateId: string;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'membership_role_pk' })
  userId: string;

  @PrimaryColumn('uuid', { name: 'role_id', primaryKeyConstraintName: 'membership_role_pk' })
  roleId: string;
}
