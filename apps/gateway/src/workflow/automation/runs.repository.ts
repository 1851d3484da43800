import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/http/cursor.js';
import { AppDatabase } from '../../database/app-database.js';
import type { RunRow, RunWithDefinition } from './automation-rows.js';
import { RUN_COLUMNS } from './automations.repository.js';

/** The history of runs. */
@Injectable()
export class RunsRepository {
  constructor(private readonly database: AppDatabase) {}

  /** Newest first; `limit` rows from after `cursor`. */
  list(mandateId: string, automationId: string, cursor: Cursor | undefined, limit: number): Promise<RunRow[]> {
    return this.database.query<RunRow>(
      `SELECT ${RUN_COLUMNS} FROM automation_run run
       WHERE run.mandate_id = $1 AND run.automation_id = $2
         AND ($3::timestamptz IS NULL OR (run.created_at, run.id) < ($3::timestamptz, $4::uuid))
       ORDER BY run.created_at DESC, run.id DESC LIMIT $5`,
      [mandateId, automationId, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  async find(mandateId: string, automationId: string, id: string): Promise<RunRow | undefined> {
    const [row] = await this.database.query<RunRow>(
      `SELECT ${RUN_COLUMNS} FROM automation_run run
       WHERE run.mandate_id = $1 AND run.automation_id = $2 AND run.id = $3`,
      [mandateId, automationId, id],
    );
    return row;
  }

  async findWithDefinition(
    mandateId: string,
    automationId: string,
    id: string,
  ): Promise<RunWithDefinition | undefined> {
    const [row] = await this.database.query<RunWithDefinition>(
      `SELECT ${RUN_COLUMNS}, run.definition, run.inputs, run.tester_id, run.request_hash FROM automation_run run
       WHERE run.mandate_id = $1 AND run.automation_id = $2 AND run.id = $3`,
      [mandateId, automationId, id],
    );
    return row;
  }

  /** Waits for whoever else is retrying the run; call it first in the transaction that does. */
  async lock(mandateId: string, id: string): Promise<void> {
    await this.database.query('SELECT id FROM automation_run WHERE mandate_id = $1 AND id = $2 FOR UPDATE', [
      mandateId,
      id,
    ]);
  }

  /** Whether a retry of this run waits or runs. */
  async hasLiveRetry(mandateId: string, id: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1 FROM automation_run WHERE mandate_id = $1 AND retry_of = $2 AND status IN ('queued', 'running')`,
      [mandateId, id],
    );
    return rows.length > 0;
  }
}
