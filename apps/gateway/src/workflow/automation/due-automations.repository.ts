import { Injectable } from '@nestjs/common';
import type { AutomationDefinitionDto, MissedRuns } from '@nyla/contracts';
import { AppDatabase } from '../../database/app-database.js';

/** An automation whose time has come. */
export interface DueAutomation {
  readonly id: string;
  readonly mandate_id: string;
  readonly owner_id: string;
  readonly version: number;
  readonly schedule_cron: string;
  readonly schedule_time_zone: string;
  readonly schedule_missed: MissedRuns;
  readonly next_run_at: Date;
  readonly definition: AutomationDefinitionDto;
}

/** The due times of all mandates' automations, for whichever gateway looks first. */
@Injectable()
export class DueAutomationsRepository {
  constructor(private readonly database: AppDatabase) {}

  /** Locks automations that are due, for this transaction; those that another gateway has locked are left to it. */
  lockDue(now: Date, limit: number): Promise<DueAutomation[]> {
    return this.database.query<DueAutomation>(
      `SELECT automation.id, automation.mandate_id, automation.owner_id, automation.version, automation.schedule_cron,
         automation.schedule_time_zone, automation.schedule_missed, automation.next_run_at, newest.definition
       FROM automation JOIN automation_version newest
         ON newest.automation_id = automation.id AND newest.version = automation.version
       WHERE automation.next_run_at <= $1 AND automation.status = 'active' AND automation.removed_at IS NULL
       ORDER BY automation.next_run_at LIMIT $2 FOR UPDATE OF automation SKIP LOCKED`,
      [now, limit],
    );
  }

  /** Call it in the transaction that locked the automation. */
  async advance(mandateId: string, id: string, nextRunAt: Date | null): Promise<void> {
    await this.database.query('UPDATE automation SET next_run_at = $3 WHERE mandate_id = $1 AND id = $2', [
      mandateId,
      id,
      nextRunAt,
    ]);
  }
}
