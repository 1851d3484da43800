import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { ConnectorType } from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import {
  ConnectorHealthRepository,
  type FailureSeen,
  type MinuteCounts,
  type StatusSeen,
} from './connector-health.repository.js';
import { STEP_COUNT, stepOf } from './first-token-steps.js';

const FLUSH_MS = 10_000;
const PRUNE_MS = 10 * 60_000;
const KEPT_MS = 25 * 60 * 60_000;
const MINUTE_MS = 60_000;
/** While the database is away no more is kept than this many minutes of each connector. */
const PENDING_MAX = 200;

/** How one call of a provider has ended. */
export interface EndedCall {
  readonly connectorType: ConnectorType;
  readonly model: string;
  /** Milliseconds to the first of the answer; null: none came. */
  readonly firstTokenMs: number | null;
  /** Null: the provider answered. */
  readonly failure: Omit<FailureSeen, 'model'> | null;
}

type Counting = { -readonly [K in keyof MinuteCounts]: MinuteCounts[K] } & { firstToken: number[] };
type Seeing = { -readonly [K in keyof StatusSeen]: StatusSeen[K] };

/** Counts in memory what becomes of calls, and tells the database every few seconds: no call ever waits for it. */
@Injectable()
export class ConnectorHealthRecorder implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ConnectorHealthRecorder.name);
  private minutes = new Map<string, Counting>();
  private statuses = new Map<ConnectorType, Seeing>();
  private flushing: Promise<void> | undefined;

  constructor(
    private readonly repository: ConnectorHealthRepository,
    private readonly clock: Clock,
  ) {}

  record({ connectorType, model, firstTokenMs, failure }: EndedCall): void {
    const now = this.clock.now();
    const counts = this.countsOf(connectorType, now);
    counts.calls++;
    if (firstTokenMs !== null) counts.firstToken[stepOf(firstTokenMs)]! += 1;
    const seen = this.statuses.get(connectorType) ?? {
      connectorType,
      successAt: null,
      failureAt: null,
      failure: null,
    };
    if (failure) {
      counts.failures++;
      seen.failureAt = now.toISOString();
      seen.failure = { ...failure, model };
    } else seen.successAt = now.toISOString();
    this.statuses.set(connectorType, seen);
  }

  @Interval(FLUSH_MS)
  flush(): Promise<void> {
    this.flushing ??= this.tell().finally(() => {
      this.flushing = undefined;
    });
    return this.flushing;
  }

  @Interval(PRUNE_MS)
  async prune(): Promise<void> {
    await this.repository.prune(new Date(this.clock.now().getTime() - KEPT_MS)).catch(() => undefined);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async tell(): Promise<void> {
    if (this.minutes.size === 0) return;
    const [minutes, statuses] = [this.minutes, this.statuses];
    this.minutes = new Map();
    this.statuses = new Map();
    try {
      await this.repository.add([...minutes.values()], [...statuses.values()]);
    } catch (error) {
      this.logger.warn(`could not tell how calls went: ${error instanceof Error ? error.message : 'unknown error'}`);
      this.takeBack(minutes, statuses);
    }
  }

  /** What could not be told is told with the next; it is lost only if that goes on for hours. */
  private takeBack(minutes: ReadonlyMap<string, Counting>, statuses: ReadonlyMap<ConnectorType, Seeing>): void {
    for (const [key, earlier] of minutes) {
      const counts = this.minutes.get(key);
      if (!counts) {
        if (this.minutes.size < PENDING_MAX) this.minutes.set(key, earlier);
        continue;
      }
      counts.calls += earlier.calls;
      counts.failures += earlier.failures;
      for (const [step, count] of earlier.firstToken.entries()) counts.firstToken[step]! += count;
    }
    for (const [connectorType, earlier] of statuses) {
      const seen = this.statuses.get(connectorType);
      this.statuses.set(connectorType, {
        connectorType,
        successAt: seen?.successAt ?? earlier.successAt,
        failureAt: seen?.failureAt ?? earlier.failureAt,
        failure: seen?.failure ?? earlier.failure,
      });
    }
  }

  private countsOf(connectorType: ConnectorType, now: Date): Counting {
    const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS).toISOString();
    const key = `${connectorType} ${minute}`;
    const counts = this.minutes.get(key) ?? {
      connectorType,
      minute,
      calls: 0,
      failures: 0,
      firstToken: Array.from({ length: STEP_COUNT }, () => 0),
    };
    this.minutes.set(key, counts);
    return counts;
  }
}
