import type { StepDto } from '@nyla/contracts';
import type { ClaimedRun } from '../run-queue.repository.js';
import type { TemplateScope } from '../template-rendering.js';

/** A step about to be done. */
export interface StepCall {
  readonly run: ClaimedRun;
  readonly step: StepDto;
  /** Place in the run, loops included. */
  readonly path: string;
  readonly scope: TemplateScope;
}

/** A step whose templates are filled in. */
export interface PreparedStep {
  /** What it was given, for people to read. */
  readonly input: string;
  /** Does it, once. @throws the signal's reason when it is stopped; what was used until then is booked. */
  run(signal: AbortSignal): Promise<StepResult>;
}

export interface StepResult {
  /** What later steps read. */
  readonly value: unknown;
  /** The same for people to read. */
  readonly output: string;
  /** `connectorType/model` that answered; null where none was asked. */
  readonly model: string | null;
}

/** How one kind of step is done. */
export interface StepHandler {
  /** @throws DomainError automation.unknown_path, automation.text_too_long */
  prepare(call: StepCall): PreparedStep;
}
