import { Injectable, Logger } from '@nestjs/common';
import { type ConditionStepDto, type ForEachStepDto, LOOP_ITEMS_MAX, type StepDto } from '@nyla/contracts';
import { DomainError } from '../../common/errors/domain-error.js';
import { toDomainError } from '../../common/errors/problem.js';
import { RunAdmissionService } from './run-admission.service.js';
import { RunEndService } from './run-end.service.js';
import { type ClaimedRun, RunQueueRepository } from './run-queue.repository.js';
import { RunStop } from './run-stop.js';
import { type RunVerdict, StepFault, SUCCEEDED, stepEndOf, verdictOf } from './run-verdict.js';
import { type RunScope, RunWork } from './run-work.js';
import { StepHandlers } from './step-handlers.js';
import { StepRecorderService, type StepRunRef } from './step-recorder.service.js';
import { StepRunsRepository } from './step-runs.repository.js';
import { fillCondition } from './steps/condition.js';
import type { PreparedStep, StepResult } from './steps/step.types.js';
import { get } from './template-rendering.js';

/** Runs a run, step by step, from wherever it stands to its end. */
@Injectable()
export class RunEngineService {
  private readonly logger = new Logger(RunEngineService.name);

  constructor(
    private readonly queue: RunQueueRepository,
    private readonly stepRuns: StepRunsRepository,
    private readonly admission: RunAdmissionService,
    private readonly handlers: StepHandlers,
    private readonly recorder: StepRecorderService,
    private readonly ending: RunEndService,
  ) {}

  /**
   * Never rejects. `signal` ends the run; its reason is a `RunStop`. A run whose gateway ends between two steps is put
   * back into the queue.
   */
  async execute(run: ClaimedRun, signal: AbortSignal): Promise<void> {
    try {
      const verdict = await this.verdict(run, signal);
      if (verdict === 'handed on') await this.queue.handOn(run.gateway_id, run.mandate_id, run.id);
      else if (verdict !== 'lost') await this.ending.end(run, verdict);
    } catch (error) {
      // Its lease will run out, and whoever finds it so goes on with it or ends it.
      this.logger.error(`run ${run.id} could not be ended: ${String(error)}`);
    }
  }

  private async verdict(run: ClaimedRun, signal: AbortSignal): Promise<RunVerdict | 'handed on' | 'lost'> {
    try {
      const work = new RunWork(run, signal, await this.stepRuns.progress(run.mandate_id, run.id));
      await this.admission.admit(work);
      await this.walk(work, run.definition.steps, '', work.newScope());
      return SUCCEEDED;
    } catch (error) {
      if (error instanceof RunStop && error.reason === 'lost') return 'lost';
      if (error instanceof RunStop && error.reason === 'shutdown') return 'handed on';
      if (isOutage(error)) return 'handed on';
      const verdict = verdictOf(error);
      if (verdict.error?.code === 'common.internal') this.logger.error(`run ${run.id} failed: ${describe(error)}`);
      return verdict;
    }
  }

  /** @returns what the last step hands on, which is what the whole list does. */
  private async walk(work: RunWork, steps: readonly StepDto[], parent: string, scope: RunScope): Promise<unknown> {
    let last: unknown = null;
    for (const step of steps) {
      const path = parent === '' ? step.id : `${parent}.${step.id}`;
      const done = work.resultOf(path);
      last = done ? done.value : await this.step(work, step, path, scope);
      scope.steps[step.id] = last;
    }
    return last;
  }

  private async step(work: RunWork, step: StepDto, path: string, scope: RunScope): Promise<unknown> {
    work.signal.throwIfAborted();
    const { condition, forEach } = step;
    if (step.kind === 'condition' && condition) return this.condition(work, step, path, scope, condition);
    if (step.kind === 'for_each' && forEach) return this.loop(work, step, path, scope, forEach);
    return this.leaf(work, step, path, scope);
  }

  /** The one place where something happens outside: noted before it begins, and after it ended, however it did. */
  private async leaf(work: RunWork, step: StepDto, path: string, scope: RunScope): Promise<unknown> {
    const { kind } = step;
    const left = work.openId(path);
    if (left !== undefined)
      return this.fail(work, step, { id: left, path, kind }, new DomainError('automation.interrupted'));
    const handler = this.handlers.of(kind);
    const seq = work.nextSeq();
    const prepared = attempt(() => handler.prepare({ run: work.run, step, path, scope }));
    const id = await this.recorder.begin(work, step, path, seq, 'value' in prepared ? prepared.value.input : null);
    if ('error' in prepared) return this.fail(work, step, { id, path, kind }, prepared.error);
    const done = await this.do(work, path, prepared.value);
    if ('error' in done) return this.fail(work, step, { id, path, kind }, done.error);
    const { value, output, model } = done.value;
    await this.recorder.finish(work, { id, path, kind }, { status: 'succeeded', value, output, model });
    return value;
  }

  private async do(work: RunWork, path: string, prepared: PreparedStep): Promise<Attempt<StepResult>> {
    try {
      const result = await prepared.run(work.signal);
      work.keep(path, result.value);
      return { value: result };
    } catch (error) {
      // Whatever a step that was stopped reports, it was stopped.
      return { error: work.signal.aborted ? work.signal.reason : error };
    }
  }

  private async fail(work: RunWork, step: StepDto, row: StepRunRef, error: unknown): Promise<never> {
    await this.recorder.finish(work, row, stepEndOf(error, step.id));
    throw afterStep(error, step.id);
  }

  private async condition(
    work: RunWork,
    step: StepDto,
    path: string,
    scope: RunScope,
    { condition, steps, otherwise }: ConditionStepDto,
  ): Promise<unknown> {
    return this.around(work, step, path, {
      prepare: () => fillCondition(condition, scope),
      run: ({ holds }) => this.walk(work, holds ? steps : otherwise, path, scope),
    });
  }

  private async loop(
    work: RunWork,
    step: StepDto,
    path: string,
    scope: RunScope,
    { list, maxItems, steps }: ForEachStepDto,
  ): Promise<unknown> {
    return this.around(work, step, path, {
      prepare: () => ({ entries: entriesOf(list, scope, maxItems), text: list }),
      run: async ({ entries }) => {
        const items: unknown[] = [];
        for (const [index, item] of entries.entries()) {
          // Each round sees the steps before the loop and its own, not those of other rounds.
          const seen = Object.assign(Object.create(null) as Record<string, unknown>, scope.steps);
          items.push(await this.walk(work, steps, `${path}[${index}]`, { ...scope, steps: seen, item, index }));
        }
        return { items };
      },
    });
  }

  /** A step that consists of others. It is entered once, also by whoever goes on in the middle of it. */
  private async around<P extends { readonly text: string }>(
    work: RunWork,
    step: StepDto,
    path: string,
    { prepare, run }: { readonly prepare: () => P; readonly run: (prepared: P) => Promise<unknown> },
  ): Promise<unknown> {
    const { kind } = step;
    const prepared = attempt(prepare);
    const input = 'value' in prepared ? prepared.value.text : null;
    const id = work.openId(path) ?? (await this.recorder.begin(work, step, path, work.nextSeq(), input));
    if ('error' in prepared) return this.fail(work, step, { id, path, kind }, prepared.error);
    const value = await run(prepared.value);
    const output = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
    await this.recorder.finish(work, { id, path, kind }, { status: 'succeeded', value, output });
    return value;
  }
}

/** @throws DomainError automation.unknown_path, automation.not_a_list, automation.list_too_long */
function entriesOf(list: string, scope: RunScope, maxItems: number): readonly unknown[] {
  const entries = get(list, scope);
  if (!Array.isArray(entries)) throw new DomainError('automation.not_a_list', { path: list });
  const maximum = Math.min(maxItems, LOOP_ITEMS_MAX);
  if (entries.length <= maximum) return entries as unknown[];
  throw new DomainError('automation.list_too_long', { path: list, length: entries.length, maximum });
}

/**
 * What ends the run after a step has ended badly. The gateway's end in the middle of a step is an error like any
 * other: nobody may repeat the step but a person.
 */
function afterStep(error: unknown, stepId: string): unknown {
  if (!(error instanceof RunStop)) return new StepFault(error, stepId);
  if (error.reason === 'shutdown') return new StepFault(new DomainError('automation.interrupted'), stepId);
  return error.reason === 'timed_out' ? new StepFault(error, stepId) : error;
}

type Attempt<T> = { readonly value: T } | { readonly error: unknown };

function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

/** The database was away between two steps; nothing is lost. */
function isOutage(error: unknown): boolean {
  return !(error instanceof StepFault) && toDomainError(error).code === 'common.unavailable';
}

function describe(error: unknown): string {
  const cause = error instanceof StepFault ? error.error : error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
