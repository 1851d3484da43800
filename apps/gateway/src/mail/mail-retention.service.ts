import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Cron } from '@nestjs/schedule';
import { BILLING_TIME_ZONE } from '@nyla/contracts';
import { Clock } from '../common/clock.js';
import { Env } from '../config/env.js';
import { Database } from '../database/database.js';
import { MailQueueRepository } from './mail-queue.repository.js';

/** A number that nobody else locks. */
const RETENTION_LOCK = 7_310_070;
const BATCH = 1_000;
const DAY_MS = 86_400_000;

/**
 * Removes mails that nobody asks about any more: once a day, those that were sent or given up longer ago than is kept.
 * That they went out stays known where it matters: with their cause, and in the audit trail.
 */
@Injectable()
export class MailRetention {
  private readonly logger = new Logger(MailRetention.name);

  constructor(
    private readonly queue: MailQueueRepository,
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly http: HttpAdapterHost,
  ) {}

  @Cron('15 4 * * *', { timeZone: BILLING_TIME_ZONE })
  async removeOld(): Promise<void> {
    // An operator's command has a gateway too, which serves nobody and ends soon.
    if (!this.http.httpAdapter) return;
    for (const database of this.queue.databases) {
      try {
        // Several gateways come at once, and one is enough.
        const removed = await database.attemptExclusively(RETENTION_LOCK, () => this.removeFrom(database));
        if (removed && removed.result > 0) this.logger.log(`removed ${removed.result} old mails`);
      } catch (error) {
        this.logger.warn(`could not remove old mails: ${error instanceof Error ? error.message : 'unknown'}`);
      }
    }
  }

  /** In small parts: a queue that has grown for years holds up nobody who writes a mail. */
  private async removeFrom(database: Database): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.env.MAIL_RETENTION_DAYS * DAY_MS);
    for (let total = 0; ; ) {
      const removed = await this.queue.removeEnded(database, before, BATCH);
      total += removed;
      if (removed < BATCH) return total;
    }
  }
}
