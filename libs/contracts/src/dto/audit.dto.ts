import {
  AUDIT_ACTIONS,
  AUDIT_ACTOR_KINDS,
  AUDIT_SUBJECTS,
  type AuditAction,
  type AuditActorKind,
  type AuditSubject,
} from '../constants/audit.constants.js';
import { SEARCH_MAX_LENGTH } from '../constants/billing.constants.js';
import { NAME_MAX_LENGTH } from '../constants/common.constants.js';
import { AnyObject, Day, IsoTime, ListOf, OneOf, Text, Uuid } from '../fields/fields.js';
import { PageQuery } from './common.dto.js';

const SUBJECT_MAX = 400;

/** One line of the trail: who changed what, and how it was before and after. */
export class AuditEntryDto {
  @Uuid()
  id!: string;

  @IsoTime()
  createdAt!: string;

  @Uuid({ nullable: true, description: 'null: a matter of the whole installation' })
  mandateId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, nullable: true })
  mandateName!: string | null;

  @OneOf(AUDIT_ACTOR_KINDS)
  actorKind!: AuditActorKind;

  @Uuid({ nullable: true })
  userId!: string | null;

  @Text({ max: NAME_MAX_LENGTH, description: 'the name at that time' })
  actorName!: string;

  @Text({ max: 100, nullable: true, description: 'where the request came from; known to the own mandate alone' })
  ip!: string | null;

  @Text({ max: 100, nullable: true })
  requestId!: string | null;

  @OneOf(AUDIT_ACTIONS)
  action!: AuditAction;

  @Text({ max: SUBJECT_MAX })
  subjectId!: string;

  @Text({ max: SUBJECT_MAX })
  subjectName!: string;

  @AnyObject({ nullable: true, description: 'the values that changed; null: there was nothing before' })
  before!: Record<string, unknown> | null;

  @AnyObject({ nullable: true, description: 'null: nothing is left' })
  after!: Record<string, unknown> | null;
}

export class AuditPageDto {
  @ListOf(() => AuditEntryDto)
  items!: AuditEntryDto[];

  @Text({ max: 400, nullable: true })
  nextCursor!: string | null;
}

export class AuditQuery extends PageQuery {
  @Day({ optional: true, description: 'first day in Europe/Zurich' })
  from?: string;

  @Day({ optional: true, description: 'last day in Europe/Zurich' })
  to?: string;

  @OneOf(AUDIT_ACTIONS, { optional: true })
  action?: AuditAction;

  @OneOf(AUDIT_SUBJECTS, { optional: true, description: 'every action on such a thing' })
  subject?: AuditSubject;

  @OneOf(AUDIT_ACTOR_KINDS, { optional: true })
  actorKind?: AuditActorKind;

  @Uuid({ optional: true, description: 'what this person did, or a program of theirs' })
  userId?: string;

  @Text({ max: SEARCH_MAX_LENGTH, optional: true, description: 'in the names of what was changed and of who did it' })
  q?: string;

  @OneOf(['json', 'csv'], { optional: true, description: 'csv: the whole filtered set as a file' })
  format?: 'json' | 'csv';
}

export class OperatorAuditQuery extends AuditQuery {
  @Uuid({ optional: true })
  mandateId?: string;
}
