import { Injectable } from '@nestjs/common';
import {
  type ConnectorType,
  MANDATE_KINDS,
  type MandateKind,
  type Permission,
  PROVIDER_RESOURCE_PREFIX,
  providerResource,
} from '@nyla/contracts';
import { AuditTrail } from '../common/audit/audit-trail.js';
import { AppDatabase } from '../database/app-database.js';
import { defaultRolesOf, isPastDefault, sameRules } from './default-roles.js';
import { covers, PermissionSet, type RoleRules } from './permission-set.js';
import { RbacRepository, type RoleWithRules, rulesByResource, type StaleRole } from './rbac.repository.js';

/** Roles that a release brought to its default rules, and those that it left because somebody had changed them. */
export interface RefreshedRoles {
  readonly updated: number;
  readonly keptAsChanged: number;
}

/** Whoever may do one of these uses AI models. */
const USES_MODELS: readonly Permission[] = ['data.chat.own', 'data.automations.own', 'data.automations.all'];

/** What a release, or the coming of billing, does to roles that are there already. */
@Injectable()
export class RoleDefaultsService {
  constructor(
    private readonly database: AppDatabase,
    private readonly rbac: RbacRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Gives built-in roles what this release added to the default rules. A role whose rules are not exactly those that a
   * release gave it was changed by its mandate, and stays as it is.
   */
  async refresh(): Promise<RefreshedRoles> {
    const current = MANDATE_KINDS.flatMap((kind) => defaultRolesOf(kind).map((role) => ({ kind, ...role })));
    let updated = 0;
    let keptAsChanged = 0;
    for (const stale of await this.rbac.staleDefaults(current)) {
      const outcome = await this.database.run(() => this.refreshOne(stale));
      if (outcome === 'updated') updated++;
      if (outcome === 'kept') keptAsChanged++;
    }
    return { updated, keptAsChanged };
  }

  /**
   * Lets roles that no rule tells which AI providers they may use go on using what was open to everybody so far: those
   * that let somebody chat or automate get these providers, all others nothing. Answers the names of the former.
   */
  openProviders(mandateId: string, kind: MandateKind, providers: readonly ConnectorType[] | 'all'): Promise<string[]> {
    return this.database.run(async () => {
      await this.rbac.lockRoles(mandateId);
      const roles = (await this.rbac.roles(mandateId)).filter(
        ({ rules }) => !namesProviders(rules) && usesModels(kind, rules),
      );
      const added = rulesFor(providers);
      if (added.length === 0) return [];
      for (const role of roles) {
        await this.rbac.addRules(mandateId, role.id, added);
        await this.record(mandateId, role, [], added);
      }
      return roles.map(({ name }) => name);
    });
  }

  /** Names of the roles that let somebody chat or automate, and that no rule tells which AI providers they may use. */
  async withoutProviders(mandateId: string, kind: MandateKind): Promise<string[]> {
    const roles = await this.rbac.roles(mandateId);
    return roles.filter(({ rules }) => !namesProviders(rules) && usesModels(kind, rules)).map(({ name }) => name);
  }

  private async refreshOne({ mandateId, id, kind, name }: StaleRole): Promise<'updated' | 'kept' | 'current'> {
    await this.rbac.lockRoles(mandateId);
    const [role] = await this.rbac.roles(mandateId, id);
    const wanted = defaultRolesOf(kind).find((candidate) => candidate.name === name)?.rules;
    if (!role || !wanted) return 'current';
    const last = await this.rbac.defaultRulesOf(mandateId, id);
    await this.rbac.noteDefaultRules(mandateId, id, wanted);
    if (sameRules(role.rules, wanted)) return 'current';
    if (last ? !sameRules(role.rules, last) : role.version > 1 || !isPastDefault(name, role.rules)) return 'kept';
    await this.rbac.replaceRules(mandateId, id, wanted);
    await this.record(mandateId, role, without(role.rules, wanted), without(wanted, role.rules));
    return 'updated';
  }

  private record(mandateId: string, role: RoleWithRules, removed: RoleRules, added: RoleRules): Promise<void> {
    const [gone, come] = [rulesByResource(removed), rulesByResource(added)];
    const names = [...new Set([...Object.keys(gone), ...Object.keys(come)])];
    const values = (rules: Record<string, string>) =>
      Object.fromEntries(names.map((resource) => [resource, rules[resource] ?? null]));
    return this.audit.record(this.database, {
      action: 'role.rules_changed',
      mandateId,
      subjectId: role.id,
      subjectName: role.name,
      before: values(gone),
      after: values(come),
    });
  }
}

function rulesFor(providers: readonly ConnectorType[] | 'all'): RoleRules {
  const resources =
    providers === 'all' ? [`${PROVIDER_RESOURCE_PREFIX}*`] : providers.map((name) => providerResource(name));
  return resources.map((resource) => ({ resource, effect: 'allow' }));
}

/** Whether some rule says anything about AI providers, or about everything. */
function namesProviders(rules: RoleRules): boolean {
  return rules.some(
    ({ resource }) => resource.startsWith(PROVIDER_RESOURCE_PREFIX) || covers(resource, PROVIDER_RESOURCE_PREFIX),
  );
}

function usesModels(kind: MandateKind, rules: RoleRules): boolean {
  const permissions = new PermissionSet(kind, [rules]);
  return USES_MODELS.some((permission) => permissions.allows(permission));
}

/** The rules of `some` that `others` does not have alike. */
function without(some: RoleRules, others: RoleRules): RoleRules {
  return some.filter(
    (rule) => !others.some(({ resource, effect }) => resource === rule.resource && effect === rule.effect),
  );
}
