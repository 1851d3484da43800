import {
  type PauseDetailsDto,
  type PauseReason,
  RUN_MINUTES_MAX,
  type RunErrorDto,
  type RunStatus,
  type StepRunStatus,
} from '@nyla/contracts';
import { BudgetExceededException, DomainError } from '../../common/errors/domain-error.js';
import { ERROR_TABLE } from '../../common/errors/error-table.js';
import { toDomainError } from '../../common/errors/problem.js';
import { isOnlyHeld } from './budget-room.js';
import { RunStop } from './run-stop.js';

/** How a run ends, and what that means for its automation. */
export interface RunVerdict {
  readonly status: RunStatus;
  readonly error: RunErrorDto | null;
  /** Until a person has put it right, the automation starts nothing by itself. */
  readonly pause: PauseReason | null;
  /** The limit that it is paused for. */
  readonly details?: PauseDetailsDto;
}

export const SUCCEEDED: RunVerdict = { status: 'succeeded', error: null, pause: null };

const MESSAGE_MAX_LENGTH = 1_000;

/** What went wrong with a step or a run. */
export class StepFault extends Error {
  override readonly name = 'StepFault';

  constructor(
    readonly error: unknown,
    readonly stepId: string,
  ) {
    super(String(error));
  }
}

/** What a run comes to that was ended by an error, or from outside. */
export function verdictOf(thrown: unknown): RunVerdict {
  const { error, stepId } = thrown instanceof StepFault ? thrown : { error: thrown, stepId: null };
  if (error instanceof RunStop && error.reason === 'cancelled')
    return { status: 'cancelled', error: null, pause: null };
  const fault = faultOf(error);
  return { ...statusOf(fault), error: runError(fault, stepId) };
}

/** What a step comes to. */
export function stepEndOf(error: unknown, stepId: string): { status: StepRunStatus; error: RunErrorDto | null } {
  if (error instanceof RunStop && error.reason === 'cancelled') return { status: 'cancelled', error: null };
  const fault = faultOf(error);
  const status = fault.code === 'automation.interrupted' ? 'interrupted' : 'failed';
  return { status, error: runError(fault, stepId) };
}

/** The steps around one that came to this end: loops and conditions. */
export function closedBy({ status }: RunVerdict): StepRunStatus {
  return status === 'cancelled' ? 'cancelled' : 'failed';
}

/** An error as runs and steps keep it. */
export function runError(fault: DomainError, stepId: string | null): RunErrorDto {
  return { code: fault.code, message: messageOf(fault), details: { ...fault.details }, stepId };
}

function faultOf(error: unknown): DomainError {
  if (!(error instanceof RunStop)) return toDomainError(error);
  if (error.reason === 'timed_out') return new DomainError('automation.run_too_long', { minutes: RUN_MINUTES_MAX });
  return new DomainError('automation.interrupted');
}

function statusOf(fault: DomainError): Pick<RunVerdict, 'status' | 'pause' | 'details'> {
  if (fault instanceof BudgetExceededException) return atLimit(fault);
  const { code, details } = fault;
  switch (code) {
    case 'billing.insufficient_balance':
      return { status: 'stopped', pause: 'insufficient_balance' };
    case 'aicore.provider_not_allowed':
      return { status: 'failed', pause: reasonOf(details) === 'not_permitted' ? 'not_permitted' : null };
    case 'rbac.forbidden':
      return { status: 'failed', pause: 'not_permitted' };
    case 'automation.owner_inactive':
      return { status: 'failed', pause: 'owner_inactive' };
    case 'automation.removed':
    case 'automation.paused':
      return { status: 'cancelled', pause: null };
    default:
      return { status: 'failed', pause: null };
  }
}

/** A limit that others have only reserved may have room again in a while: nobody has to raise it. */
function atLimit({ details: { kind, limit, used, required } }: BudgetExceededException): Omit<RunVerdict, 'error'> {
  const details = { limit, used, required };
  if (isOnlyHeld(details)) return { status: 'stopped', pause: null };
  return { status: 'stopped', pause: kind === 'run' ? 'run_limit' : 'month_limit', details };
}

function reasonOf(details: object): unknown {
  return 'reason' in details ? details.reason : undefined;
}

/** In English, for logs and for whoever reads the API; Nyla writes its own sentence from code and details. */
function messageOf({ code, details, fieldErrors }: DomainError): string {
  const facts = Object.entries(details).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [`${name}: ${value}`] : [],
  );
  const parts = [...facts, ...fieldErrors.map(({ message }) => message)].join(', ');
  const { title } = ERROR_TABLE[code];
  return (parts === '' ? title : `${title} (${parts})`).slice(0, MESSAGE_MAX_LENGTH);
}
