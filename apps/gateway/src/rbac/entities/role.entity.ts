import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A named set of access rules of one mandate. */
@Entity('role')
@Unique('role_name_uq', ['mandateId', 'name'])
@Unique('role_mandate_uq', ['mandateId', 'id'])
export class Role {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'role_pk' })
  id: string;

  // Named by its table: the entity belongs to another module.
  @Column('uuid', { name: 'mandate_id' })
  @ForeignKey('mandate', { name: 'role_mandate_fk', onDelete: 'CASCADE' })
  mandateId: string;

  @Column('text')
  name: string;

  @Column('boolean', { name: 'built_in', default: false })
  builtIn: boolean;

  /** Goes up with each change of the rules, so that two editors cannot overwrite each other unseen. */
  @Column('integer', { default: 1 })
  version: number;

  /** Rules by resource that a release gave a built-in role last; null for roles of before, and for a mandate's own. */
  @Column('jsonb', { name: 'default_rules', nullable: true })
  defaultRules: Record<string, string> | null;
}
