import { Injectable } from '@nestjs/common';
import type {
  AutomationDefinitionDto,
  RunErrorDto,
  RunInputDto,
  RunStatus,
  RunTrigger,
  StepKind,
} from '@nyla/contracts';
import { AppDatabase } from '../../database/app-database.js';
import { isoColumn, type RunRow } from './automation-rows.js';
import { RUN_COLUMNS } from './automations.repository.js';

/** A run about to wait for its turn. */
export interface NewRun {
  readonly id: string;
  readonly automationId: string;
  /** The person it runs as. */
  readonly userId: string;
  readonly version: number;
  readonly definition: AutomationDefinitionDto;
  readonly trigger: RunTrigger;
  readonly inputs: readonly RunInputDto[];
  readonly scheduledFor?: Date;
  readonly retryOf?: string;
  readonly retryFrom?: string | null;
  /** Who tries it out; null for a run that counts. */
  readonly testerId?: string | null;
  /** What was asked for under an idempotency key. */
  readonly requestHash?: Buffer | undefined;
}

/** A run that this gateway runs, with all that it needs. */
export interface ClaimedRun {
  readonly id: string;
  readonly automation_id: string;
  readonly mandate_id: string;
  readonly user_id: string;
  readonly gateway_id: string;
  readonly definition: AutomationDefinitionDto;
  readonly inputs: readonly RunInputDto[];
  readonly trigger: RunTrigger;
  readonly tester_id: string | null;
  readonly started_at: string;
  /** Since it first began, whichever gateway began it. */
  readonly elapsed_ms: number;
}

/** A run that this gateway renewed. */
export interface RenewedRun {
  readonly id: string;
  readonly cancel_requested: boolean;
}

/** How many runs may run at once. */
export interface QueueLimits {
  readonly perMandate: number;
  /** Places that are free on this gateway. */
  readonly free: number;
  readonly leaseSeconds: number;
}

/** A run whose gateway died, and the step in whose middle it was; null: it was between two steps. */
export interface AbandonedRun {
  readonly id: string;
  readonly mandate_id: string;
  readonly automation_id: string;
  readonly trigger: RunTrigger;
  readonly step_run_id: string | null;
  readonly path: string | null;
  readonly kind: StepKind | null;
  readonly step_id: string | null;
}

// Held while a gateway chooses runs, so that two of them cannot fill the same place of a mandate.
const CLAIM_LOCK = 7_194_026;

/** The queue of runs. A run belongs to the gateway whose id it bears; nobody else may bring it forward. */
@Injectable()
export class RunQueueRepository {
  constructor(private readonly database: AppDatabase) {}

  /** Answers false when the run of this due time is there already. */
  async insert(mandateId: string, run: NewRun): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO automation_run (id, automation_id, mandate_id, user_id, version, definition, trigger, inputs,
         scheduled_for, retry_of, retry_from, tester_id, request_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        run.id,
        run.automationId,
        mandateId,
        run.userId,
        run.version,
        JSON.stringify(run.definition),
        run.trigger,
        JSON.stringify(run.inputs),
        run.scheduledFor ?? null,
        run.retryOf ?? null,
        run.retryFrom ?? null,
        run.testerId ?? null,
        run.requestHash ?? null,
      ],
    );
    return rows.length > 0;
  }

  async countWaiting(mandateId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM automation_run WHERE mandate_id = $1 AND status = 'queued'",
      [mandateId],
    );
    return row?.count ?? 0;
  }

  /**
   * Takes waiting runs, oldest first within a mandate, and the mandate first that has the fewest running. Of all
   * mandates: a gateway works for everybody. Joins no transaction that is open.
   */
  claim(gatewayId: string, { perMandate, free, leaseSeconds }: QueueLimits): Promise<ClaimedRun[]> {
    return this.database.run(async () => {
      await this.database.query('SELECT pg_advisory_xact_lock($1)', [CLAIM_LOCK]);
      return this.database.query<ClaimedRun>(
        `WITH busy AS (
           SELECT mandate_id, count(*) AS runs FROM automation_run WHERE status = 'running' GROUP BY mandate_id),
         waiting AS (
           SELECT run.id, run.created_at, coalesce(busy.runs, 0)
             + row_number() OVER (PARTITION BY run.mandate_id ORDER BY run.created_at, run.id) AS place
           FROM automation_run run LEFT JOIN busy USING (mandate_id) WHERE run.status = 'queued'),
         chosen AS (
           SELECT run.id FROM automation_run run JOIN waiting USING (id)
           WHERE waiting.place <= $2 AND run.status = 'queued'
           ORDER BY waiting.place, waiting.created_at, run.id LIMIT $3 FOR UPDATE OF run SKIP LOCKED)
         UPDATE automation_run run
         SET status = 'running', gateway_id = $1, lease_until = now() + make_interval(secs => $4),
           started_at = coalesce(run.started_at, now())
         FROM chosen WHERE run.id = chosen.id
         RETURNING run.id, run.automation_id, run.mandate_id, run.user_id, run.gateway_id, run.definition, run.inputs,
           run.trigger, run.tester_id, ${isoColumn('run', 'started_at')},
           (extract(epoch FROM now() - run.started_at) * 1000)::float8 AS elapsed_ms`,
        [gatewayId, perMandate, free, leaseSeconds],
      );
    });
  }

  /** Keeps these runs for this gateway. Those that it has lost are missing in the answer. */
  renew(gatewayId: string, ids: readonly string[], leaseSeconds: number): Promise<RenewedRun[]> {
    return this.database.query<RenewedRun>(
      `UPDATE automation_run SET lease_until = now() + make_interval(secs => $3)
       WHERE id = ANY ($2::uuid[]) AND gateway_id = $1 AND status = 'running' RETURNING id, cancel_requested`,
      [gatewayId, ids, leaseSeconds],
    );
  }

  /** Gives a run back between two steps; another gateway goes on. */
  async handOn(gatewayId: string, mandateId: string, id: string): Promise<void> {
    await this.database.query(
      `UPDATE automation_run SET status = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END,
         finished_at = CASE WHEN cancel_requested THEN now() END, gateway_id = NULL, lease_until = NULL
       WHERE mandate_id = $2 AND id = $3 AND gateway_id = $1 AND status = 'running'`,
      [gatewayId, mandateId, id],
    );
  }

  /** Answers false when the run is not this gateway's any more. */
  async finish(
    gatewayId: string,
    mandateId: string,
    id: string,
    end: { readonly status: RunStatus; readonly error: RunErrorDto | null },
  ): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE automation_run SET status = $4, error = $5, finished_at = now(), lease_until = NULL
       WHERE mandate_id = $2 AND id = $3 AND gateway_id = $1 AND status = 'running' RETURNING id`,
      [gatewayId, mandateId, id, end.status, end.error && JSON.stringify(end.error)],
    );
    return rows.length > 0;
  }

  /** Cancels a waiting run at once and asks the gateway of a running one to stop. Undefined: there is no such run. */
  async requestCancel(mandateId: string, automationId: string, id: string): Promise<RunRow | undefined> {
    const [row] = await this.database.query<RunRow>(
      `UPDATE automation_run run SET cancel_requested = run.status IN ('queued', 'running'),
         status = CASE run.status WHEN 'queued' THEN 'cancelled' ELSE run.status END,
         finished_at = CASE run.status WHEN 'queued' THEN now() ELSE run.finished_at END
       WHERE run.mandate_id = $1 AND run.automation_id = $2 AND run.id = $3 RETURNING ${RUN_COLUMNS}`,
      [mandateId, automationId, id],
    );
    return row;
  }

  /** The same for all runs of an automation that is removed; answers the ids of those that are running. */
  async requestCancelAll(mandateId: string, automationId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string; status: RunStatus }>(
      `UPDATE automation_run SET cancel_requested = true,
         status = CASE status WHEN 'queued' THEN 'cancelled' ELSE status END,
         finished_at = CASE status WHEN 'queued' THEN now() END
       WHERE mandate_id = $1 AND automation_id = $2 AND status IN ('queued', 'running') RETURNING id, status`,
      [mandateId, automationId],
    );
    return rows.filter(({ status }) => status === 'running').map(({ id }) => id);
  }

  /**
   * Runs whose gateway stopped renewing them, locked for this transaction, with the step that it was in the middle of.
   * Conditions and loops do nothing by themselves: only the steps within them count.
   * @param own runs that this gateway is at work on: it lives, whatever its lease says
   */
  lockAbandoned(own: readonly string[]): Promise<AbandonedRun[]> {
    return this.database.query<AbandonedRun>(
      `SELECT run.id, run.mandate_id, run.automation_id, run.trigger, step.id AS step_run_id, step.path, step.kind, step.step_id
       FROM automation_run run LEFT JOIN automation_step_run step ON step.run_id = run.id AND step.status = 'running'
         AND step.kind NOT IN ('condition', 'for_each')
       WHERE run.status = 'running' AND run.lease_until < now() AND NOT run.id = ANY ($1::uuid[])
       FOR UPDATE OF run SKIP LOCKED`,
      [own],
    );
  }

  /** Puts a run of a dead gateway back into the queue. Call it in the transaction that locked it. */
  async requeue(mandateId: string, id: string): Promise<void> {
    await this.database.query(
      `UPDATE automation_run SET status = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END,
         finished_at = CASE WHEN cancel_requested THEN now() END, gateway_id = NULL, lease_until = NULL
       WHERE mandate_id = $1 AND id = $2`,
      [mandateId, id],
    );
  }

  /** Ends a run of a dead gateway. Call it in the transaction that locked it. */
  async fail(mandateId: string, id: string, error: RunErrorDto): Promise<void> {
    await this.database.query(
      `UPDATE automation_run SET status = 'failed', error = $3, finished_at = now(), gateway_id = NULL,
         lease_until = NULL WHERE mandate_id = $1 AND id = $2`,
      [mandateId, id, JSON.stringify(error)],
    );
  }
}
