import { Injectable } from '@nestjs/common';
import type { ConnectorType, MandateKind, Permission } from '@nyla/contracts';
import { NotFoundError } from '../common/errors/domain-error.js';
import { AppDatabase } from '../database/app-database.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { CurrentPermissions } from './current-permissions.js';
import { defaultRolesOf } from './default-roles.js';
import { PermissionSet } from './permission-set.js';
import { RbacRepository, type RoleName } from './rbac.repository.js';
import { type RefreshedRoles, RoleDefaultsService } from './role-defaults.service.js';
import { RoleGuard } from './role-guard.service.js';

export type { PermissionSet } from './permission-set.js';
export type { RoleName } from './rbac.repository.js';
export type { RefreshedRoles } from './role-defaults.service.js';

/** Who may do what, for every other module. */
@Injectable()
export class RbacFacade {
  constructor(
    private readonly database: AppDatabase,
    private readonly rbac: RbacRepository,
    private readonly mandates: MandatesFacade,
    private readonly currentPermissions: CurrentPermissions,
    private readonly guard: RoleGuard,
    private readonly defaults: RoleDefaultsService,
  ) {}

  /** What the caller of this request may do in its mandate. */
  current(): Promise<PermissionSet> {
    return this.currentPermissions.get();
  }

  /** What a person may do in a mandate; nothing when they are no member. @throws NotFoundError for no mandate. */
  async permissionsOf(mandateId: string, userId: string): Promise<PermissionSet> {
    const { kind } = await this.mandates.get(mandateId);
    return this.rbac.permissionsOf(mandateId, kind, userId);
  }

  /** Ids of the members who have a permission, in no order. @throws NotFoundError for no mandate. */
  async membersWith(mandateId: string, permission: Permission): Promise<string[]> {
    const { kind } = await this.mandates.get(mandateId);
    const roles = await this.rbac.roles(mandateId);
    const allowing = roles.filter(({ rules }) => new PermissionSet(kind, [rules]).allows(permission));
    return this.rbac.membersWithRoles(
      mandateId,
      allowing.map(({ id }) => id),
    );
  }

  /** Whether somebody who can sign in may do this in the mandate. */
  async someoneMay(mandateId: string, kind: MandateKind, permission: Permission): Promise<boolean> {
    const held = await this.rbac.holderCounts(mandateId);
    const rules = (await this.rbac.roles(mandateId)).filter(({ id }) => held.has(id)).map((role) => role.rules);
    return new PermissionSet(kind, rules).allows(permission);
  }

  /** Makes the default roles that the mandate lacks, and names them. Those that it has stay as they were edited. */
  async ensureDefaultRoles(mandateId: string, kind: MandateKind): Promise<string[]> {
    return this.database.run(async () => {
      const made: string[] = [];
      for (const { name, rules } of defaultRolesOf(kind)) {
        if (await this.rbac.insertRole(mandateId, name, rules)) made.push(name);
      }
      return made;
    });
  }

  /** In every mandate: what a release added to default roles, for those that nobody has changed. */
  refreshDefaultRoles(): Promise<RefreshedRoles> {
    return this.defaults.refresh();
  }

  /** For roles of the time before providers were permitted one by one: gives what was open to everybody, by name. */
  openProviders(mandateId: string, kind: MandateKind, providers: readonly ConnectorType[] | 'all'): Promise<string[]> {
    return this.defaults.openProviders(mandateId, kind, providers);
  }

  /** The roles that would use models and that no rule tells which. */
  rolesWithoutProviders(mandateId: string, kind: MandateKind): Promise<string[]> {
    return this.defaults.withoutProviders(mandateId, kind);
  }

  /**
   * Idempotent. @throws NotFoundError when the mandate has no role of that name, and a foreign key violation (also
   * `common.not_found`) when the person is no member.
   */
  async assignRole(mandateId: string, userId: string, roleName: string): Promise<void> {
    const roleId = await this.rbac.findRoleId(mandateId, roleName);
    if (roleId === undefined) throw new NotFoundError();
    await this.rbac.giveRole(mandateId, userId, roleId);
  }

  /**
   * One change at a time of who may do what in the caller's mandate: waits for others to end, and gives what the caller
   * may do after them. Inside a transaction. @throws DomainError rbac.forbidden for who has lost `permission` meanwhile
   */
  lock(permission: Permission): Promise<PermissionSet> {
    return this.guard.lock(permission);
  }

  /**
   * The roles that the caller wants to hand out, by name; under `lock`.
   * @throws ValidationError, DomainError rbac.forbidden for a role that permits more than the caller may do
   */
  grantable(permissions: PermissionSet, roleIds: readonly string[], field?: string): Promise<RoleName[]> {
    return this.guard.grantable(permissions, roleIds, field);
  }

  /** Under `lock`, after the change. @throws DomainError rbac.no_editor_left */
  requireEditor(): Promise<void> {
    return this.guard.requireEditor();
  }

  /** The roles of some members of a mandate, by name; members without a role are missing. */
  rolesOf(mandateId: string, userIds: readonly string[]): Promise<Map<string, RoleName[]>> {
    return this.rbac.rolesOf(mandateId, userIds);
  }

  /** @throws a foreign key violation (`common.not_found`) when the person or a role is not of this mandate */
  async giveRoles(mandateId: string, userId: string, roleIds: readonly string[]): Promise<void> {
    for (const roleId of roleIds) await this.rbac.giveRole(mandateId, userId, roleId);
  }

  takeRoles(mandateId: string, userId: string, roleIds: readonly string[]): Promise<void> {
    return this.rbac.takeRoles(mandateId, userId, roleIds);
  }

  /** @throws NotFoundError when the mandate lacks one of these roles */
  async rolesNamed(mandateId: string, names: readonly string[]): Promise<RoleName[]> {
    const roles: RoleName[] = [];
    for (const name of names) {
      const id = await this.rbac.findRoleId(mandateId, name);
      if (id === undefined) throw new NotFoundError();
      roles.push({ id, name });
    }
    return roles;
  }

  /** Role names of some members of a mandate; members without a role are missing. */
  roleNames(mandateId: string, userIds: readonly string[]): Promise<Map<string, string[]>> {
    return this.rbac.roleNames(mandateId, userIds);
  }

  /** Role names of one person in some mandates; mandates without one are missing. */
  roleNamesByMandate(mandateIds: readonly string[], userId: string): Promise<Map<string, string[]>> {
    return this.rbac.roleNamesByMandate(mandateIds, userId);
  }
}
