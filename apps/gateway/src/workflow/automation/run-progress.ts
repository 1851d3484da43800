import type { RunDto, RunEventName, StepRunDto } from '@nyla/contracts';
import type { StepRunRow } from './automation-rows.js';
import { stepRunDto } from './run-dto.js';

/** What a reader of a run's progress is told. */
export interface RunEvent {
  readonly type: RunEventName;
  readonly data: RunDto | StepRunDto;
}

/** What one reader has been told of a run. */
export class RunProgress {
  private readonly running = new Set<string>();
  private lastSeq = 0;
  private lastRun = '';

  /** Of the newest step that was told. */
  get seq(): number {
    return this.lastSeq;
  }

  /** Steps that had not ended when they were told. */
  get runningIds(): readonly string[] {
    return [...this.running];
  }

  /** @param steps new ones, and those that were running */
  changes(run: RunDto, steps: readonly StepRunRow[], isDone: boolean): RunEvent[] {
    const events: RunEvent[] = [];
    for (const step of steps) {
      const isRunning = step.status === 'running';
      if (isRunning && this.running.has(step.id)) continue;
      if (isRunning) this.running.add(step.id);
      else this.running.delete(step.id);
      this.lastSeq = Math.max(this.lastSeq, step.seq);
      events.push({ type: 'step', data: stepRunDto(step) });
    }
    const text = JSON.stringify(run);
    if (text !== this.lastRun) events.unshift({ type: 'run', data: run });
    this.lastRun = text;
    return isDone ? [...events, { type: 'done', data: run }] : events;
  }
}
