import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { filter, map, type Observable } from 'rxjs';
import { AppDatabase } from '../../database/app-database.js';
import { NotificationChannel } from '../../database/notification-channel.js';

/** Changes of this long go out together. */
const FLUSH_MS = 50;
// One message holds at most 8000 bytes; an id takes 37.
const MAX_IDS_PER_MESSAGE = 200;

type Topic = 'queued' | 'changed' | 'cancelled';

/**
 * Tells every gateway what happens to runs: one waits, one has changed, one is to be cancelled. Whoever listens reads
 * the rows, so a lost or doubled message does no harm.
 */
@Injectable()
export class RunEvents implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly channel: NotificationChannel;
  private readonly changed = new Set<string>();
  private flushTimer: NodeJS.Timeout | undefined;

  constructor(database: AppDatabase) {
    this.channel = new NotificationChannel(database, 'automation_run_events');
  }

  onApplicationBootstrap(): Promise<void> {
    return this.channel.open();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.flushTimer);
    this.channel.close();
  }

  /** Emits when runs may be waiting. */
  get queued(): Observable<void> {
    return this.of('queued').pipe(map(() => undefined));
  }

  /** Ids of runs that are to be cancelled. */
  get cancelled(): Observable<readonly string[]> {
    return this.of('cancelled');
  }

  /** Emits when this run, or a step of it, may have changed. */
  changesOf(runId: string): Observable<void> {
    return this.of('changed').pipe(
      filter((ids) => ids.includes(runId)),
      map(() => undefined),
    );
  }

  runQueued(): Promise<void> {
    return this.send('queued', []);
  }

  runsCancelled(ids: readonly string[]): Promise<void> {
    return this.send('cancelled', ids);
  }

  runChanged(id: string): void {
    this.changed.add(id);
    this.flushTimer ??= setTimeout(() => {
      this.flushTimer = undefined;
      const ids = [...this.changed];
      this.changed.clear();
      void this.send('changed', ids);
    }, FLUSH_MS).unref();
  }

  private of(topic: Topic): Observable<readonly string[]> {
    return this.channel.messages.pipe(
      map((message) => message.split(' ')),
      filter(([about]) => about === topic),
      map(([, ids = '']) => ids.split(',')),
    );
  }

  private async send(topic: Topic, ids: readonly string[]): Promise<void> {
    for (let at = 0; at === 0 || at < ids.length; at += MAX_IDS_PER_MESSAGE) {
      await this.channel.send(`${topic} ${ids.slice(at, at + MAX_IDS_PER_MESSAGE).join(',')}`);
    }
  }
}
