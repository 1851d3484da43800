import type {
  AutomationDefinitionDto,
  AutomationStatus,
  MissedRuns,
  PauseDetailsDto,
  PauseReason,
  RunErrorDto,
  RunInputDto,
  RunStatus,
  RunTrigger,
  StepKind,
  StepRunStatus,
} from '@nyla/contracts';

/** An automation as stored; amounts are decimal strings in CHF, times ISO 8601 with microseconds. */
export interface AutomationRow {
  readonly id: string;
  readonly mandate_id: string;
  /** The person it runs as. */
  readonly owner_id: string;
  readonly name: string;
  readonly description: string;
  readonly status: AutomationStatus;
  readonly pause_reason: PauseReason | null;
  /** Which limit paused it. */
  readonly pause_details: PauseDetailsDto | null;
  readonly paused_at: string | null;
  readonly version: number;
  /** Every model and search model that the newest version names. */
  readonly model_ids: readonly string[];
  readonly schedule_cron: string | null;
  readonly schedule_time_zone: string | null;
  readonly schedule_missed: MissedRuns | null;
  readonly next_run_at: string | null;
  readonly has_webhook: boolean;
  readonly run_limit: string | null;
  readonly month_limit: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** An automation with its newest definition. */
export interface AutomationWithDefinition extends AutomationRow {
  readonly definition: AutomationDefinitionDto;
}

/** A run as lists show it. */
export interface RunRow {
  readonly id: string;
  readonly automation_id: string;
  readonly mandate_id: string;
  /** The person it runs as. */
  readonly user_id: string;
  readonly version: number;
  readonly trigger: RunTrigger;
  readonly status: RunStatus;
  readonly scheduled_for: string | null;
  readonly error: RunErrorDto | null;
  readonly cost: string;
  readonly retry_of: string | null;
  readonly retry_from: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

/** A run with what it runs. */
export interface RunWithDefinition extends RunRow {
  readonly definition: AutomationDefinitionDto;
  readonly inputs: readonly RunInputDto[];
  /** Who tries it out. */
  readonly tester_id: string | null;
  readonly request_hash: Buffer | null;
}

export interface StepRunRow {
  readonly id: string;
  readonly run_id: string;
  readonly seq: number;
  readonly step_id: string;
  readonly path: string;
  readonly attempt: number;
  readonly name: string;
  readonly kind: StepKind;
  readonly status: StepRunStatus;
  readonly input: string | null;
  readonly output: string | null;
  /** What later steps and retries read. */
  readonly result: unknown;
  readonly model: string | null;
  readonly cost: string;
  readonly transaction_ids: readonly string[];
  readonly error: RunErrorDto | null;
  readonly started_at: string;
  readonly finished_at: string | null;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** A time column as ISO 8601 with microseconds, under its own name. */
export function isoColumn(table: string, column: string): string {
  return `to_char(${table}.${column} AT TIME ZONE 'UTC', ${ISO}) AS ${column}`;
}
