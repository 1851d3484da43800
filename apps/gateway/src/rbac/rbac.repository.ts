import { Injectable } from '@nestjs/common';
import type { MandateKind, RuleEffect } from '@nyla/contracts';
import { newId } from '../common/ids.js';
import { AppDatabase } from '../database/app-database.js';
import { AccessRule } from './entities/access-rule.entity.js';
import { MembershipRole } from './entities/membership-role.entity.js';
import { Role } from './entities/role.entity.js';
import { PermissionSet, type RoleRules, type Rule } from './permission-set.js';

/** A role with its rules, sorted by resource. */
export interface RoleWithRules {
  readonly id: string;
  readonly name: string;
  readonly builtIn: boolean;
  readonly version: number;
  readonly rules: RoleRules;
}

interface RuleRow {
  readonly roleId: string;
  /** Null, as is the effect, for a role without rules. */
  readonly resource: string | null;
  readonly effect: RuleEffect | null;
}

interface RoleRow extends RuleRow {
  readonly name: string;
  readonly builtIn: boolean;
  readonly version: number;
}

/** A role's id and name. */
export interface RoleName {
  readonly id: string;
  readonly name: string;
}

/** What a release gives a built-in role. */
export interface DefaultRules {
  readonly kind: MandateKind;
  readonly name: string;
  readonly rules: RoleRules;
}

/** A built-in role that another release made or last looked at. */
export interface StaleRole extends RoleName {
  readonly mandateId: string;
  readonly kind: MandateKind;
}

/** Roles, their rules, and who has them. */
@Injectable()
export class RbacRepository {
  constructor(private readonly database: AppDatabase) {}

  /** One query. Who is no member, or a deactivated one, has no permission. */
  async permissionsOf(mandateId: string, kind: MandateKind, userId: string): Promise<PermissionSet> {
    const rows = await this.database.prepared<RuleRow>(
      'rbac_permissions',
      `SELECT given.role_id AS "roleId", rule.resource, rule.effect
       FROM membership_role given
       JOIN membership member ON member.mandate_id = given.mandate_id AND member.user_id = given.user_id
         AND member.deactivated_at IS NULL
       LEFT JOIN access_rule rule ON rule.role_id = given.role_id
       WHERE given.mandate_id = $1 AND given.user_id = $2`,
      [mandateId, userId],
    );
    return new PermissionSet(kind, [...groupByRole(rows).values()].map(rulesOf));
  }

  /** All roles of a mandate by name, or the one with this id. */
  async roles(mandateId: string, roleId?: string): Promise<RoleWithRules[]> {
    const rows = await this.database.query<RoleRow>(
      `SELECT role.id AS "roleId", role.name, role.built_in AS "builtIn", role.version, rule.resource, rule.effect
       FROM role LEFT JOIN access_rule rule ON rule.role_id = role.id
       WHERE role.mandate_id = $1 AND ($2::uuid IS NULL OR role.id = $2::uuid)
       ORDER BY role.name, role.id, rule.resource`,
      [mandateId, roleId ?? null],
    );
    return [...groupByRole(rows).values()].map(toRole);
  }

  /** How many people have each role, those alone who can sign in and act here; roles that nobody has are missing. */
  async holderCounts(mandateId: string): Promise<Map<string, number>> {
    const rows = await this.database.query<{ roleId: string; count: number }>(
      `SELECT given.role_id AS "roleId", count(*)::integer AS count
       FROM membership_role given
       JOIN membership member ON member.mandate_id = given.mandate_id AND member.user_id = given.user_id
       JOIN app_user person ON person.id = given.user_id
       WHERE given.mandate_id = $1 AND member.deactivated_at IS NULL AND person.kind = 'person'
         AND person.status = 'active'
       GROUP BY given.role_id`,
      [mandateId],
    );
    return new Map(rows.map(({ roleId, count }) => [roleId, count]));
  }

  /** Members who have at least one of these roles, in no order. */
  async membersWithRoles(mandateId: string, roleIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ userId: string }>(
      `SELECT DISTINCT user_id AS "userId" FROM membership_role WHERE mandate_id = $1 AND role_id = ANY($2::uuid[])`,
      [mandateId, roleIds],
    );
    return rows.map((row) => row.userId);
  }

  /** Lets only one transaction at a time change the rules of a mandate. */
  async lockRoles(mandateId: string): Promise<void> {
    await this.database.query('SELECT id FROM role WHERE mandate_id = $1 ORDER BY id FOR UPDATE', [mandateId]);
  }

  async replaceRules(mandateId: string, roleId: string, rules: RoleRules): Promise<void> {
    await this.database.query(
      `DELETE FROM access_rule USING role
       WHERE role.id = access_rule.role_id AND role.mandate_id = $1 AND role.id = $2`,
      [mandateId, roleId],
    );
    await this.database.repository(Role).increment({ mandateId, id: roleId }, 'version', 1);
    await this.insertRules(roleId, rules);
  }

  /** Gives the new role's id, or undefined when the mandate has a role of that name: that one is left as it is. */
  async insertRole(mandateId: string, name: string, rules: RoleRules, builtIn = true): Promise<string | undefined> {
    const [role] = await this.database.query<{ id: string }>(
      `INSERT INTO role (id, mandate_id, name, built_in, default_rules) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (mandate_id, name) DO NOTHING RETURNING id`,
      [newId(), mandateId, name, builtIn, builtIn ? JSON.stringify(rulesByResource(rules)) : null],
    );
    if (!role) return undefined;
    await this.insertRules(role.id, rules);
    return role.id;
  }

  /** Adds rules on resources that no rule of the role names yet. */
  async addRules(mandateId: string, roleId: string, rules: RoleRules): Promise<void> {
    await this.database.repository(Role).increment({ mandateId, id: roleId }, 'version', 1);
    await this.insertRules(roleId, rules);
  }

  /** Built-in roles of every mandate that were not brought to these default rules yet. */
  staleDefaults(current: readonly DefaultRules[]): Promise<StaleRole[]> {
    return this.database.query<StaleRole>(
      `SELECT role.mandate_id AS "mandateId", role.id, role.name, mandate.kind
       FROM role JOIN mandate ON mandate.id = role.mandate_id
       JOIN jsonb_to_recordset($1) AS now (kind text, name text, rules jsonb)
         ON now.kind = mandate.kind AND now.name = role.name
       WHERE role.built_in AND role.default_rules IS DISTINCT FROM now.rules ORDER BY role.mandate_id, role.id`,
      [JSON.stringify(current.map(({ kind, name, rules }) => ({ kind, name, rules: rulesByResource(rules) })))],
    );
  }

  /** The default rules that the role was brought to last; null when that is not known. */
  async defaultRulesOf(mandateId: string, roleId: string): Promise<RoleRules | null> {
    const role = await this.database.repository(Role).findOneBy({ mandateId, id: roleId });
    const rules = Object.entries(role?.defaultRules ?? {}) as [string, RuleEffect][];
    return role?.defaultRules ? rules.map(([resource, effect]) => ({ resource, effect })) : null;
  }

  async noteDefaultRules(mandateId: string, roleId: string, rules: RoleRules): Promise<void> {
    await this.database.repository(Role).update({ mandateId, id: roleId }, { defaultRules: rulesByResource(rules) });
  }

  async findRoleId(mandateId: string, name: string): Promise<string | undefined> {
    const role = await this.database.repository(Role).findOneBy({ mandateId, name });
    return role?.id;
  }

  /** False when the mandate has another role of that name. */
  async renameRole(mandateId: string, id: string, name: string): Promise<boolean> {
    const renamed = await this.database.query(
      `UPDATE role SET name = $3 WHERE mandate_id = $1 AND id = $2
         AND NOT EXISTS (SELECT FROM role other WHERE other.mandate_id = $1 AND other.name = $3 AND other.id <> $2)
       RETURNING id`,
      [mandateId, id, name],
    );
    return renamed.length === 1;
  }

  async deleteRole(mandateId: string, id: string): Promise<void> {
    await this.database.repository(Role).delete({ mandateId, id });
  }

  /** Who has the role, programs and deactivated members included, and who is invited to it. */
  async usersOfRole(mandateId: string, roleId: string): Promise<{ members: string[]; invitations: string[] }> {
    const members = await this.database.query<{ name: string }>(
      `SELECT person.display_name AS name FROM membership_role given JOIN app_user person ON person.id = given.user_id
       WHERE given.mandate_id = $1 AND given.role_id = $2 ORDER BY 1`,
      [mandateId, roleId],
    );
    const invitations = await this.database.query<{ email: string }>(
      `SELECT invitation.email FROM invitation_role given JOIN invitation ON invitation.id = given.invitation_id
       WHERE given.mandate_id = $1 AND given.role_id = $2
         AND invitation.accepted_at IS NULL AND invitation.revoked_at IS NULL ORDER BY 1`,
      [mandateId, roleId],
    );
    return { members: members.map(({ name }) => name), invitations: invitations.map(({ email }) => email) };
  }

  /** The roles of some members of a mandate, by name; members without a role are missing. */
  async rolesOf(mandateId: string, userIds: readonly string[]): Promise<Map<string, RoleName[]>> {
    const rows = await this.database.query<RoleName & { userId: string }>(
      `SELECT given.user_id AS "userId", role.id, role.name
       FROM membership_role given JOIN role ON role.id = given.role_id
       WHERE given.mandate_id = $1 AND given.user_id = ANY($2::uuid[]) ORDER BY role.name, role.id`,
      [mandateId, userIds],
    );
    return Map.groupBy(rows, (row) => row.userId);
  }

  async takeRoles(mandateId: string, userId: string, roleIds: readonly string[]): Promise<void> {
    await this.database.query(
      'DELETE FROM membership_role WHERE mandate_id = $1 AND user_id = $2 AND role_id = ANY($3::uuid[])',
      [mandateId, userId, roleIds],
    );
  }

  /** A role that is given again stays given. */
  async giveRole(mandateId: string, userId: string, roleId: string): Promise<void> {
    await this.database
      .repository(MembershipRole)
      .createQueryBuilder()
      .insert()
      .values({ mandateId, userId, roleId })
      .orIgnore()
      .execute();
  }

  /** Names of the roles of some members of a mandate; members without a role are missing. */
  async roleNames(mandateId: string, userIds: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await this.database.query<{ userId: string; names: string[] }>(
      `SELECT given.user_id AS "userId", array_agg(role.name ORDER BY role.name) AS names
       FROM membership_role given JOIN role ON role.id = given.role_id
       WHERE given.mandate_id = $1 AND given.user_id = ANY($2::uuid[]) GROUP BY given.user_id`,
      [mandateId, userIds],
    );
    return new Map(rows.map((row) => [row.userId, row.names]));
  }

  /** Names of a person's roles in each of some mandates; mandates without one are missing. */
  async roleNamesByMandate(mandateIds: readonly string[], userId: string): Promise<Map<string, string[]>> {
    const rows = await this.database.query<{ mandateId: string; names: string[] }>(
      `SELECT given.mandate_id AS "mandateId", array_agg(role.name ORDER BY role.name) AS names
       FROM membership_role given JOIN role ON role.id = given.role_id
       WHERE given.mandate_id = ANY($1::uuid[]) AND given.user_id = $2 GROUP BY given.mandate_id`,
      [mandateIds, userId],
    );
    return new Map(rows.map((row) => [row.mandateId, row.names]));
  }

  private async insertRules(roleId: string, rules: RoleRules): Promise<void> {
    if (rules.length === 0) return;
    await this.database
      .repository(AccessRule)
      .insert(rules.map(({ resource, effect }) => ({ roleId, resource, effect })));
  }
}

function groupByRole<Row extends RuleRow>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => row.roleId);
}

function toRole(rows: readonly RoleRow[]): RoleWithRules {
  const [{ roleId: id, name, builtIn, version }] = rows as [RoleRow];
  return { id, name, builtIn, version, rules: rulesOf(rows) };
}

/** Rules as one value per resource, whatever their order. */
export function rulesByResource(rules: RoleRules): Record<string, RuleEffect> {
  return Object.fromEntries(rules.map(({ resource, effect }) => [resource, effect]));
}

function rulesOf(rows: readonly RuleRow[]): Rule[] {
  return rows.flatMap(({ resource, effect }) => (resource === null || effect === null ? [] : [{ resource, effect }]));
}
