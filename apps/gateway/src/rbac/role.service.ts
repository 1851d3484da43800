import { Injectable } from '@nestjs/common';
import type { RoleDto } from '@nyla/contracts';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError, NotFoundError, ValidationError } from '../common/errors/domain-error.js';
import { AppDatabase } from '../database/app-database.js';
import { PermissionSet, type RoleRules } from './permission-set.js';
import { RbacRepository, type RoleWithRules } from './rbac.repository.js';
import { ruleErrors } from './resource-name.js';
import { findEscalation, findOperatorGrant } from './role-policy.js';

/** The roles of the caller's mandate and what they permit. */
@Injectable()
export class RoleService {
  constructor(
    private readonly context: RequestContext,
    private readonly database: AppDatabase,
    private readonly rbac: RbacRepository,
  ) {}

  async list(): Promise<RoleDto[]> {
    const roles = await this.rbac.roles(this.context.mandate.id);
    return roles.map(toDto);
  }

  /** @throws NotFoundError when the mandate has no such role. */
  async get(roleId: string): Promise<RoleDto> {
    const [role] = await this.rbac.roles(this.context.mandate.id, roleId);
    if (!role) throw new NotFoundError();
    return toDto(role);
  }

  /**
   * @throws ValidationError for names that do not exist, or are there twice
   * @throws DomainError rbac.forbidden when the caller would hand out what they do not have themselves,
   *   common.conflict when nobody in the mandate could edit roles afterwards
   */
  async setRules(roleId: string, rules: RoleRules): Promise<RoleDto> {
    const errors = ruleErrors(rules);
    if (errors.length > 0) throw new ValidationError(errors);
    return this.database.run(async () => {
      await this.rbac.lockRoles(this.context.mandate.id);
      await this.refuseUnlawful(roleId, rules);
      await this.rbac.replaceRules(this.context.mandate.id, roleId, rules);
      return this.get(roleId);
    });
  }

  /** Reads everything anew under the lock: another editor may just have changed what the caller has. */
  private async refuseUnlawful(roleId: string, after: RoleRules): Promise<void> {
    const { mandate, caller } = this.context;
    const roles = await this.rbac.roles(mandate.id);
    const before = roles.find((role) => role.id === roleId)?.rules;
    if (!before) throw new NotFoundError();
    const permissions = await this.rbac.permissionsOf(mandate.id, mandate.kind, caller.userId);
    const refused =
      findOperatorGrant(mandate.kind, after) ??
      findEscalation({ kind: mandate.kind, caller: permissions, before, after });
    if (refused !== undefined) throw new DomainError('rbac.forbidden', { permission: refused });

    const assigned = await this.rbac.assignedRoleIds(mandate.id);
    const remaining = roles
      .filter((role) => assigned.has(role.id))
      .map((role) => (role.id === roleId ? after : role.rules));
    if (!new PermissionSet(mandate.kind, remaining).allows('data.roles.write'))
      throw new DomainError('common.conflict');
  }
}

function toDto({ id, name, builtIn, rules }: RoleWithRules): RoleDto {
  return { id, name, builtIn, rules: rules.map(({ resource, effect }) => ({ resource, effect })) };
}
