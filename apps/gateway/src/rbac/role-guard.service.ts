import { Injectable } from '@nestjs/common';
import type { Permission } from '@nyla/contracts';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError, ValidationError } from '../common/errors/domain-error.js';
import { PermissionSet, type RoleRules } from './permission-set.js';
import { RbacRepository, type RoleName } from './rbac.repository.js';
import { findEscalation, findOperatorGrant } from './role-policy.js';

/**
 * What holds at every change of who may do what in the caller's mandate: one change at a time, nobody hands out what
 * they do not have, and somebody stays who can edit roles. Call it inside a transaction, `lock` first.
 */
@Injectable()
export class RoleGuard {
  constructor(
    private readonly context: RequestContext,
    private readonly rbac: RbacRepository,
  ) {}

  /**
   * Waits for other changes in the mandate to end, and gives what the caller may do after them.
   * @throws DomainError rbac.forbidden for somebody who has lost the permission meanwhile
   */
  async lock(permission: Permission): Promise<PermissionSet> {
    const { mandate, caller } = this.context;
    await this.rbac.lockRoles(mandate.id);
    const permissions = await this.rbac.permissionsOf(mandate.id, mandate.kind, caller.userId);
    if (!permissions.allows(permission)) throw new DomainError('rbac.forbidden', { permission });
    return permissions;
  }

  /** @throws DomainError rbac.forbidden when `after` permits what neither `before` nor the caller does */
  refuseEscalation(permissions: PermissionSet, before: RoleRules, after: RoleRules): void {
    const { kind } = this.context.mandate;
    const refused = findOperatorGrant(kind, after) ?? findEscalation({ kind, caller: permissions, before, after });
    if (refused !== undefined) throw new DomainError('rbac.forbidden', { permission: refused });
  }

  /**
   * The roles that the caller wants to hand out, by name.
   * @throws ValidationError for a role that the mandate does not have
   * @throws DomainError rbac.forbidden for one that permits more than the caller may do
   */
  async grantable(permissions: PermissionSet, roleIds: readonly string[], field = 'roleIds'): Promise<RoleName[]> {
    const wanted = new Set(roleIds.map((id) => id.toLowerCase()));
    const roles = (await this.rbac.roles(this.context.mandate.id)).filter(({ id }) => wanted.has(id));
    if (roles.length !== wanted.size) {
      throw new ValidationError([{ field, constraint: 'isRole', message: `${field} names no role of this mandate` }]);
    }
    for (const { rules } of roles) {
      const { kind } = this.context.mandate;
      const refused = findEscalation({ kind, caller: permissions, before: [], after: rules });
      if (refused !== undefined) throw new DomainError('rbac.forbidden', { permission: refused });
    }
    return roles.map(({ id, name }) => ({ id, name }));
  }

  /** Call it after the change. @throws DomainError rbac.no_editor_left */
  async requireEditor(): Promise<void> {
    const { mandate } = this.context;
    const held = await this.rbac.holderCounts(mandate.id);
    const roles = (await this.rbac.roles(mandate.id)).filter(({ id }) => held.has(id)).map(({ rules }) => rules);
    if (!new PermissionSet(mandate.kind, roles).allows('data.roles.write')) {
      throw new DomainError('rbac.no_editor_left');
    }
  }
}
