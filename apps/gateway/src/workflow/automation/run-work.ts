import { RUN_RESULTS_MAX_LENGTH, RUN_STEPS_MAX } from '@nyla/contracts';
import { zurichDay } from '../../common/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { valuesOf } from './run-inputs.js';
import type { ClaimedRun } from './run-queue.repository.js';
import type { StepProgress } from './step-runs.repository.js';
import type { TemplateScope } from './template-rendering.js';

/** What templates see; the outputs of steps are added as they come. */
export interface RunScope extends TemplateScope {
  readonly steps: Record<string, unknown>;
}

/** One run while it is under way: how far it is, and what its steps have handed on. */
export class RunWork {
  private readonly results = new Map<string, unknown>();
  /** Steps that were begun and not ended. */
  private readonly open = new Map<string, string>();
  private seq = 0;
  private resultsLength = 0;

  constructor(
    readonly run: ClaimedRun,
    readonly signal: AbortSignal,
    progress: readonly StepProgress[],
  ) {
    for (const { path, kind, status, result, id, seq } of progress) {
      this.seq = Math.max(this.seq, seq);
      if (status === 'running') this.open.set(path, id);
      if (status !== 'succeeded' && status !== 'skipped') continue;
      this.results.set(path, result);
      // Loops and conditions only hand on what their steps do.
      if (kind !== 'for_each' && kind !== 'condition') this.resultsLength += JSON.stringify(result).length;
    }
  }

  /** Nothing of it was done before. */
  get isFresh(): boolean {
    return this.seq === 0;
  }

  newScope(): RunScope {
    const { definition, inputs, started_at: startedAt } = this.run;
    return {
      variables: valuesOf(definition.variables, inputs),
      steps: Object.create(null) as Record<string, unknown>,
      // The day of the beginning, so that a run that goes on after midnight stays of one piece.
      run: { date: zurichDay(new Date(startedAt)) },
    };
  }

  /** What a step that is done has handed on. */
  resultOf(path: string): { readonly value: unknown } | undefined {
    return this.results.has(path) ? { value: this.results.get(path) } : undefined;
  }

  /** The id of a step that a run that goes on stands in the middle of. */
  openId(path: string): string | undefined {
    return this.open.get(path);
  }

  /** @throws DomainError automation.too_many_steps */
  nextSeq(): number {
    if (this.seq >= RUN_STEPS_MAX) throw new DomainError('automation.too_many_steps', { maximum: RUN_STEPS_MAX });
    return ++this.seq;
  }

  /** Notes what a step hands on. @throws DomainError automation.results_too_large */
  keep(path: string, value: unknown): void {
    this.resultsLength += JSON.stringify(value).length;
    if (this.resultsLength > RUN_RESULTS_MAX_LENGTH) {
      throw new DomainError('automation.results_too_large', { maximum: RUN_RESULTS_MAX_LENGTH });
    }
    this.results.set(path, value);
  }
}
