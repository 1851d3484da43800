import { Injectable } from '@nestjs/common';
import type { AutomationDefinitionDto, PauseDetailsDto, PauseReason, ScheduleDto } from '@nyla/contracts';
import type { Cursor } from '../../common/http/cursor.js';
import { AppDatabase } from '../../database/app-database.js';
import { type AutomationRow, type AutomationWithDefinition, isoColumn, type RunRow } from './automation-rows.js';

/** What a person writes into an automation. */
export interface AutomationContent {
  readonly name: string;
  readonly description: string;
  readonly definition: AutomationDefinitionDto;
  /** Every model and search model that the definition names. */
  readonly modelIds: readonly string[];
  readonly schedule: ScheduleDto | null;
  /** The next due time; null without a schedule. */
  readonly nextRunAt: Date | null;
  readonly runLimit: string | null;
  readonly monthLimit: string | null;
}

const AUTOMATION_COLUMNS = `automation.id, automation.mandate_id, automation.owner_id, automation.name,
  automation.description, automation.status, automation.pause_reason, automation.pause_details,
  ${isoColumn('automation', 'paused_at')},
  automation.version, automation.model_ids, automation.schedule_cron, automation.schedule_time_zone,
  automation.schedule_missed, ${isoColumn('automation', 'next_run_at')},
  automation.webhook_hash IS NOT NULL AS has_webhook, automation.run_limit::text, automation.month_limit::text,
  ${isoColumn('automation', 'created_at')}, ${isoColumn('automation', 'updated_at')}`;

/** Columns of a run without what it runs. */
export const RUN_COLUMNS = `run.id, run.automation_id, run.mandate_id, run.user_id, run.version, run.trigger, run.status,
  ${isoColumn('run', 'scheduled_for')}, run.error, run.cost::text, run.retry_of, run.retry_from,
  ${isoColumn('run', 'created_at')}, ${isoColumn('run', 'started_at')}, ${isoColumn('run', 'finished_at')}`;

const WITH_DEFINITION = `SELECT ${AUTOMATION_COLUMNS}, newest.definition
  FROM automation JOIN automation_version newest
    ON newest.automation_id = automation.id AND newest.version = automation.version
  WHERE automation.removed_at IS NULL`;

/** Automations and their versions. What was removed stays as a row, for the runs and bookings that name it. */
@Injectable()
export class AutomationsRepository {
  constructor(private readonly database: AppDatabase) {}

  /** Last changed first, of one owner or of all (`ownerId` null); `limit` rows from after `cursor`. */
  list(mandateId: string, ownerId: string | null, cursor: Cursor | undefined, limit: number): Promise<AutomationRow[]> {
    return this.database.query<AutomationRow>(
      `SELECT ${AUTOMATION_COLUMNS} FROM automation
       WHERE automation.mandate_id = $1 AND ($2::uuid IS NULL OR automation.owner_id = $2)
         AND automation.removed_at IS NULL
         AND ($3::timestamptz IS NULL OR (automation.updated_at, automation.id) < ($3::timestamptz, $4::uuid))
       ORDER BY automation.updated_at DESC, automation.id DESC LIMIT $5`,
      [mandateId, ownerId, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
    );
  }

  /** @param ownerId whose it must be; null: anybody's. */
  async find(
    mandateId: string,
    id: string,
    ownerId: string | null = null,
  ): Promise<AutomationWithDefinition | undefined> {
    const [row] = await this.database.query<AutomationWithDefinition>(
      `${WITH_DEFINITION} AND automation.mandate_id = $1 AND automation.id = $2
         AND ($3::uuid IS NULL OR automation.owner_id = $3)`,
      [mandateId, id, ownerId],
    );
    return row;
  }

  /** The only method without a mandate: the secret address itself says whose it is. */
  async findByWebhook(webhookHash: Buffer): Promise<AutomationWithDefinition | undefined> {
    const [row] = await this.database.query<AutomationWithDefinition>(
      `${WITH_DEFINITION} AND automation.webhook_hash = $1`,
      [webhookHash],
    );
    return row;
  }

  /** Names by id, of those that were removed too; what is not the mandate's is missing. */
  async names(mandateId: string, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; name: string }>(
      'SELECT id, name FROM automation WHERE mandate_id = $1 AND id = ANY ($2::uuid[])',
      [mandateId, ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** Call it in a transaction. */
  async insert(mandateId: string, id: string, ownerId: string, content: AutomationContent): Promise<void> {
    const { name, description, modelIds, schedule, nextRunAt, runLimit, monthLimit } = content;
    await this.database.query(
      `INSERT INTO automation (id, mandate_id, owner_id, name, description, version, model_ids,
         schedule_cron, schedule_time_zone, schedule_missed, next_run_at, run_limit, month_limit)
       VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        mandateId,
        ownerId,
        name,
        description,
        modelIds,
        schedule?.cron ?? null,
        schedule?.timeZone ?? null,
        schedule?.missed ?? null,
        nextRunAt,
        runLimit,
        monthLimit,
      ],
    );
    await this.insertVersion(id, 1, content.definition, ownerId);
  }

  /** Makes the next version; undefined when another one than `basedOnVersion` is the newest. Call it in a transaction. */
  async update(
    mandateId: string,
    id: string,
    { basedOnVersion, authorId }: { readonly basedOnVersion: number; readonly authorId: string },
    content: AutomationContent,
  ): Promise<number | undefined> {
    const { name, description, modelIds, schedule, nextRunAt, runLimit, monthLimit } = content;
    const [row] = await this.database.query<{ version: number }>(
      `UPDATE automation SET name = $4, description = $5, version = version + 1, model_ids = $6,
         schedule_cron = $7, schedule_time_zone = $8, schedule_missed = $9,
         -- A due time that has just passed and is not started yet must not be lost by another change.
         next_run_at = CASE
           WHEN status <> 'active' THEN NULL
           WHEN schedule_cron = $7 AND schedule_time_zone = $8 THEN coalesce(next_run_at, $10::timestamptz)
           ELSE $10::timestamptz END,
         run_limit = $11, month_limit = $12, updated_at = now()
       WHERE mandate_id = $1 AND id = $2 AND version = $3 AND removed_at IS NULL RETURNING version`,
      [
        mandateId,
        id,
        basedOnVersion,
        name,
        description,
        modelIds,
        schedule?.cron ?? null,
        schedule?.timeZone ?? null,
        schedule?.missed ?? null,
        nextRunAt,
        runLimit,
        monthLimit,
      ],
    );
    if (row) await this.insertVersion(id, row.version, content.definition, authorId);
    return row?.version;
  }

  /** It starts no run any more by itself. Who paused it first, and why, stays. */
  async pause(
    mandateId: string,
    id: string,
    reason: PauseReason,
    details: PauseDetailsDto | null = null,
  ): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE automation SET status = 'paused', pause_reason = $3, pause_details = $4, paused_at = now(),
         next_run_at = NULL
       WHERE mandate_id = $1 AND id = $2 AND status = 'active' AND removed_at IS NULL RETURNING id`,
      [mandateId, id, reason, details && JSON.stringify(details)],
    );
    return rows.length > 0;
  }

  async resume(mandateId: string, id: string, nextRunAt: Date | null): Promise<void> {
    await this.database.query(
      `UPDATE automation SET status = 'active', pause_reason = NULL, pause_details = NULL,
         paused_at = NULL,
         next_run_at = CASE WHEN schedule_cron IS NULL THEN NULL ELSE $3::timestamptz END
       WHERE mandate_id = $1 AND id = $2 AND status = 'paused' AND removed_at IS NULL`,
      [mandateId, id, nextRunAt],
    );
  }

  /** Its address stops working and nothing starts it any more. */
  async remove(mandateId: string, id: string): Promise<void> {
    await this.database.query(
      `UPDATE automation SET removed_at = now(), next_run_at = NULL, webhook_hash = NULL
       WHERE mandate_id = $1 AND id = $2 AND removed_at IS NULL`,
      [mandateId, id],
    );
  }

  /** @param webhookHash null: there is no address any more. */
  async setWebhook(mandateId: string, id: string, webhookHash: Buffer | null): Promise<void> {
    await this.database.query(
      'UPDATE automation SET webhook_hash = $3 WHERE mandate_id = $1 AND id = $2 AND removed_at IS NULL',
      [mandateId, id, webhookHash],
    );
  }

  /** The newest run of each of these automations; those that never ran are missing. */
  async lastRuns(mandateId: string, ids: readonly string[]): Promise<Map<string, RunRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<RunRow>(
      `SELECT ${RUN_COLUMNS} FROM unnest($2::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
         SELECT * FROM automation_run WHERE mandate_id = $1 AND automation_id = wanted.id
         ORDER BY created_at DESC, id DESC LIMIT 1) run`,
      [mandateId, ids],
    );
    return new Map(rows.map((row) => [row.automation_id, row]));
  }

  /** What the newest runs that came to their end have cost, as decimal strings in CHF, newest first. */
  async pastCosts(mandateId: string, id: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ cost: string }>(
      `SELECT cost::text FROM automation_run
       WHERE mandate_id = $1 AND automation_id = $2 AND status = 'succeeded' AND trigger NOT IN ('retry', 'test')
       ORDER BY created_at DESC, id DESC LIMIT $3`,
      [mandateId, id, limit],
    );
    return rows.map(({ cost }) => cost);
  }

  private async insertVersion(
    id: string,
    version: number,
    definition: AutomationDefinitionDto,
    authorId: string,
  ): Promise<void> {
    await this.database.query(
      'INSERT INTO automation_version (automation_id, version, definition, author_id) VALUES ($1, $2, $3, $4)',
      [id, version, JSON.stringify(definition), authorId],
    );
  }
}
