import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { DomainError, NotFoundError } from '../../common/errors/domain-error.js';
import { AppDatabase } from '../../database/app-database.js';
import { type MandateInfo, MandatesFacade } from '../../mandates/mandates.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import type { Invitation } from '../entities/invitation.entity.js';
import { InvitationRepository } from '../repositories/invitation.repository.js';
import { UserRepository } from '../repositories/user.repository.js';
import type { InvitedPerson } from './invited-person.service.js';

/** Turns an invitation into a membership, once. */
@Injectable()
export class JoiningService {
  constructor(
    private readonly clock: Clock,
    private readonly database: AppDatabase,
    private readonly users: UserRepository,
    private readonly invitations: InvitationRepository,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws NotFoundError when somebody was faster, DomainError mandate.membership_deactivated */
  async join(invitation: Invitation, person: InvitedPerson, mandate: MandateInfo): Promise<void> {
    await this.database.run(async () => {
      // First, because it locks the invitation: of two who accept at once, one waits here and finds it used.
      const accepted = await this.invitations.accept(mandate.id, invitation, this.clock.now());
      if (!accepted) throw new NotFoundError();
      if (person.newUser) await this.users.insert(person.newUser);
      else if ((await this.mandates.memberStatus(mandate.id, person.id)) === 'deactivated') {
        throw new DomainError('mandate.membership_deactivated', { mandateName: mandate.name });
      }
      await this.mandates.addMember(mandate.id, person.id);
      const roles = await this.invitations.rolesOf(mandate.id, invitation.id);
      const roleIds = roles.map((role) => role.id);
      await this.rbac.giveRoles(mandate.id, person.id, roleIds);
      await this.audit.record(this.database, {
        action: 'invitation.accepted',
        mandateId: mandate.id,
        subjectId: invitation.id,
        subjectName: invitation.email,
        before: null,
        after: { name: person.displayName, roles: roles.map(({ name }) => name) },
      });
    });
  }
}
