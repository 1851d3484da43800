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
}

/** Roles, their rules, and who has them. */
@Injectable()
export class RbacRepository {
  constructor(private readonly database: AppDatabase) {}

  /** One query. Who is no member has no roles, and so no permission. */
  async permissionsOf(mandateId: string, kind: MandateKind, userId: string): Promise<PermissionSet> {
    const rows = await this.database.query<RuleRow>(
      `SELECT given.role_id AS "roleId", rule.resource, rule.effect
       FROM membership_role given LEFT JOIN access_rule rule ON rule.role_id = given.role_id
       WHERE given.mandate_id = $1 AND given.user_id = $2`,
      [mandateId, userId],
    );
    return new PermissionSet(kind, [...groupByRole(rows).values()].map(rulesOf));
  }

  /** All roles of a mandate by name, or the one with this id. */
  async roles(mandateId: string, roleId?: string): Promise<RoleWithRules[]> {
    const rows = await this.database.query<RoleRow>(
      `SELECT role.id AS "roleId", role.name, role.built_in AS "builtIn", rule.resource, rule.effect
       FROM role LEFT JOIN access_rule rule ON rule.role_id = role.id
       WHERE role.mandate_id = $1 AND ($2::uuid IS NULL OR role.id = $2::uuid)
       ORDER BY role.name, role.id, rule.resource`,
      [mandateId, roleId ?? null],
    );
    return [...groupByRole(rows).values()].map(toRole);
  }

  /** Ids of the roles that at least one member has. */
  async assignedRoleIds(mandateId: string): Promise<Set<string>> {
    const rows = await this.database.query<{ roleId: string }>(
      'SELECT DISTINCT role_id AS "roleId" FROM membership_role WHERE mandate_id = $1',
      [mandateId],
    );
    return new Set(rows.map((row) => row.roleId));
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
    await this.insertRules(roleId, rules);
  }

  /** Gives the new role's id, or undefined when the mandate has a role of that name: that one is left as it is. */
  async insertRole(mandateId: string, name: string, rules: RoleRules): Promise<string | undefined> {
    const [role] = await this.database.query<{ id: string }>(
      `INSERT INTO role (id, mandate_id, name, built_in) VALUES ($1, $2, $3, true)
       ON CONFLICT (mandate_id, name) DO NOTHING RETURNING id`,
      [newId(), mandateId, name],
    );
    if (!role) return undefined;
    await this.insertRules(role.id, rules);
    return role.id;
  }

  async findRoleId(mandateId: string, name: string): Promise<string | undefined> {
    const role = await this.database.repository(Role).findOneBy({ mandateId, name });
    return role?.id;
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
  const [{ roleId: id, name, builtIn }] = rows as [RoleRow];
  return { id, name, builtIn, rules: rulesOf(rows) };
}

function rulesOf(rows: readonly RuleRow[]): Rule[] {
  return rows.flatMap(({ resource, effect }) => (resource === null || effect === null ? [] : [{ resource, effect }]));
}
