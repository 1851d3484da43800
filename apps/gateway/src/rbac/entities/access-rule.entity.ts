import type { RuleEffect } from '@nyla/contracts';
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Role } from './role.entity.js';

/** What a role says about one resource, or about all whose names begin alike. */
@Entity('access_rule')
@Check('access_rule_effect_ck', `effect IN ('allow', 'deny')`)
export class AccessRule {
  @PrimaryColumn('uuid', { name: 'role_id', primaryKeyConstraintName: 'access_rule_pk' })
  @ForeignKey(() => Role, { name: 'access_rule_role_fk', onDelete: 'CASCADE' })
  roleId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'access_rule_pk' })
  resource: string;

  @Column('text')
  effect: RuleEffect;
}
