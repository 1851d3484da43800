import { Injectable } from '@nestjs/common';
import { type MemberDto, type MemberPageDto, type MemberQuery, PAGE_LIMIT_DEFAULT } from '@nyla/contracts';
import { type AuditEvent, AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError, NotFoundError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { AppDatabase } from '../../database/app-database.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { RbacFacade, type RoleName } from '../../rbac/rbac.facade.js';
import { PasswordResetLinks } from '../password-reset-links.js';
import { type MailboxRow, MemberRepository, type MemberRow } from '../repositories/member.repository.js';

/** The people of the caller's mandate: who they are, their roles, and whether they still belong to it. */
@Injectable()
export class MemberService {
  constructor(
    private readonly context: RequestContext,
    private readonly clock: Clock,
    private readonly database: AppDatabase,
    private readonly members: MemberRepository,
    private readonly mandates: MandatesFacade,
    private readonly rbac: RbacFacade,
    private readonly resetLinks: PasswordResetLinks,
    private readonly audit: AuditTrail,
  ) {}

  list(query: MemberQuery): Promise<MemberPageDto> {
    return this.listOf(this.context.mandate.id, query);
  }

  /** Of any mandate: who may ask is decided by the caller. */
  async listOf(
    mandateId: string,
    { cursor, limit = PAGE_LIMIT_DEFAULT, q, status }: MemberQuery,
  ): Promise<MemberPageDto> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await this.members.list(mandateId, { q, status }, limit + 1, after);
    const { items, nextCursor } = pageOf(rows, limit, ({ createdAt, userId }) => ({ createdAt, id: userId }));
    const roles = await this.rbac.rolesOf(
      mandateId,
      items.map(({ userId }) => userId),
    );
    return { items: items.map((member) => toDto(member, roles.get(member.userId) ?? [])), nextCursor };
  }

  /** Of any mandate, as above. */
  mailboxes(mandateId: string, userIds: readonly string[], emails: readonly string[]): Promise<MailboxRow[]> {
    return this.members.mailboxes(mandateId, userIds, emails);
  }

  /**
   * Gives a member these roles and no others.
   * @throws NotFoundError, ValidationError for a role that the mandate does not have
   * @throws DomainError rbac.forbidden for a role, given or taken, that permits more than the caller may do,
   *   rbac.no_editor_left
   */
  setRoles(userId: string, roleIds: readonly string[]): Promise<MemberDto> {
    return this.database.run(async () => {
      const permissions = await this.rbac.lock('data.members.write');
      const member = await this.get(userId);
      const before = await this.rolesOf(userId);
      const wanted = new Set(roleIds.map((id) => id.toLowerCase()));
      const added = [...wanted].filter((id) => !before.some((role) => role.id === id));
      const taken = before.filter(({ id }) => !wanted.has(id)).map(({ id }) => id);
      await this.rbac.grantable(permissions, [...added, ...taken]);
      await this.rbac.giveRoles(this.mandateId, userId, added);
      await this.rbac.takeRoles(this.mandateId, userId, taken);
      if (taken.length > 0) await this.rbac.requireEditor();
      const after = await this.rolesOf(userId);
      if (added.length + taken.length > 0) {
        await this.record(member, {
          action: 'member.roles_changed',
          before: { roles: before.map(({ name }) => name) },
          after: { roles: after.map(({ name }) => name) },
        });
      }
      return toDto(member, after);
    });
  }

  /**
   * From the commit on the person may do nothing here, with no session, no key and no automation, and a link for a new
   * password is void. What they did stays.
   * @throws DomainError identity.own_membership, rbac.no_editor_left, rbac.forbidden when the person's roles permit
   *   more than the caller may do
   */
  deactivate(userId: string): Promise<MemberDto> {
    if (userId === this.context.caller.userId) throw new DomainError('identity.own_membership');
    return this.database.run(async () => {
      const permissions = await this.rbac.lock('data.members.write');
      const member = await this.get(userId);
      const roles = await this.rolesOf(userId);
      if (await this.mandates.setDeactivated(this.mandateId, userId, this.clock.now())) {
        await this.rbac.grantable(
          permissions,
          roles.map(({ id }) => id),
        );
        await this.rbac.requireEditor();
        await this.resetLinks.endAll(userId);
        await this.recordStatus(member, 'member.deactivated');
      }
      return this.describe(userId);
    });
  }

  /** @throws DomainError rbac.forbidden when the person's roles permit more than the caller may do */
  reactivate(userId: string): Promise<MemberDto> {
    return this.database.run(async () => {
      const permissions = await this.rbac.lock('data.members.write');
      const member = await this.get(userId);
      const roles = await this.rolesOf(userId);
      if (await this.mandates.setDeactivated(this.mandateId, userId, null)) {
        await this.rbac.grantable(
          permissions,
          roles.map(({ id }) => id),
        );
        await this.recordStatus(member, 'member.reactivated');
      }
      return this.describe(userId);
    });
  }

  private get mandateId(): string {
    return this.context.mandate.id;
  }

  private async get(userId: string): Promise<MemberRow> {
    const member = await this.members.find(this.mandateId, userId);
    if (!member) throw new NotFoundError();
    return member;
  }

  private async rolesOf(userId: string): Promise<RoleName[]> {
    return (await this.rbac.rolesOf(this.mandateId, [userId])).get(userId) ?? [];
  }

  private async describe(userId: string): Promise<MemberDto> {
    return toDto(await this.get(userId), await this.rolesOf(userId));
  }

  private recordStatus(member: MemberRow, action: 'member.deactivated' | 'member.reactivated'): Promise<void> {
    const status = action === 'member.deactivated' ? 'deactivated' : 'active';
    return this.record(member, { action, before: { status: member.status }, after: { status } });
  }

  private record(member: MemberRow, event: Pick<AuditEvent, 'action' | 'before' | 'after'>): Promise<void> {
    const subject = { subjectId: member.userId, subjectName: member.displayName };
    return this.audit.record(this.database, { mandateId: this.mandateId, ...subject, ...event });
  }
}

function toDto({ createdAt, lastSeenAt, ...member }: MemberRow, roles: readonly RoleName[]): MemberDto {
  return {
    ...member,
    since: createdAt,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    roles: roles.map(({ name }) => name),
    roleIds: roles.map(({ id }) => id),
  };
}
