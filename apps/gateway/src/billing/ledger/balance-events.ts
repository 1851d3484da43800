import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { filter, type Observable, Subject } from 'rxjs';
import { BillingDatabase } from '../../database/billing-database.js';

const CHANNEL = 'billing_account_changed';
/** Changes of this long go out together: NOTIFY takes a lock that would slow commits if it stood in each of them. */
const FLUSH_MS = 100;
const RECONNECT_MS = 2_000;
// One payload holds at most 8000 bytes; an id takes 37.
const MAX_IDS_PER_NOTIFY = 200;

/**
 * Tells every gateway that an account changed, through LISTEN/NOTIFY. Listeners read the figures themselves, so a
 * lost or doubled event does no harm.
 */
@Injectable()
export class BalanceEvents implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(BalanceEvents.name);
  private readonly changed = new Subject<string>();
  private readonly pending = new Set<string>();
  private flushTimer: NodeJS.Timeout | undefined;
  private client: pg.PoolClient | undefined;
  private stopped = false;

  constructor(private readonly database: BillingDatabase) {}

  /** Ids of accounts that may have changed, on whichever gateway. */
  get changes(): Observable<string> {
    return this.changed;
  }

  /** Emits whenever this account may have changed, on whichever gateway. */
  changesOf(accountId: string): Observable<string> {
    return this.changesWhere((id) => id === accountId);
  }

  /** Emits whenever an account may have changed that the test picks at that moment. */
  changesWhere(isMeant: (accountId: string) => boolean): Observable<string> {
    return this.changed.pipe(filter(isMeant));
  }

  accountChanged(accountId: string): void {
    if (this.stopped) return;
    this.pending.add(accountId);
    this.flushTimer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.listen();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.flushTimer);
    this.client?.release(true);
    this.changed.complete();
  }

  private async listen(): Promise<void> {
    if (this.stopped) return;
    try {
      const client = await this.database.connect();
      this.client = client;
      client.on('notification', ({ payload }) => {
        for (const id of payload?.split(',') ?? []) this.changed.next(id);
      });
      client.on('error', () => this.reconnect(client));
      await client.query(`LISTEN ${CHANNEL}`);
    } catch {
      this.reconnect(undefined);
    }
  }

  private reconnect(broken: pg.PoolClient | undefined): void {
    if (this.stopped || this.client !== broken) return;
    this.logger.warn('lost the connection that carries balance changes; trying again');
    this.client = undefined;
    broken?.release(true);
    setTimeout(() => void this.listen(), RECONNECT_MS).unref();
  }

  private async flush(): Promise<void> {
    this.flushTimer = undefined;
    const ids = [...this.pending];
    this.pending.clear();
    try {
      for (let at = 0; at < ids.length; at += MAX_IDS_PER_NOTIFY) {
        await this.database.prepared('billing_notify', 'SELECT pg_notify($1, $2)', [
          CHANNEL,
          ids.slice(at, at + MAX_IDS_PER_NOTIFY).join(','),
        ]);
      }
    } catch {
      // The next change tells the same; readers also ask on their own from time to time.
    }
  }
}
