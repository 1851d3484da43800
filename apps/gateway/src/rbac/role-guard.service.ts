import { Injectable } from '@nestjs/common';
import type { Permission } from '@nyla/contracts';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError, ValidationError } from '../common/errors/domain-error.js';
import { owningRolesOf } from './default-roles.js';
import { PermissionSet, type RoleRules } from './permission-set.js';
import { RbacRepository, type RoleName } from './rbac.repository.js';
import { findEscalation, findOperatorGrant } from './role-policy.js';

/**
 * What holds at every change of who may do what in the caller's mandate: one change at a time, nobody gives or takes
 * what they do not have, and an owner stays who can edit roles. Call it inside a transaction, `lock` first.
 */
@Injectable()
export class RoleGuard {
  constructor(
    private readonly context: RequestContext,
    private readonly rbac: RbacRepository,
  ) {}

  /**
   * Waits for other changes in the mandate to end, and gives what the caller may give and take after them: what they
   * may do, and, for an owner, what their role permits by default.
   * @throws DomainError rbac.forbidden for somebody who has lost the permission meanwhile
   */
  async lock(permission: Permission): Promise<PermissionSet> {
    const { mandate, caller } = this.context;
    await this.rbac.lockRoles(mandate.id);
    const permissions = await this.rbac.permissionsOf(mandate.id, mandate.kind, caller.userId);
    if (!permissions.allows(permission)) throw new DomainError('rbac.forbidden', { permission });
    const names = (await this.rbac.roleNames(mandate.id, [caller.userId])).get(caller.userId) ?? [];
    const owned = [...owningRolesOf(mandate.kind)].flatMap(([name, rules]) => (names.includes(name) ? [rules] : []));
    return permissions.with(owned);
  }

  /** @throws DomainError rbac.forbidden when the caller has not all of what `after` permits anew, or no longer */
  refuseForeign(permissions: PermissionSet, before: RoleRules, after: RoleRules): void {
    const { kind } = this.context.mandate;
    const refused =
      findOperatorGrant(kind, after) ??
      findEscalation({ kind, caller: permissions, before, after }) ??
      findEscalation({ kind, caller: permissions, before: after, after: before });
    if (refused !== undefined) throw new DomainError('rbac.forbidden', { permission: refused });
  }

  /**
   * The roles that the caller wants to give or take, by name.
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
    const owning = owningRolesOf(mandate.kind);
    const roles = (await this.rbac.roles(mandate.id))
      .filter(({ id, name, builtIn }) => builtIn && owning.has(name) && held.has(id))
      .map(({ rules }) => rules);
    if (!new PermissionSet(mandate.kind, roles).allows('data.roles.write')) {
      throw new DomainError('rbac.no_editor_left');
    }
  }
}
