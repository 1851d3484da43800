import { Injectable } from '@nestjs/common';
import type { RunDto, RunInputDto, RunStatus, RunTrigger, StartRunDto } from '@nyla/contracts';
import { DomainError, NotFoundError, ValidationError } from '../../common/errors/domain-error.js';
import { idOfKey, newId } from '../../common/ids.js';
import { requestHashOf } from '../../common/request-hash.js';
import { AppDatabase } from '../../database/app-database.js';
import { AutomationAccessService } from './automation-access.service.js';
import type { AutomationWithDefinition } from './automation-rows.js';
import { DefinitionGate } from './definition-gate.service.js';
import { runDto } from './run-dto.js';
import { RunEvents } from './run-events.js';
import { completeInputs } from './run-inputs.js';
import { type NewRun, RunQueueRepository } from './run-queue.repository.js';
import { RunsRepository } from './runs.repository.js';
import { StepRunsRepository } from './step-runs.repository.js';
import { webhookInputs } from './webhook-inputs.js';

/** More runs of a mandate do not wait at once, unless its schedules put them there. */
const WAITING_MAX = 500;
const RETRYABLE: ReadonlySet<RunStatus> = new Set(['failed', 'stopped', 'cancelled']);

/** A start under an idempotency key: the id that the key makes, and what was asked for. */
interface KeyedStart {
  readonly id: string;
  readonly requestHash: Buffer | undefined;
}

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
   * @param key a repeat with the same starts nothing; the same run answers
   * @throws DomainError common.idempotency_conflict, automation.input_missing, common.too_many_requests, ValidationError
   */
  async start(automationId: string, key: string | null, request: StartRunDto): Promise<RunDto> {
    const { inputs = [], test = false, definition } = request;
    const automation = await this.access.get(automationId);
    const start = startOf(['run', automationId, this.access.callerId], key, request);
    const earlier = await this.findRepeated(automation, start);
    if (earlier) return earlier;
    if (definition && !test) {
      throw new ValidationError([
        { field: 'definition', constraint: 'isAbsent', message: 'only a test may try another' },
      ]);
    }
    if (definition) await this.gate.check(automation.mandate_id, automation.owner_id, definition);
    const started = await this.enqueue(start, automation, test ? 'test' : 'manual', inputs, definition);
    // Another request with the same key may have been faster, with something else in it.
    return (await this.findRepeated(automation, start)) ?? started;
  }

  /**
   * @param body what was sent: under a known key the same starts nothing, and anything else is a conflict
   * @throws DomainError automation.paused, automation.input_missing, common.idempotency_conflict,
   *   common.too_many_requests, ValidationError
   */
  async startByWebhook(automation: AutomationWithDefinition, key: string | null, body: unknown): Promise<RunDto> {
    const start = startOf(['hook', automation.id], key, body);
    const earlier = await this.findRepeated(automation, start);
    if (earlier) return earlier;
    const { status, pause_reason: reason } = automation;
    if (status === 'paused') throw new DomainError('automation.paused', { reason });
    const inputs = webhookInputs(automation.definition.variables, body);
    const started = await this.enqueue(start, automation, 'webhook', inputs);
    // The same delivery may have come to another gateway at the same time.
    return (await this.findRepeated(automation, start)) ?? started;
  }

  /**
   * Runs again what a run did not come to, from the step where it ended; what is done stays done.
   * @param key a repeat with the same starts nothing; the same run answers
   * @throws DomainError automation.not_retryable
   */
  async retry(automationId: string, runId: string, key: string | null): Promise<RunDto> {
    const { mandate_id: mandateId, owner_id: userId } = await this.access.get(automationId);
    const { id } = startOf(['retry', runId, this.access.callerId], key, undefined);
    await this.database.run(async () => {
      await this.runs.lock(mandateId, runId);
      if (await this.runs.find(mandateId, automationId, id)) return;
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

  /** The run of an earlier request with the same key. @throws DomainError common.idempotency_conflict */
  private async findRepeated(
    { mandate_id: mandateId, id: automationId }: AutomationWithDefinition,
    { id, requestHash }: KeyedStart,
  ): Promise<RunDto | undefined> {
    if (!requestHash) return undefined;
    const run = await this.runs.findWithDefinition(mandateId, automationId, id);
    if (run?.request_hash && !requestHash.equals(run.request_hash))
      throw new DomainError('common.idempotency_conflict');
    return run && runDto(run);
  }

  private async enqueue(
    { id, requestHash }: KeyedStart,
    automation: AutomationWithDefinition,
    trigger: RunTrigger,
    given: readonly RunInputDto[],
    definition = automation.definition,
  ): Promise<RunDto> {
    const { id: automationId, mandate_id: mandateId, owner_id: userId, version } = automation;
    const inputs = completeInputs(definition.variables, given);
    const testerId = trigger === 'test' ? this.access.callerId : null;
    const run = { id, automationId, userId, version, definition, trigger, inputs, testerId, requestHash };
    await this.insert(mandateId, run);
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

function startOf(scope: readonly string[], key: string | null, request: unknown): KeyedStart {
  if (key === null) return { id: newId(), requestHash: undefined };
  return { id: idOfKey(scope, key), requestHash: requestHashOf(request) };
}
