import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/errors/domain-error.js';

const WINDOW_MS = 60_000;
const FAILURES_PER_LOGIN = 10;
const FAILURES_PER_ADDRESS = 100;
const MAX_COUNTERS = 20_000;

interface Counter {
  failures: number;
  readonly endsAt: number;
}

/**
 * Slows down the guessing of passwords: per minute a few failures for one e-mail address from one network address,
 * and more for all from there. Success costs nothing. Counts live in this process, so several gateways allow as
 * many times more.
 */
@Injectable()
export class SignInThrottle {
  private readonly counters = new Map<string, Counter>();
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(private readonly clock: Clock) {}

  /**
   * Runs `verify`, which gives undefined for wrong credentials. Attempts at the same login run one after another:
   * otherwise a thousand sent at once would all pass before the first failure is counted.
   * @throws DomainError common.too_many_requests, without running `verify`
   */
  async attempt<T>(email: string, ip: string, verify: () => Promise<T | undefined>): Promise<T | undefined> {
    const address = networkOf(ip);
    const login = `${address} ${email}`;
    const before = this.queues.get(login) ?? Promise.resolve();
    const mine = before.then(() => this.attemptNow(address, login, verify));
    // The next in line waits for the end of this attempt, not for its success.
    const end = mine.catch(() => undefined);
    this.queues.set(login, end);
    try {
      return await mine;
    } finally {
      if (this.queues.get(login) === end) this.queues.delete(login);
    }
  }

  private async attemptNow<T>(
    address: string,
    login: string,
    verify: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const counters = [this.open(address, FAILURES_PER_ADDRESS), this.open(login, FAILURES_PER_LOGIN)];
    // Counted as failures until the outcome is known, see above: logins differ, the network address is shared.
    for (const counter of counters) counter.failures++;
    let failed = false;
    try {
      const verified = await verify();
      failed = verified === undefined;
      return verified;
    } finally {
      if (!failed) for (const counter of counters) counter.failures--;
    }
  }

  /** The counter of the current window. @throws DomainError common.too_many_requests when it is full */
  private open(key: string, limit: number): Counter {
    const now = this.clock.now().getTime();
    const known = this.counters.get(key);
    if (known && known.endsAt > now) {
      if (known.failures < limit) return known;
      throw new DomainError('common.too_many_requests', { retryAfterSeconds: Math.ceil((known.endsAt - now) / 1000) });
    }
    const counter = { failures: 0, endsAt: now + WINDOW_MS };
    // Deleted first, so that the map stays ordered by age.
    this.counters.delete(key);
    this.counters.set(key, counter);
    this.prune(now);
    return counter;
  }

  /** Drops the oldest counters, those that are over and those that are too many. */
  private prune(now: number): void {
    for (const [key, counter] of this.counters) {
      if (counter.endsAt > now && this.counters.size <= MAX_COUNTERS) return;
      this.counters.delete(key);
    }
  }
}

/** An IPv6 customer has a whole /64 and may send every request from another address of it. */
function networkOf(ip: string): string {
  if (!isIPv6(ip) || ip.startsWith('::ffff:')) return ip;
  const [left = '', right] = ip.split('::');
  const leading = left === '' ? [] : left.split(':');
  const trailing = right ? right.split(':') : [];
  const zeros = Array<string>(Math.max(0, 8 - leading.length - trailing.length)).fill('0');
  const groups = right === undefined ? leading : [...leading, ...zeros, ...trailing];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
