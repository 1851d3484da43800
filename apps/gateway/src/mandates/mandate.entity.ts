import type { MandateKind, MandateStatus } from '@nyla/contracts';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A tenant. Exactly one is the ROOT mandate, the operator's own; the database sees to that. */
@Entity('mandate')
@Check('mandate_kind_ck', `kind IN ('root', 'customer')`)
@Check('mandate_status_ck', `status IN ('active', 'suspended')`)
@Index('mandate_one_root_uq', ['kind'], { unique: true, where: `kind = 'root'` })
export class Mandate {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mandate_pk' })
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  kind: MandateKind;

  @Column('text', { default: 'active' })
  status: MandateStatus;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'suspended_at', nullable: true })
  suspendedAt: Date | null;

  /** The operator's; the people of the mandate read it. */
  @Column('text', { name: 'suspension_reason', nullable: true })
  suspensionReason: string | null;
}
