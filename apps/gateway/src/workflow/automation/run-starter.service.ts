import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { RunDto, RunInputDto, RunStatus, RunTrigger, StartRunDto } from '@nyla/contracts';
import { DomainError, NotFoundError, ValidationError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import { AppDatabase } from '../../database/app-database.js';
import { AutomationAccessService } from './automation-access.service.js';
import type { AutomationWithDefinition, RunWithDefinition } from './automation-rows.js';
import { DefinitionGate } from './definition-gate.service.js';
import { runDto } from './run-dto.js';
import { RunEvents } from './run-events.js';
import { completeInputs } from './run-inputs.js';
import { type NewRun, RunQueueRepository } from './run-queue.repository.js';
import { RunsRepository } from './runs.repository.js';
import { StepRunsRepository } from './step-runs.repository.js';
import { asStored } from './storable.js';

/** More runs of a mandate do not wait at once, unless its schedules put them there. */
const WAITING_MAX = 500;
const RETRYABLE: ReadonlySet<RunStatus> = new Set(['failed', 'stopped', 'cancelled']);

/** Puts runs into the queue at somebody's wish, and takes them out again. */
@Injectable()
export class RunStarterService {
  constructor(
    private readonly database: AppDatabase,
    private readonly access: AutomationAccessService,
    private readonly gate: DefinitionGate,
    private readonly queue: RunQueueRepository,
    private readonly runs: RunsRepository,
    private readonly steps: StepRunsRepository,
    private readonly events: RunEvents,
  ) {}

  /**
   * Starts a run by hand; a test may try a definition that is not saved. It runs as the owner, whoever starts it.
   * @param id of the new run; where it exists already, nothing is started and the same run answers
   * @throws DomainError common.idempotency_conflict, automation.input_missing, common.too_many_requests, ValidationError
   */
  async start(automationId: string, id: string, request: StartRunDto): Promise<RunDto> {
    const { inputs = [], test = false, definition } = request;
    const automation = await this.access.get(automationId);
    const earlier = await this.findRepeated(automation, id, request);
    if (earlier) return earlier;
    if (definition && !test) {
      throw new ValidationError([
        { field: 'definition', constraint: 'isAbsent', message: 'only a test may try another' },
      ]);
    }
    if (definition) await this.gate.check(automation.mandate_id, automation.owner_id, definition);
    const started = await this.enqueue(id, automation, test ? 'test' : 'manual', inputs, definition);
    // Another request with the same key may have been faster, with something else in it.
    return (await this.findRepeated(automation, id, request)) ?? started;
  }

  /**
   * @param id of the new run; where it exists already, nothing is started and the same run answers
   * @throws DomainError automation.paused, automation.input_missing, common.idempotency_conflict,
   *   common.too_many_requests, ValidationError
   */
  async startByWebhook(
    automation: AutomationWithDefinition,
    id: string,
    inputs: readonly RunInputDto[],
  ): Promise<RunDto> {
    const earlier = await this.findDelivered(automation, id, inputs);
    if (earlier) return earlier;
    const { status, pause_reason: reason } = automation;
    if (status === 'paused') throw new DomainError('automation.paused', { reason });
    const started = await this.enqueue(id, automation, 'webhook', inputs);
    // The same delivery may have come to another gateway at the same time.
    return (await this.findDelivered(automation, id, inputs)) ?? started;
  }

  /**
   * Runs again what a run did not come to, from the step where it ended; what is done stays done.
   * @throws DomainError automation.not_retryable
   */
  async retry(automationId: string, runId: string): Promise<RunDto> {
    const { mandate_id: mandateId, owner_id: userId } = await this.access.get(automationId);
    const id = newId();
    await this.database.run(async () => {
      await this.runs.lock(mandateId, runId);
      const run = await this.runs.findWithDefinition(mandateId, automationId, runId);
      if (!run) throw new NotFoundError();
      if (!RETRYABLE.has(run.status) || (await this.runs.hasLiveRetry(mandateId, runId))) {
        throw new DomainError('automation.not_retryable');
      }
      const retryFrom = await this.steps.lastUnfinished(mandateId, runId);
      const { version, definition, inputs, tester_id: testerId } = run;
      const again = { automationId, userId, version, definition, inputs, retryOf: runId, retryFrom, testerId };
      await this.insert(mandateId, { ...again, id, trigger: 'retry' });
      await this.steps.copyDone(mandateId, runId, id);
    });
    return this.announced(mandateId, automationId, id);
  }

  /** Ends a run; one that has ended stays as it is. A call under way is stopped, and what it used is booked. */
  async cancel(automationId: string, runId: string): Promise<RunDto> {
    const { mandate_id: mandateId } = await this.access.get(automationId);
    const run = await this.queue.requestCancel(mandateId, automationId, runId);
    if (!run) throw new NotFoundError();
    if (run.status === 'running') await this.events.runsCancelled([runId]);
    this.events.runChanged(runId);
    return runDto(run);
  }

  /** Ends all runs of an automation that is removed. */
  async cancelAll(mandateId: string, automationId: string): Promise<void> {
    const running = await this.queue.requestCancelAll(mandateId, automationId);
    if (running.length > 0) await this.events.runsCancelled(running);
  }

  private async findRepeated(
    { mandate_id: mandateId, id: automationId }: AutomationWithDefinition,
    id: string,
    { inputs = [], test = false, definition }: StartRunDto,
  ): Promise<RunDto | undefined> {
    const run = await this.runs.findWithDefinition(mandateId, automationId, id);
    if (!run) return undefined;
    const isSame =
      (run.trigger === 'test') === test &&
      hasInputs(run, inputs) &&
      (definition === undefined || isDeepStrictEqual(asStored(definition), run.definition));
    if (!isSame) throw new DomainError('common.idempotency_conflict');
    return runDto(run);
  }

  private async findDelivered(
    { mandate_id: mandateId, id: automationId }: AutomationWithDefinition,
    id: string,
    inputs: readonly RunInputDto[],
  ): Promise<RunDto | undefined> {
    const run = await this.runs.findWithDefinition(mandateId, automationId, id);
    if (run && !hasInputs(run, inputs)) throw new DomainError('common.idempotency_conflict');
    return run && runDto(run);
  }

  private async enqueue(
    id: string,
    automation: AutomationWithDefinition,
    trigger: RunTrigger,
    given: readonly RunInputDto[],
    definition = automation.definition,
  ): Promise<RunDto> {
    const { id: automationId, mandate_id: mandateId, owner_id: userId, version } = automation;
    const inputs = completeInputs(definition.variables, given);
    const testerId = trigger === 'test' ? this.access.callerId : null;
    await this.insert(mandateId, { id, automationId, userId, version, definition, trigger, inputs, testerId });
    return this.announced(mandateId, automationId, id);
  }

  private async insert(mandateId: string, run: NewRun): Promise<void> {
    if ((await this.queue.countWaiting(mandateId)) >= WAITING_MAX)
      throw new DomainError('common.too_many_requests', {});
    await this.queue.insert(mandateId, run);
  }

  private async announced(mandateId: string, automationId: string, id: string): Promise<RunDto> {
    await this.events.runQueued();
    const run = await this.runs.find(mandateId, automationId, id);
    if (!run) throw new NotFoundError();
    return runDto(run);
  }
}

/** Whether a run was started with the same. */
function hasInputs({ definition, inputs }: RunWithDefinition, given: readonly RunInputDto[]): boolean {
  return isDeepStrictEqual(asStored(completeInputs(definition.variables, given)), inputs);
}
