import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { GatewayIdentity } from '../common/gateway-identity.js';
import { MailAttachments } from './mail-attachments.js';
import { afterRefusal, afterTrouble } from './mail-back-off.js';
import { type Failure, failureOf, UnsendableMail } from './mail-failure.js';
import { messageOf } from './mail-message.js';
import { type ClaimedMail, MailQueueRepository } from './mail-queue.repository.js';
import { expiryOf, hasSecretLink, isMasked, withoutSecrets } from './mail-secrets.js';
import { MailTransport } from './mail-transport.service.js';
import { MailUnsubscribe } from './mail-unsubscribe.service.js';
import { MailRenderer } from './rendering/mail-renderer.service.js';

/** A gateway that did not end a mail within this time is taken for dead. Longer than making or sending one may take. */
export const LEASE_SECONDS = 120;
const MAKING_MS = 60_000;
const SENDING_MS = 60_000;
/** That a mail went out must be noted: the database may be restarting. Shorter, all together, than the lease. */
const PAUSES_MS = [50, 200, 1_000, 5_000, 15_000, 30_000];

/** What became of an attempt. */
export type Delivery = 'sent' | 'lost' | Failure;

/** One attempt at one mail, from its row to its row. */
@Injectable()
export class MailDeliveryService {
  private readonly logger = new Logger(MailDeliveryService.name);

  constructor(
    private readonly queue: MailQueueRepository,
    private readonly renderer: MailRenderer,
    private readonly attachments: MailAttachments,
    private readonly transport: MailTransport,
    private readonly unsubscribe: MailUnsubscribe,
    private readonly clock: Clock,
    private readonly gateway: GatewayIdentity,
  ) {}

  /** Rejects only where its end cannot be noted: then its lease runs out, and it is sent again. */
  async deliver(mail: ClaimedMail, signal: AbortSignal): Promise<Delivery> {
    try {
      const message = await this.made(mail);
      // Making it may have taken long, and another gateway may have taken over.
      if (!(await this.queue.keep(mail, this.gateway.id, LEASE_SECONDS))) return 'lost';
      await this.transport.send(message, mail, AbortSignal.any([signal, AbortSignal.timeout(SENDING_MS)]));
    } catch (error) {
      // Stopped in the middle: nobody knows whether the server took it. Whoever finds the lease over tries again.
      if (signal.aborted) return 'lost';
      const failure = failureOf(error);
      await this.surely(mail, () => this.noteFailure(mail, failure));
      return failure;
    }
    const kept = hasSecretLink(mail.kind) ? withoutSecrets(mail.kind, mail.data) : null;
    await this.surely(mail, () => this.queue.sent(mail, this.gateway.id, this.clock.now(), kept));
    return 'sent';
  }

  private async made(mail: ClaimedMail) {
    const { kind, data, locale } = mail;
    const expiry = expiryOf(kind, data);
    if ((expiry && expiry <= this.clock.now()) || isMasked(kind, data)) {
      throw new UnsendableMail('expired', 'the link in it is over');
    }
    const { from } = this.transport;
    const [rendered, attachments] = await within(
      MAKING_MS,
      Promise.all([this.renderer.render(kind, data, locale), this.attachments.of(mail)]),
    ).catch((error: unknown) => {
      // Which data it was stays out of logs: they hold people's words and secret links.
      this.logger.error(`mail ${mail.id} of the kind ${kind} cannot be made: ${nameOf(error)}`);
      throw new UnsendableMail('rendering', `it cannot be made: ${nameOf(error)}`);
    });
    const unsubscribe = this.unsubscribe.addressOf(mail);
    return messageOf({ ...mail, from, unsubscribe }, rendered, attachments);
  }

  private async noteFailure(mail: ClaimedMail, failure: Failure): Promise<void> {
    const delayMs = this.delayOf(mail, failure);
    const nextAttemptAt = delayMs === undefined ? null : new Date(this.clock.now().getTime() + delayMs);
    const kept = failure.failure === 'expired' ? withoutSecrets(mail.kind, mail.data) : null;
    await this.queue.failed(mail, this.gateway.id, failure, nextAttemptAt, kept);
  }

  private delayOf({ attempts, refusals }: ClaimedMail, { retry }: Failure): number | undefined {
    if (retry === 'never') return undefined;
    return retry === 'again' ? afterRefusal(refusals + 1) : afterTrouble(attempts - refusals);
  }

  private async surely({ id }: ClaimedMail, work: () => Promise<void>): Promise<void> {
    for (const pauseMs of [...PAUSES_MS, null]) {
      try {
        return await work();
      } catch (error) {
        this.logger.warn(`the end of mail ${id} could not be noted: ${nameOf(error)}`);
        if (pauseMs === null) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it takes too long')), milliseconds).unref();
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
