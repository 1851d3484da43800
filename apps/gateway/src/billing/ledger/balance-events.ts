import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { filter, mergeMap, type Observable, share } from 'rxjs';
import { BillingDatabase } from '../../database/billing-database.js';
import { NotificationChannel } from '../../database/notification-channel.js';

/** Changes of this long go out together: NOTIFY takes a lock that would slow commits if it stood in each of them. */
const FLUSH_MS = 100;
// One payload holds at most 8000 bytes; an id takes 37.
const MAX_IDS_PER_NOTIFY = 200;

/**
 * Tells every gateway that an account changed, through LISTEN/NOTIFY. Listeners read the figures themselves, so a
 * lost or doubled event does no harm.
 */
@Injectable()
export class BalanceEvents implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly channel: NotificationChannel;
  private readonly pending = new Set<string>();
  private flushTimer: NodeJS.Timeout | undefined;
  private stopped = false;
  /** Ids of accounts that may have changed, on whichever gateway. */
  readonly changes: Observable<string>;

  constructor(database: BillingDatabase) {
    this.channel = new NotificationChannel(database, 'billing_account_changed');
    this.changes = this.channel.messages.pipe(
      mergeMap((ids) => ids.split(',')),
      share(),
    );
  }

  /** Emits whenever this account may have changed, on whichever gateway. */
  changesOf(accountId: string): Observable<string> {
    return this.changesWhere((id) => id === accountId);
  }

  /** Emits whenever an account may have changed that the test picks at that moment. */
  changesWhere(isMeant: (accountId: string) => boolean): Observable<string> {
    return this.changes.pipe(filter(isMeant));
  }

  accountChanged(accountId: string): void {
    if (this.stopped) return;
    this.pending.add(accountId);
    this.flushTimer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.channel.open();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.flushTimer);
    this.channel.close();
  }

  private async flush(): Promise<void> {
    this.flushTimer = undefined;
    const ids = [...this.pending];
    this.pending.clear();
    for (let at = 0; at < ids.length; at += MAX_IDS_PER_NOTIFY) {
      await this.channel.send(ids.slice(at, at + MAX_IDS_PER_NOTIFY).join(','));
    }
  }
}
