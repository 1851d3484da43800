import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { AppDatabase } from '../database/app-database.js';
import { NotificationChannel } from '../database/notification-channel.js';

/** Ids of mandates whose rules, or whose members' roles, have changed. The database itself sends them, by triggers. */
@Injectable()
export class AccessEvents implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly channel: NotificationChannel;

  constructor(database: AppDatabase) {
    this.channel = new NotificationChannel(database, 'access_changed');
  }

  get changes(): Observable<string> {
    return this.channel.messages;
  }

  onApplicationBootstrap(): Promise<void> {
    return this.channel.open();
  }

  onApplicationShutdown(): void {
    this.channel.close();
  }
}
