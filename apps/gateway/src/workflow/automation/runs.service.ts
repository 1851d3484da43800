import { Injectable } from '@nestjs/common';
import {
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
  type RunDetailDto,
  type RunPageDto,
  type RunStatus,
  STEP_OUTPUT_MAX_LENGTH,
} from '@nyla/contracts';
import { auditTime, concatMap, defer, from, interval, merge, type Observable, of, takeWhile } from 'rxjs';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { AutomationAccessService } from './automation-access.service.js';
import { runDto, stepRunDto } from './run-dto.js';
import { RunEvents } from './run-events.js';
import { type RunEvent, RunProgress } from './run-progress.js';
import { RunsRepository } from './runs.repository.js';
import { StepRunsRepository } from './step-runs.repository.js';

/** Texts of the steps of one answer; a run of a thousand steps shows less of each. */
const SHOWN_LENGTH = 2_000_000;
const SHOWN_MIN_LENGTH = 1_000;
/** Of a step that changes while somebody looks on. */
const SHOWN_LIVE_LENGTH = 20_000;
/** Several changes within this time are told as one. */
const LIVE_INTERVAL_MS = 100;
/** For changes whose message got lost. */
const POLL_MS = 2_000;
const LIVE: ReadonlySet<RunStatus> = new Set(['queued', 'running']);

/** What runs did and what they are doing. */
@Injectable()
export class RunsService {
  constructor(
    private readonly access: AutomationAccessService,
    private readonly runs: RunsRepository,
    private readonly steps: StepRunsRepository,
    private readonly events: RunEvents,
  ) {}

  async list(automationId: string, { cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<RunPageDto> {
    const { mandate_id: mandateId } = await this.access.get(automationId);
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await this.runs.list(mandateId, automationId, after, limit + 1);
    const page = pageOf(rows, limit, ({ created_at: createdAt, id }) => ({ createdAt, id }));
    return { items: page.items.map(runDto), nextCursor: page.nextCursor };
  }

  async get(automationId: string, id: string): Promise<RunDetailDto> {
    const { mandate_id: mandateId } = await this.access.get(automationId);
    const run = await this.runs.findWithDefinition(mandateId, automationId, id);
    if (!run) throw new NotFoundError();
    const steps = await this.steps.list(mandateId, id, await this.shownLength(mandateId, id));
    return {
      ...runDto(run),
      inputs: [...run.inputs],
      definition: run.definition,
      steps: steps.map(stepRunDto),
    };
  }

  /** The run and its steps as they are, then whatever changes, on whichever gateway it runs; `done` ends it. */
  async watch(automationId: string, id: string): Promise<Observable<RunEvent>> {
    const { mandate_id: mandateId } = await this.access.get(automationId);
    if (!(await this.runs.find(mandateId, automationId, id))) throw new NotFoundError();
    return defer(() => {
      const progress = new RunProgress();
      const changes = this.events.changesOf(id).pipe(auditTime(LIVE_INTERVAL_MS));
      return merge(of(undefined), changes, interval(POLL_MS)).pipe(
        concatMap(() => from(this.changes(mandateId, automationId, id, progress))),
        concatMap((events) => from(events)),
        takeWhile(({ type }) => type !== 'done', true),
      );
    });
  }

  /** The run is read before its steps: when it has ended, all of them have. */
  private async changes(
    mandateId: string,
    automationId: string,
    id: string,
    progress: RunProgress,
  ): Promise<readonly RunEvent[]> {
    const run = await this.runs.find(mandateId, automationId, id);
    if (!run) return [];
    const { seq } = progress;
    const length = seq === 0 ? await this.shownLength(mandateId, id) : SHOWN_LIVE_LENGTH;
    const steps = await this.steps.listChanged(mandateId, id, { seq, ids: progress.runningIds }, length);
    return progress.changes(runDto(run), steps, !LIVE.has(run.status));
  }

  private async shownLength(mandateId: string, id: string): Promise<number> {
    const each = Math.floor(SHOWN_LENGTH / Math.max(1, await this.steps.count(mandateId, id)));
    return Math.min(STEP_OUTPUT_MAX_LENGTH, Math.max(SHOWN_MIN_LENGTH, each));
  }
}
