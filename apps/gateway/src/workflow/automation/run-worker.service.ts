import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Interval } from '@nestjs/schedule';
import { RUN_MINUTES_MAX } from '@nyla/contracts';
import { newId } from '../../common/ids.js';
import { ProcessorService } from '../processor.service.js';
import { RunEngineService } from './run-engine.service.js';
import { RunEvents } from './run-events.js';
import { type ClaimedRun, RunQueueRepository } from './run-queue.repository.js';
import { RunRecoveryService } from './run-recovery.service.js';
import { RunStop } from './run-stop.js';

const RUNS_PER_MANDATE = 3;
const RUNS_PER_GATEWAY = 8;
/** A gateway that did not renew for this long is taken for dead. */
const LEASE_SECONDS = 15;
const RENEW_MS = 1_000;
/** For runs whose announcement got lost. */
const POLL_MS = 2_000;
const RECOVER_MS = 5_000;

interface RunningRun {
  readonly stopper: AbortController;
  readonly done: Promise<void>;
}

/** Takes runs from the queue and runs them, as many at once as a gateway and a mandate may. */
@Injectable()
export class RunWorkerService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RunWorkerService.name);
  private readonly gatewayId = newId();
  private readonly running = new Map<string, RunningRun>();
  private claiming: Promise<void> | undefined;
  private claimAgain = false;
  private closing = false;

  constructor(
    private readonly queue: RunQueueRepository,
    private readonly engine: RunEngineService,
    private readonly recovery: RunRecoveryService,
    private readonly events: RunEvents,
    private readonly processor: ProcessorService,
    private readonly http: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    this.events.queued.subscribe(() => this.wake());
    this.events.cancelled.subscribe((ids) => {
      for (const id of ids) this.running.get(id)?.stopper.abort(new RunStop('cancelled'));
    });
    this.wake();
  }

  /**
   * AI calls under way are stopped and booked, their steps marked; a run between two steps goes back into the queue.
   * The database closes after this.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    for (const { stopper } of this.running.values()) stopper.abort(new RunStop('shutdown'));
    await this.processor.stopAll();
    await this.claiming;
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  /** Looks for runs that wait, now. */
  @Interval(POLL_MS)
  wake(): void {
    this.claimAgain = true;
    this.claiming ??= this.claimAll().finally(() => {
      this.claiming = undefined;
      // Somebody called after the last look.
      if (this.claimAgain && this.isServing) this.wake();
    });
  }

  /** Keeps the runs of this gateway, and learns which of them are to be cancelled, or were taken away. */
  @Interval(RENEW_MS)
  async renew(): Promise<void> {
    const ids = [...this.running.keys()];
    if (ids.length === 0) return;
    try {
      const renewed = new Map(
        (await this.queue.renew(this.gatewayId, ids, LEASE_SECONDS)).map((run) => [run.id, run.cancel_requested]),
      );
      for (const id of ids) {
        const cancelRequested = renewed.get(id);
        if (cancelRequested === false) continue;
        this.running.get(id)?.stopper.abort(new RunStop(cancelRequested ? 'cancelled' : 'lost'));
      }
    } catch {
      // The database may be restarting. Until the lease is over the next rounds can make up for it.
    }
  }

  @Interval(RECOVER_MS)
  async recover(): Promise<void> {
    if (!this.isServing) return;
    await this.recovery.recover([...this.running.keys()]).catch((error: unknown) => {
      this.logger.warn(`could not look for abandoned runs: ${String(error)}`);
    });
  }

  /** Operators' commands are made of the same parts as a gateway, and end after a moment: they run nothing. */
  private get isServing(): boolean {
    return Boolean(this.http.httpAdapter) && !this.closing;
  }

  private async claimAll(): Promise<void> {
    while (this.claimAgain && this.isServing) {
      this.claimAgain = false;
      const free = RUNS_PER_GATEWAY - this.running.size;
      if (free <= 0) return;
      const limits = { perMandate: RUNS_PER_MANDATE, free, leaseSeconds: LEASE_SECONDS };
      try {
        for (const run of await this.queue.claim(this.gatewayId, limits)) this.start(run);
      } catch (error) {
        this.logger.warn(`could not look for waiting runs: ${String(error)}`);
      }
    }
  }

  private start(run: ClaimedRun): void {
    const stopper = new AbortController();
    const leftMs = Math.max(0, RUN_MINUTES_MAX * 60_000 - run.elapsed_ms);
    const longest = setTimeout(() => stopper.abort(new RunStop('timed_out')), leftMs).unref();
    if (this.closing) stopper.abort(new RunStop('shutdown'));
    const done = this.engine.execute(run, stopper.signal).finally(() => {
      clearTimeout(longest);
      this.running.delete(run.id);
      this.events.runChanged(run.id);
      // Its place is free, on this gateway and in its mandate, whose runs may wait on another gateway's turn.
      void this.events.runQueued();
    });
    this.running.set(run.id, { stopper, done });
    this.events.runChanged(run.id);
  }
}
