import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Invitation } from './invitation.entity.js';

/** A role that an invited person will have. Both keys contain the mandate, as with those of members. */
@Entity('invitation_role')
@ForeignKey(() => Invitation, ['mandateId', 'invitationId'], ['mandateId', 'id'], {
  name: 'invitation_role_invitation_fk',
  onDelete: 'CASCADE',
})
@ForeignKey('role', ['mandateId', 'roleId'], ['mandateId', 'id'], {
  name: 'invitation_role_role_fk',
  onDelete: 'CASCADE',
})
export class InvitationRole {
  @PrimaryColumn('uuid', { name: 'mandate_id', primaryKeyConstraintName: 'invitation_role_pk' })
  mandateId: string;

  @PrimaryColumn('uuid', { name: 'invitation_id', primaryKeyConstraintName: 'invitation_role_pk' })
  invitationId: string;

  @PrimaryColumn('uuid', { name: 'role_id', primaryKeyConstraintName: 'invitation_role_pk' })
  roleId: string;
}
