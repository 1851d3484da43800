import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { filter, map, type Observable } from 'rxjs';
import { AppDatabase } from '../database/app-database.js';
import { NotificationChannel } from '../database/notification-channel.js';

// One message holds at most 8000 bytes; an id takes 37.
const MAX_IDS_PER_MESSAGE = 200;

/** Tells every gateway whose notifications have changed. Sent inside a transaction, it goes out when that commits. */
@Injectable()
export class NotificationEvents implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly channel: NotificationChannel;

  constructor(database: AppDatabase) {
    this.channel = new NotificationChannel(database, 'notification_changed');
  }

  onApplicationBootstrap(): Promise<void> {
    return this.channel.open();
  }

  onApplicationShutdown(): void {
    this.channel.close();
  }

  changesOf(userId: string): Observable<void> {
    return this.channel.messages.pipe(
      filter((ids) => ids.includes(userId)),
      map(() => undefined),
    );
  }

  async changed(userIds: readonly string[]): Promise<void> {
    for (let at = 0; at < userIds.length; at += MAX_IDS_PER_MESSAGE) {
      await this.channel.send(userIds.slice(at, at + MAX_IDS_PER_MESSAGE).join(','));
    }
  }
}
