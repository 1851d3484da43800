import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Interval } from '@nestjs/schedule';
import type { Subscription } from 'rxjs';
import { BillingDatabase } from '../../database/billing-database.js';
import { NotificationChannel } from '../../database/notification-channel.js';
import { CrossingNews } from './crossing-news.service.js';
import { WarnLevelsService } from './warn-levels.service.js';

/** Messages get lost, and gateways die: what nobody has told of yet is looked for so often. */
const SWEEP_INTERVAL_MS = 30_000;
const RENEW_INTERVAL_MS = 60_000;

/** Wakes up when the ledger writes that a balance has fallen, on all gateways, and keeps thresholds in days current. */
@Injectable()
export class CrossingsWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(CrossingsWatch.name);
  private readonly channel: NotificationChannel;
  private following: Subscription | undefined;
  private telling = false;
  private again = false;
  private renewing = false;
  private closing = false;

  constructor(
    database: BillingDatabase,
    private readonly news: CrossingNews,
    private readonly levels: WarnLevelsService,
    private readonly http: HttpAdapterHost,
  ) {
    this.channel = new NotificationChannel(database, 'balance_crossed');
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.isServing) return;
    this.following = this.channel.messages.subscribe(() => void this.tell());
    await this.channel.open();
    // What a gateway that died has left.
    void this.tell();
  }

  onApplicationShutdown(): void {
    this.closing = true;
    this.following?.unsubscribe();
    this.channel.close();
  }

  @Interval(SWEEP_INTERVAL_MS)
  async tell(): Promise<void> {
    if (!this.isServing) return;
    // Once more afterwards: what comes in while the list is worked off may not be on it.
    this.again = true;
    if (this.telling) return;
    this.telling = true;
    while (this.again && !this.closing) {
      this.again = false;
      await this.guarded('tell of balances that fell', () => this.news.tellAll());
    }
    this.telling = false;
  }

  @Interval(RENEW_INTERVAL_MS)
  async renew(): Promise<void> {
    if (!this.isServing || this.renewing) return;
    this.renewing = true;
    await this.guarded('count how long credit lasts', () => this.levels.renewDue());
    this.renewing = false;
  }

  /** An operator's command has a gateway too, which serves nobody and ends soon. */
  private get isServing(): boolean {
    return Boolean(this.http.httpAdapter) && !this.closing;
  }

  private async guarded(what: string, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      if (!this.closing) this.logger.warn(`could not ${what}: ${error instanceof Error ? error.message : 'unknown'}`);
    });
  }
}
