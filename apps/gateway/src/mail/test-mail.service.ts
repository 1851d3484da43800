import { Injectable } from '@nestjs/common';
import { TEST_MAILS_PER_HOUR, type TestMailDto } from '@nyla/contracts';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError } from '../common/errors/domain-error.js';
import { MailOutbox } from '../common/mail/mail-outbox.js';
import { AppDatabase } from '../database/app-database.js';
import { MailTransport } from './mail-transport.service.js';
import { TestMailRepository } from './test-mail.repository.js';

/** Sends people a mail to see whether mails arrive: to their own address, never to another. */
@Injectable()
export class TestMailService {
  constructor(
    private readonly database: AppDatabase,
    private readonly outbox: MailOutbox,
    private readonly testMails: TestMailRepository,
    private readonly transport: MailTransport,
    private readonly context: RequestContext,
  ) {}

  /** @throws DomainError auth.session_required for an API key, common.too_many_requests */
  async send(): Promise<TestMailDto> {
    const { mandate, caller } = this.context;
    // What acts by a key is a program: its address may be nobody's.
    if (caller.sessionId === null) throw new DomainError('auth.session_required');
    const { userId, email, displayName, locale } = caller;
    const id = await this.database.run(async () => {
      await this.testMails.lock(userId);
      const { count, oldestEndsInSeconds } = await this.testMails.ofLastHour(userId);
      if (count >= TEST_MAILS_PER_HOUR) {
        throw new DomainError('common.too_many_requests', { retryAfterSeconds: oldestEndsInSeconds });
      }
      await this.outbox.enqueue(this.database, {
        kind: 'test_mail',
        to: email,
        locale,
        data: { requestedBy: displayName },
        mandateId: mandate.id,
        userId,
        dedupeKey: null,
      });
      return this.testMails.newest(userId);
    });
    return { id, address: email, delivery: this.transport.delivery };
  }
}
