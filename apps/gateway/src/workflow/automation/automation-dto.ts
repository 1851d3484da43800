import type { AutomationDetailDto, AutomationDto, RetiringModelDto, ScheduleDto } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import type { AutomationRow, AutomationWithDefinition, RunRow } from './automation-rows.js';
import { runDto } from './run-dto.js';

/** What is known of an automation beside its own row. */
export interface AutomationFacts {
  readonly ownerName: string;
  readonly lastRun: RunRow | undefined;
  readonly costThisMonth: Nano;
  readonly retiringModels: readonly RetiringModelDto[];
}

/** The wire form of an automation. */
export function automationDto(row: AutomationRow, facts: AutomationFacts): AutomationDto {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    ownerId: row.owner_id,
    ownerName: facts.ownerName,
    status: row.status,
    pauseReason: row.pause_reason,
    pauseDetails: row.pause_details,
    version: row.version,
    schedule: scheduleOf(row),
    nextRunAt: row.next_run_at,
    hasWebhook: row.has_webhook,
    runLimit: chfOf(row.run_limit),
    monthLimit: chfOf(row.month_limit),
    costThisMonth: toChf(facts.costThisMonth),
    lastRun: facts.lastRun ? runDto(facts.lastRun) : null,
    retiringModels: [...facts.retiringModels],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function automationDetailDto(row: AutomationWithDefinition, facts: AutomationFacts): AutomationDetailDto {
  return { ...automationDto(row, facts), definition: row.definition };
}

/** When an automation starts by itself; null: it does not. */
export function scheduleOf(row: AutomationRow): ScheduleDto | null {
  const { schedule_cron: cron, schedule_time_zone: timeZone, schedule_missed: missed } = row;
  return cron === null || timeZone === null || missed === null ? null : { cron, timeZone, missed };
}

function chfOf(amount: string | null): string | null {
  return amount === null ? null : toChf(parseChf(amount));
}
