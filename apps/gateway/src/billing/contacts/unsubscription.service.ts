import { Injectable } from '@nestjs/common';
import type { UnsubscriptionDto } from '@nyla/contracts';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { type Contact, ContactsRepository } from './contacts.repository.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

/** Ends mails for whoever holds the link of one. Used again, a link answers what it answered before. */
@Injectable()
export class UnsubscriptionService {
  constructor(
    private readonly database: BillingDatabase,
    private readonly contacts: ContactsRepository,
    private readonly links: UnsubscribeLinks,
    private readonly mandates: MandatesFacade,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFoundError for a link that is forged, or whose contact is gone or has another address now */
  async get(token: string): Promise<UnsubscriptionDto> {
    const { mandateId, contact } = await this.open(token);
    const { name: mandateName } = await this.mandates.get(mandateId);
    const { email, report, warnings, unsubscribedAt } = contact;
    return { mandateName, email, report, warnings, unsubscribedAt: unsubscribedAt?.toISOString() ?? null };
  }

  /** @throws NotFoundError as `get` */
  async unsubscribe(token: string): Promise<UnsubscriptionDto> {
    const { mandateId, contact } = await this.open(token);
    await this.database.run(async () => {
      const isNew = await this.contacts.unsubscribe(mandateId, contact.id, this.clock.now());
      if (!isNew) return;
      await this.audit.record(this.database, {
        action: 'billing_contact.unsubscribed',
        mandateId,
        subjectId: contact.id,
        subjectName: contact.email,
        before: null,
        after: null,
      });
    });
    return this.get(token);
  }

  private async open(text: string): Promise<{ readonly mandateId: string; readonly contact: Contact }> {
    const token = this.links.read(text);
    const contact = token && (await this.contacts.find(token.mandateId, token.contactId));
    if (!token || !contact || !this.links.isOf(token, contact)) throw new NotFoundError();
    return { mandateId: token.mandateId, contact };
  }
}
