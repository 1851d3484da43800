import { Injectable } from '@nestjs/common';
import type { CreateRoleDto, RoleDto, SetRoleRulesDto } from '@nyla/contracts';
import { AuditTrail } from '../common/audit/audit-trail.js';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError, NotFoundError, ValidationError } from '../common/errors/domain-error.js';
import { AppDatabase } from '../database/app-database.js';
import type { RoleRules } from './permission-set.js';
import { RbacRepository, type RoleWithRules } from './rbac.repository.js';
import { ruleErrors } from './resource-name.js';
import { RoleGuard } from './role-guard.service.js';

/** The roles of the caller's mandate and what they permit. */
@Injectable()
export class RoleService {
  constructor(
    private readonly context: RequestContext,
    private readonly database: AppDatabase,
    private readonly rbac: RbacRepository,
    private readonly guard: RoleGuard,
    private readonly audit: AuditTrail,
  ) {}

  async list(): Promise<RoleDto[]> {
    const roles = await this.rbac.roles(this.mandateId);
    const counts = await this.rbac.holderCounts(this.mandateId);
    return roles.map((role) => toDto(role, counts));
  }

  /** @throws NotFoundError when the mandate has no such role. */
  async get(roleId: string): Promise<RoleDto> {
    return toDto(await this.read(roleId), await this.rbac.holderCounts(this.mandateId));
  }

  /**
   * @throws ValidationError for a name that is taken
   * @throws DomainError rbac.forbidden when the copy would permit what the caller does not have
   */
  create({ name, copyOf }: CreateRoleDto): Promise<RoleDto> {
    return this.database.run(async () => {
      const permissions = await this.guard.lock('data.roles.write');
      const rules = copyOf === undefined ? [] : (await this.read(copyOf)).rules;
      this.guard.refuseForeign(permissions, [], rules);
      const id = await this.rbac.insertRole(this.mandateId, name, rules, false);
      if (id === undefined) throw nameTaken();
      await this.record('role.created', { id, name }, null, { name, rules: describe(rules) });
      return this.get(id);
    });
  }

  /** @throws DomainError rbac.role_built_in @throws ValidationError for a name that is taken */
  rename(roleId: string, name: string): Promise<RoleDto> {
    return this.database.run(async () => {
      await this.guard.lock('data.roles.write');
      const role = await this.readOwn(roleId);
      if (role.name === name) return this.get(roleId);
      if (!(await this.rbac.renameRole(this.mandateId, roleId, name))) throw nameTaken();
      await this.record('role.renamed', { id: roleId, name }, { name: role.name }, { name });
      return this.get(roleId);
    });
  }

  /** @throws DomainError rbac.role_built_in, rbac.role_in_use with who has it or is invited to it */
  remove(roleId: string): Promise<void> {
    return this.database.run(async () => {
      await this.guard.lock('data.roles.write');
      const role = await this.readOwn(roleId);
      const users = await this.rbac.usersOfRole(this.mandateId, roleId);
      if (users.members.length + users.invitations.length > 0) throw new DomainError('rbac.role_in_use', users);
      await this.rbac.deleteRole(this.mandateId, roleId);
      await this.record('role.deleted', role, { name: role.name, rules: describe(role.rules) }, null);
    });
  }

  /**
   * @throws ValidationError for names that do not exist, or are there twice
   * @throws DomainError rbac.forbidden when the caller would give or take what they do not have themselves,
   *   rbac.role_changed when the role is not what the caller has read, rbac.no_editor_left
   */
  async setRules(roleId: string, { rules, version }: SetRoleRulesDto): Promise<RoleDto> {
    const errors = ruleErrors(rules);
    if (errors.length > 0) throw new ValidationError(errors);
    return this.database.run(async () => {
      // Everything is read anew under the lock: another editor may just have changed what the caller has.
      const permissions = await this.guard.lock('data.roles.write');
      const role = await this.read(roleId);
      if (version !== undefined && version !== role.version) throw new DomainError('rbac.role_changed');
      this.guard.refuseForeign(permissions, role.rules, rules);
      await this.rbac.replaceRules(this.mandateId, roleId, rules);
      await this.guard.requireEditor();
      await this.record('role.rules_changed', role, ...changed(role.rules, rules));
      return this.get(roleId);
    });
  }

  private get mandateId(): string {
    return this.context.mandate.id;
  }

  private async read(roleId: string): Promise<RoleWithRules> {
    const [role] = await this.rbac.roles(this.mandateId, roleId);
    if (!role) throw new NotFoundError();
    return role;
  }

  private async readOwn(roleId: string): Promise<RoleWithRules> {
    const role = await this.read(roleId);
    if (role.builtIn) throw new DomainError('rbac.role_built_in');
    return role;
  }

  private record(
    action: 'role.created' | 'role.renamed' | 'role.deleted' | 'role.rules_changed',
    { id, name }: { id: string; name: string },
    before: Record<string, unknown> | null,
    after: Record<string, unknown> | null,
  ): Promise<void> {
    const { mandateId } = this;
    return this.audit.record(this.database, { action, mandateId, subjectId: id, subjectName: name, before, after });
  }
}

function nameTaken(): ValidationError {
  return new ValidationError([{ field: 'name', constraint: 'isUnique', message: 'another role has this name' }]);
}

function toDto({ id, name, builtIn, version, rules }: RoleWithRules, counts: ReadonlyMap<string, number>): RoleDto {
  const lines = rules.map(({ resource, effect }) => ({ resource, effect }));
  return { id, name, builtIn, version, rules: lines, memberCount: counts.get(id) ?? 0 };
}

/** Rules as one value per resource. */
function describe(rules: RoleRules): Record<string, string> {
  return Object.fromEntries(rules.map(({ resource, effect }) => [resource, effect]));
}

/** Only the resources whose rule is another than before; null for no rule. */
function changed(before: RoleRules, after: RoleRules): [Record<string, unknown>, Record<string, unknown>] {
  const [old, now] = [describe(before), describe(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => old[name] !== now[name]);
  const pick = (rules: Record<string, string>) => Object.fromEntries(names.map((name) => [name, rules[name] ?? null]));
  return [pick(old), pick(now)];
}
