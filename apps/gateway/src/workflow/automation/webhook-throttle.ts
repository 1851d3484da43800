import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';

const WINDOW_MS = 60_000;
const MAX_COUNTERS = 20_000;
/** Starts of one automation per minute. */
export const STARTS_PER_WEBHOOK = 60;
/** Tries at addresses that do not exist, per minute and network address. */
export const MISSES_PER_ADDRESS = 30;

interface Counter {
  count: number;
  readonly endsAt: number;
}

/**
 * Bounds what comes in from outside without anybody signed in. Counts live in this process, so several gateways allow
 * as many times more.
 */
@Injectable()
export class WebhookThrottle {
  private readonly counters = new Map<string, Counter>();

  constructor(private readonly clock: Clock) {}

  /** @throws DomainError common.too_many_requests once `limit` was counted in this minute */
  refuseFull(key: string, limit: number): void {
    const now = this.clock.now().getTime();
    const counter = this.counters.get(key);
    if (!counter || counter.endsAt <= now || counter.count < limit) return;
    const retryAfterSeconds = Math.ceil((counter.endsAt - now) / 1_000);
    throw new DomainError('common.too_many_requests', { retryAfterSeconds });
  }

  count(key: string): void {
    const now = this.clock.now().getTime();
    const counter = this.counters.get(key);
    if (counter && counter.endsAt > now) counter.count++;
    else {
      // Deleted first, so that the map stays ordered by age.
      this.counters.delete(key);
      this.counters.set(key, { count: 1, endsAt: now + WINDOW_MS });
    }
    this.prune(now);
  }

  /** Drops the oldest counters, those that are over and those that are too many. */
  private prune(now: number): void {
    for (const [key, { endsAt }] of this.counters) {
      if (endsAt > now && this.counters.size <= MAX_COUNTERS) return;
      this.counters.delete(key);
    }
  }
}
