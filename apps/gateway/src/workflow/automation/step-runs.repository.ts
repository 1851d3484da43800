import { Injectable } from '@nestjs/common';
import type { RunErrorDto, StepKind, StepRunStatus } from '@nyla/contracts';
import { AppDatabase } from '../../database/app-database.js';
import { isoColumn, type StepRunRow } from './automation-rows.js';

/** A step that begins. */
export interface NewStepRun {
  readonly id: string;
  readonly seq: number;
  readonly stepId: string;
  readonly path: string;
  readonly name: string;
  readonly kind: StepKind;
  readonly input: string | null;
}

/** How a step ended. */
export interface FinishedStepRun {
  readonly status: StepRunStatus;
  readonly output: string | null;
  readonly result: unknown;
  readonly model: string | null;
  /** CHF as a decimal string. */
  readonly cost: string;
  readonly transactionIds: readonly string[];
  readonly error: RunErrorDto | null;
}

/** What a run that goes on must know of a step. */
export interface StepProgress {
  readonly id: string;
  readonly seq: number;
  readonly path: string;
  readonly kind: StepKind;
  readonly status: StepRunStatus;
  readonly result: unknown;
}

/** @param length how much of a text is shown, in characters */
function columns(length: string): string {
  const shown = (column: string) =>
    `CASE WHEN length(step.${column}) > ${length} THEN left(step.${column}, ${length}) || ' …' ELSE step.${column} END
     AS ${column}`;
  return `step.id, step.run_id, step.seq, step.step_id, step.path, step.attempt, step.name, step.kind, step.status,
    ${shown('input')}, ${shown('output')}, NULL AS result, step.model, step.cost::text, step.transaction_ids, step.error,
    ${isoColumn('step', 'started_at')}, ${isoColumn('step', 'finished_at')}`;
}

/** The steps of runs. */
@Injectable()
export class StepRunsRepository {
  constructor(private readonly database: AppDatabase) {}

  /** The steps of a run in the order in which they began, their texts cut to `textLength`. */
  list(mandateId: string, runId: string, textLength: number): Promise<StepRunRow[]> {
    return this.database.query<StepRunRow>(
      `SELECT ${columns('$3::int')} FROM automation_step_run step JOIN automation_run run ON run.id = step.run_id
       WHERE run.mandate_id = $1 AND run.id = $2 ORDER BY step.seq`,
      [mandateId, runId, textLength],
    );
  }

  /** The steps that began after `seq`, and those with these ids. */
  listChanged(
    mandateId: string,
    runId: string,
    since: { readonly seq: number; readonly ids: readonly string[] },
    textLength: number,
  ): Promise<StepRunRow[]> {
    return this.database.query<StepRunRow>(
      `SELECT ${columns('$3::int')} FROM automation_step_run step JOIN automation_run run ON run.id = step.run_id
       WHERE run.mandate_id = $1 AND run.id = $2 AND (step.seq > $4 OR step.id = ANY ($5::uuid[])) ORDER BY step.seq`,
      [mandateId, runId, textLength, since.seq, since.ids],
    );
  }

  /** Number of steps that a run has begun. */
  async count(mandateId: string, runId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM automation_step_run step JOIN automation_run run ON run.id = step.run_id
       WHERE run.mandate_id = $1 AND run.id = $2`,
      [mandateId, runId],
    );
    return row?.count ?? 0;
  }

  /** How far a run is, for whoever goes on with it. */
  progress(mandateId: string, runId: string): Promise<StepProgress[]> {
    return this.database.query<StepProgress>(
      `SELECT step.id, step.seq, step.path, step.kind, step.status, step.result
       FROM automation_step_run step JOIN automation_run run ON run.id = step.run_id
       WHERE run.mandate_id = $1 AND run.id = $2 ORDER BY step.seq`,
      [mandateId, runId],
    );
  }

  /** Answers false when the run is not this gateway's any more: then the step must not be done. */
  async begin(gatewayId: string, mandateId: string, runId: string, step: NewStepRun): Promise<boolean> {
    // The lock on the run makes a gateway that was taken for dead wait for, or lose against, the one that takes over.
    const rows = await this.database.query(
      `WITH mine AS (
         SELECT id FROM automation_run
         WHERE mandate_id = $2 AND id = $3 AND gateway_id = $1 AND status = 'running' FOR SHARE)
       INSERT INTO automation_step_run (id, run_id, seq, step_id, path, name, kind, status, input)
       SELECT $4, mine.id, $5, $6, $7, $8, $9, 'running', $10 FROM mine RETURNING id`,
      [gatewayId, mandateId, runId, step.id, step.seq, step.stepId, step.path, step.name, step.kind, step.input],
    );
    return rows.length > 0;
  }

  /**
   * Ends a step and adds up what the run has cost. Repeating it changes nothing. A step that another gateway has
   * marked as interrupted stays so, but what it cost is noted.
   */
  async finish(mandateId: string, runId: string, id: string, end: FinishedStepRun): Promise<void> {
    await this.database.run(async () => {
      await this.database.query(
        `UPDATE automation_step_run step SET cost = $4, transaction_ids = $5, model = $6,
           status = CASE step.status WHEN 'running' THEN $7 ELSE step.status END,
           output = CASE step.status WHEN 'running' THEN $8 ELSE step.output END,
           result = CASE step.status WHEN 'running' THEN $9::json ELSE step.result END,
           error = CASE step.status WHEN 'running' THEN $10::jsonb ELSE step.error END,
           finished_at = coalesce(step.finished_at, now())
         FROM automation_run run
         WHERE run.id = step.run_id AND run.mandate_id = $1 AND run.id = $2 AND step.id = $3`,
        [
          mandateId,
          runId,
          id,
          end.cost,
          JSON.stringify(end.transactionIds),
          end.model,
          end.status,
          end.output,
          end.result === undefined ? null : JSON.stringify(end.result),
          end.error && JSON.stringify(end.error),
        ],
      );
      if (end.transactionIds.length === 0) return;
      await this.database.query(
        `UPDATE automation_run SET cost = (
           SELECT coalesce(sum(step.cost), 0) FROM automation_step_run step WHERE step.run_id = automation_run.id)
         WHERE mandate_id = $1 AND id = $2`,
        [mandateId, runId],
      );
    });
  }

  /** Whatever is still open in a run that has ended, such as the loop around the step that failed. */
  async closeAll(mandateId: string, runId: string, status: StepRunStatus): Promise<void> {
    await this.database.query(
      `UPDATE automation_step_run step SET status = $3, finished_at = now() FROM automation_run run
       WHERE run.id = step.run_id AND run.mandate_id = $1 AND run.id = $2 AND step.status = 'running'`,
      [mandateId, runId, status],
    );
  }

  /** Path of the step at which a run came to its bad end; null: it came to none of its steps. */
  async lastUnfinished(mandateId: string, runId: string): Promise<string | null> {
    const [row] = await this.database.query<{ path: string }>(
      `SELECT step.path FROM automation_step_run step JOIN automation_run run ON run.id = step.run_id
       WHERE run.mandate_id = $1 AND run.id = $2 AND step.status NOT IN ('succeeded', 'skipped')
       ORDER BY step.kind IN ('condition', 'for_each'), step.seq DESC LIMIT 1`,
      [mandateId, runId],
    );
    return row?.path ?? null;
  }

  /**
   * Gives a retry the outputs of the steps that were done, and the loops and conditions that it stands in the middle
   * of. What they cost stays with the run that did them.
   */
  async copyDone(mandateId: string, fromRunId: string, toRunId: string): Promise<void> {
    await this.database.query(
      `INSERT INTO automation_step_run (id, run_id, seq, step_id, path, name, kind, status, input, output, result, model,
         started_at, finished_at)
       SELECT gen_random_uuid(), $3, row_number() OVER (ORDER BY step.seq), step.step_id, step.path, step.name, step.kind,
         CASE WHEN done THEN 'skipped' ELSE 'running' END, step.input,
         CASE WHEN done THEN step.output END, CASE WHEN done THEN step.result END, step.model,
         step.started_at, CASE WHEN done THEN step.finished_at END
       FROM automation_step_run step JOIN automation_run run ON run.id = step.run_id
         CROSS JOIN LATERAL (SELECT step.status IN ('succeeded', 'skipped') AS done) state
       WHERE run.mandate_id = $1 AND run.id = $2 AND (done OR step.kind IN ('condition', 'for_each'))`,
      [mandateId, fromRunId, toRunId],
    );
  }
}
