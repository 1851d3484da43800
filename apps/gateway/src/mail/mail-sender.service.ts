import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../common/clock.js';
import { GatewayIdentity } from '../common/gateway-identity.js';
import { NotificationChannel } from '../database/notification-channel.js';
import { LEASE_SECONDS, MailDeliveryService } from './mail-delivery.service.js';
import { type ClaimedMail, MailQueueRepository } from './mail-queue.repository.js';
import { SECRET_LINK_KINDS, withoutSecrets } from './mail-secrets.js';
import { MailTransport } from './mail-transport.service.js';

/** Mails that one gateway sends at once. */
const PLACES = 4;
/** For mails whose time has come, or whose announcement got lost. */
const POLL_MS = 5_000;
/** While the mail server is not to be had, the queue is not burnt through. */
const TROUBLE_PAUSE_MS = 15_000;
/** How long the end of a gateway waits for mails under way. */
const FINISH_MS = 20_000;
const FORGET_MS = 10 * 60_000;

/** Takes mails that are due, of both databases, and sends them, beside the other gateways that do the same. */
@Injectable()
export class MailSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(MailSender.name);
  private readonly channels: readonly NotificationChannel[];
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopper = new AbortController();
  private looking: Promise<void> | undefined;
  private lookAgain = false;
  private closing = false;
  private pausedUntil = 0;

  constructor(
    private readonly queue: MailQueueRepository,
    private readonly deliveries: MailDeliveryService,
    private readonly transport: MailTransport,
    private readonly gateway: GatewayIdentity,
    private readonly clock: Clock,
    private readonly http: HttpAdapterHost,
  ) {
    this.channels = queue.databases.map((database) => new NotificationChannel(database, 'mail_queued'));
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.isServing) return;
    for (const channel of this.channels) {
      channel.messages.subscribe(() => this.wake());
      await channel.open();
    }
    this.wake();
  }

  /** Mails under way are ended; the databases close after this. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    for (const channel of this.channels) channel.close();
    await this.looking;
    const tooLong = setTimeout(() => this.stopper.abort(), FINISH_MS).unref();
    await Promise.all(this.running.values());
    clearTimeout(tooLong);
    this.transport.close();
  }

  /** Looks for mails that are due, now. */
  @Interval(POLL_MS)
  wake(): void {
    this.lookAgain = true;
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
      // Somebody called after the last look.
      if (this.lookAgain && this.canTake) this.wake();
    });
  }

  /** Links of mails that were given up, once they are over. */
  @Interval(FORGET_MS)
  async forgetSecrets(): Promise<void> {
    if (!this.isServing) return;
    for (const database of this.queue.databases) {
      try {
        const over = await this.queue.listExpiredSecrets(database, SECRET_LINK_KINDS, this.clock.now());
        for (const { id, kind, data } of over) await this.queue.replaceData(database, id, withoutSecrets(kind, data));
      } catch (error) {
        this.logger.warn(`could not look for links that are over: ${String(error)}`);
      }
    }
  }

  /** Operators' commands are made of the same parts as a gateway, and end after a moment: they send nothing. */
  private get isServing(): boolean {
    return Boolean(this.http.httpAdapter) && !this.closing;
  }

  private get canTake(): boolean {
    return this.isServing && this.running.size < PLACES && performance.now() >= this.pausedUntil;
  }

  private async look(): Promise<void> {
    while (this.lookAgain && this.canTake) {
      this.lookAgain = false;
      for (const database of this.queue.databases) {
        const limit = PLACES - this.running.size;
        if (limit <= 0) break;
        try {
          const now = this.clock.now();
          const mails = await this.queue.claim(database, this.gateway.id, { limit, leaseSeconds: LEASE_SECONDS, now });
          for (const mail of mails) this.start(mail);
        } catch (error) {
          this.logger.warn(`could not look for mails: ${String(error)}`);
        }
      }
    }
  }

  private start(mail: ClaimedMail): void {
    const done = this.attempt(mail).finally(() => {
      this.running.delete(mail.id);
      this.wake();
    });
    this.running.set(mail.id, done);
  }

  /** Never rejects. */
  private async attempt(mail: ClaimedMail): Promise<void> {
    try {
      const delivery = await this.deliveries.deliver(mail, this.stopper.signal);
      if (delivery === 'sent') this.pausedUntil = 0;
      if (typeof delivery === 'string') return;
      if (delivery.retry === 'ours') this.pausedUntil = performance.now() + TROUBLE_PAUSE_MS;
      // The server's words may hold the address: they are in the row, for the operator.
      this.logger.warn(`mail ${mail.id} did not go out: ${delivery.failure}`);
    } catch (error) {
      this.logger.error(`the end of mail ${mail.id} is not noted: ${String(error)}`);
    }
  }
}
