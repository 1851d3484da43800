import { Injectable } from '@nestjs/common';
import {
  type CreatedInvitationDto,
  type CreateInvitationDto,
  type InvitationDto,
  type InvitationPageDto,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
} from '@nyla/contracts';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError, NotFoundError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { AppDatabase } from '../../database/app-database.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { InvitationRepository, type InvitationRow } from '../repositories/invitation.repository.js';
import { UserRepository } from '../repositories/user.repository.js';
import { InvitationStore } from './invitation-store.service.js';

/** Invitations to the caller's mandate, as those see them who send them. */
@Injectable()
export class InvitationService {
  constructor(
    private readonly context: RequestContext,
    private readonly database: AppDatabase,
    private readonly users: UserRepository,
    private readonly invitations: InvitationRepository,
    private readonly store: InvitationStore,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
  ) {}

  /** Those that nobody has accepted, newest first. */
  async list({ cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<InvitationPageDto> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await this.invitations.list(this.mandateId, limit + 1, after);
    const { items, nextCursor } = pageOf(rows, limit, (row) => row);
    return { items: items.map(toDto), nextCursor };
  }

  /**
   * The answer and the mail are the only places that ever hold the link.
   * @throws ValidationError for a role that the mandate does not have
   * @throws DomainError identity.already_member, identity.already_invited, identity.too_many_invitations, rbac.forbidden for a role that permits more
   *   than the caller may do
   */
  send({ email, roleIds, locale = this.context.caller.locale }: CreateInvitationDto): Promise<CreatedInvitationDto> {
    return this.database.run(async () => {
      const permissions = await this.rbac.lock('data.members.write');
      await this.refuseMember(email);
      await this.store.refuseFlood(this.mandateId, email);
      const roles = await this.rbac.grantable(permissions, roleIds);
      const { id, link } = await this.store.send({ mandateId: this.mandateId, email, roles, locale });
      return { ...toDto(await this.get(id)), link };
    });
  }

  /** A new link for another seven days; the old one is dead. @throws DomainError identity.too_many_invitations */
  renew(id: string): Promise<CreatedInvitationDto> {
    return this.database.run(async () => {
      const permissions = await this.rbac.lock('data.members.write');
      const invitation = await this.get(id);
      await this.refuseMember(invitation.email);
      await this.store.refuseFlood(this.mandateId, invitation.email);
      await this.rbac.grantable(permissions, invitation.roleIds);
      const link = await this.store.renew(this.mandateId, invitation);
      return { ...toDto(await this.get(id)), link };
    });
  }

  revoke(id: string): Promise<void> {
    return this.database.run(async () => {
      await this.store.revoke(this.mandateId, await this.get(id));
    });
  }

  private get mandateId(): string {
    return this.context.mandate.id;
  }

  private async get(id: string): Promise<InvitationRow> {
    const [invitation] = await this.invitations.list(this.mandateId, 1, undefined, id);
    if (!invitation) throw new NotFoundError();
    return invitation;
  }

  private async refuseMember(email: string): Promise<void> {
    const user = await this.users.findByEmail(email);
    const status = user && (await this.mandates.memberStatus(this.mandateId, user.id));
    if (status) throw new DomainError('identity.already_member', { status });
  }
}

function toDto({ id, email, roles, locale, invitedBy, createdAt, expiresAt }: InvitationRow): InvitationDto {
  return { id, email, roles: [...roles], locale, invitedBy, createdAt, expiresAt: expiresAt.toISOString() };
}
