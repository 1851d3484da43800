import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import { AppDatabase } from '../../database/app-database.js';
import { RunEndService } from './run-end.service.js';
import { RunEvents } from './run-events.js';
import { type AbandonedRun, RunQueueRepository } from './run-queue.repository.js';
import { runError } from './run-verdict.js';
import { StepRecorderService } from './step-recorder.service.js';
import { StepRunsRepository } from './step-runs.repository.js';

/**
 * Looks after the runs of gateways that died. Nobody knows how far the step was that they were in the middle of, so it
 * is not repeated: its run fails, and a person may retry it from there. A run between two steps goes on.
 */
@Injectable()
export class RunRecoveryService {
  private readonly logger = new Logger(RunRecoveryService.name);

  constructor(
    private readonly database: AppDatabase,
    private readonly queue: RunQueueRepository,
    private readonly steps: StepRunsRepository,
    private readonly recorder: StepRecorderService,
    private readonly events: RunEvents,
    private readonly ending: RunEndService,
  ) {}

  /** @param own runs that this gateway is at work on */
  async recover(own: readonly string[]): Promise<void> {
    const abandoned = await this.database.run(async () => {
      const runs = await this.queue.lockAbandoned(own);
      for (const run of runs) await this.settle(run);
      return runs;
    });
    for (const { id, path } of abandoned) {
      this.logger.warn(`run ${id} of a dead gateway ${path === null ? 'goes on' : `was interrupted in ${path}`}`);
      this.events.runChanged(id);
    }
    if (abandoned.some(({ path }) => path === null)) await this.events.runQueued();
  }

  private async settle(run: AbandonedRun): Promise<void> {
    const { id, mandate_id: mandateId, step_run_id: stepRunId, path, kind, step_id: stepId } = run;
    if (stepRunId === null || path === null || kind === null) return this.queue.requeue(mandateId, id);
    const error = runError(new DomainError('automation.interrupted'), stepId);
    await this.recorder.interrupt(mandateId, id, { id: stepRunId, path, kind }, error);
    await this.steps.closeAll(mandateId, id, 'failed');
    await this.queue.fail(mandateId, id, error);
    await this.ending.failed(run, error.code);
  }
}
