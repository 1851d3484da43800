import type { RunDto, StepRunDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import type { RunRow, StepRunRow } from './automation-rows.js';

/** The wire form of a run. */
export function runDto(row: RunRow): RunDto {
  return {
    id: row.id,
    automationId: row.automation_id,
    version: row.version,
    trigger: row.trigger,
    status: row.status,
    scheduledFor: row.scheduled_for,
    retryOf: row.retry_of,
    cost: toChf(parseChf(row.cost)),
    error: row.error,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** The wire form of a step of a run. */
export function stepRunDto(row: StepRunRow): StepRunDto {
  return {
    id: row.id,
    stepId: row.step_id,
    path: row.path,
    name: row.name,
    kind: row.kind,
    status: row.status,
    input: row.input,
    output: row.output,
    model: row.model,
    cost: toChf(parseChf(row.cost)),
    transactionIds: [...row.transaction_ids],
    error: row.error,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
