import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { AppDatabase } from '../../database/app-database.js';
import { type DueAutomation, DueAutomationsRepository } from './due-automations.repository.js';
import { RunEvents } from './run-events.js';
import { completeInputs } from './run-inputs.js';
import { RunQueueRepository } from './run-queue.repository.js';
import { nextDue } from './schedule.js';

const LOOK_MS = 2_000;
const BATCH = 50;
/** A due time this long ago is not missed yet: gateways are restarted now and then. */
const GRACE_MS = 5 * 60_000;

/**
 * Puts a run into the queue for every due time. Every gateway looks; the lock on the automation and the unique due time
 * of a run see to it that each starts once.
 */
@Injectable()
export class RunSchedulerService {
  private readonly logger = new Logger(RunSchedulerService.name);
  private looking = false;

  constructor(
    private readonly database: AppDatabase,
    private readonly due: DueAutomationsRepository,
    private readonly queue: RunQueueRepository,
    private readonly events: RunEvents,
    private readonly clock: Clock,
    private readonly http: HttpAdapterHost,
  ) {}

  @Interval(LOOK_MS)
  async look(): Promise<void> {
    if (this.looking || !this.http.httpAdapter) return;
    this.looking = true;
    try {
      while ((await this.startDue()) === BATCH);
    } catch (error) {
      this.logger.warn(`could not look for due automations: ${String(error)}`);
    } finally {
      this.looking = false;
    }
  }

  /** @returns how many automations were due */
  private async startDue(): Promise<number> {
    const now = this.clock.now();
    const { found, started } = await this.database.run(async () => {
      const automations = await this.due.lockDue(now, BATCH);
      let count = 0;
      for (const automation of automations) count += (await this.start(automation, now)) ? 1 : 0;
      return { found: automations.length, started: count };
    });
    if (started > 0) await this.events.runQueued();
    return found;
  }

  private async start(automation: DueAutomation, now: Date): Promise<boolean> {
    const { id, mandate_id: mandateId, owner_id: userId, version, definition } = automation;
    const scheduledFor = dueTimeOf(automation, now);
    await this.due.advance(mandateId, id, nextDue(scheduleOf(automation), now) ?? null);
    if (!scheduledFor) return false;
    const inputs = inputsOf(automation);
    const run = { id: newId(), automationId: id, userId, version, definition, inputs, scheduledFor };
    return this.queue.insert(mandateId, { ...run, trigger: 'schedule' });
  }
}

/** The due time that is run for; undefined where all that passed are to be skipped. */
function dueTimeOf(automation: DueAutomation, now: Date): Date | undefined {
  const { next_run_at: dueAt, schedule_missed: missed } = automation;
  const notMissedSince = new Date(now.getTime() - GRACE_MS);
  if (missed === 'catch_up' || dueAt >= notMissedSince) return dueAt;
  const latest = nextDue(scheduleOf(automation), notMissedSince);
  return latest && latest <= now ? latest : undefined;
}

function scheduleOf({ schedule_cron: cron, schedule_time_zone: timeZone }: DueAutomation) {
  return { cron, timeZone };
}

/** Defaults. Where one is missing the run is started all the same, and says so: silence would be worse. */
function inputsOf({ definition }: DueAutomation) {
  try {
    return completeInputs(definition.variables, []);
  } catch {
    return [];
  }
}
