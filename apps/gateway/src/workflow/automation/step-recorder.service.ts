import { Injectable, Logger } from '@nestjs/common';
import {
  type RunErrorDto,
  STEP_OUTPUT_MAX_LENGTH,
  type StepDto,
  type StepKind,
  type StepRunStatus,
} from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { BillingFacade } from '../../billing/billing.facade.js';
import { newId } from '../../common/ids.js';
import { RunEvents } from './run-events.js';
import { RunStop } from './run-stop.js';
import type { RunWork } from './run-work.js';
import { StepRunsRepository } from './step-runs.repository.js';
import { cutText } from './storable.js';

/** How a step ended, as the engine sees it. */
export interface StepEnd {
  readonly status: StepRunStatus;
  readonly value?: unknown;
  readonly output?: string;
  readonly model?: string | null;
  readonly error?: RunErrorDto | null;
}

/** A step that was begun. */
export interface StepRunRef {
  readonly id: string;
  readonly path: string;
  readonly kind: StepKind;
}

/** The kinds of steps that are booked. */
const CALLING: ReadonlySet<StepKind> = new Set(['prompt', 'web_search']);

/** What was done must be noted: the database may be restarting. In milliseconds. */
const PAUSES_MS = [50, 200, 1_000, 3_000, 10_000];
const INPUT_MAX_LENGTH = 50_000;

/** Writes down each step before it begins and after it ended, with what it cost. */
@Injectable()
export class StepRecorderService {
  private readonly logger = new Logger(StepRecorderService.name);

  constructor(
    private readonly steps: StepRunsRepository,
    private readonly billing: BillingFacade,
    private readonly events: RunEvents,
  ) {}

  /** @throws RunStop when the run belongs to another gateway: the step must not be done. */
  async begin({ run }: RunWork, step: StepDto, path: string, seq: number, input: string | null): Promise<string> {
    const id = newId();
    const { id: stepId, name, kind } = step;
    const row = { id, seq, stepId, path, name, kind, input: input === null ? null : cutText(input, INPUT_MAX_LENGTH) };
    const isMine = await this.steps.begin(run.gateway_id, run.mandate_id, run.id, row);
    if (!isMine) throw new RunStop('lost');
    this.events.runChanged(run.id);
    return id;
  }

  /** What the step cost is read from the ledger: that is the truth, also for a step that failed. */
  async finish({ run }: RunWork, step: StepRunRef, end: StepEnd): Promise<void> {
    await this.surely(`step ${step.id} of run ${run.id}`, () => this.write(run.mandate_id, run.id, step, end));
    this.events.runChanged(run.id);
  }

  /** The end of a step whose gateway died in its middle; joins the transaction that is open. */
  async interrupt(mandateId: string, runId: string, step: StepRunRef, error: RunErrorDto): Promise<void> {
    await this.write(mandateId, runId, step, { status: 'interrupted', error });
    this.events.runChanged(runId);
  }

  private async write(mandateId: string, runId: string, { id, path, kind }: StepRunRef, end: StepEnd): Promise<void> {
    const charges = CALLING.has(kind) ? await this.billing.bookingsOfStep(mandateId, runId, path) : [];
    const last = charges.at(-1);
    await this.steps.finish(mandateId, runId, id, {
      status: end.status,
      output: end.output === undefined ? null : cutText(end.output, STEP_OUTPUT_MAX_LENGTH),
      result: end.value,
      model: end.model ?? (last ? `${last.connectorType}/${last.model}` : null),
      cost: toChf(charges.reduce((sum, { amount }) => sum + parseChf(amount), 0n)),
      transactionIds: charges.map(({ transactionId }) => transactionId),
      error: end.error ?? null,
    });
  }

  private async surely(what: string, work: () => Promise<void>): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const pauseMs = PAUSES_MS[attempt];
        this.logger.warn(`${what} could not be noted: ${String(error)}`);
        if (pauseMs === undefined) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }
}
