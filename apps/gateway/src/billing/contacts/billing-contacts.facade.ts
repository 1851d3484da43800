import { Injectable } from '@nestjs/common';
import type { ContactTopic, Locale, MailContact } from '@nyla/contracts';
import { zurichDay } from '../../common/clock.js';
import { AudienceService } from './audience.service.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

/** Where a mail about a mandate's credit goes. */
export interface BillingRecipient {
  readonly address: string;
  readonly locale: Locale;
  /** Null for an address that is no member's. */
  readonly userId: string | null;
  /** For the end of a mail to somebody who is no member; absent for members. */
  readonly contact?: MailContact;
}

/** Who is written to about a mandate's credit, for whoever writes. */
@Injectable()
export class BillingContacts {
  constructor(
    private readonly audiences: AudienceService,
    private readonly links: UnsubscribeLinks,
  ) {}

  /**
   * The contacts that the mandate named, else its admins in their own language; nobody who does not want it.
   * @throws NotFoundError for no mandate
   */
  async recipients(mandateId: string, topic: ContactTopic): Promise<BillingRecipient[]> {
    const { readers } = await this.audiences.of(mandateId, topic);
    return readers
      .filter(({ silence }) => silence === null)
      .map(({ email, locale, userId, contact }) => ({
        address: email,
        locale,
        userId,
        ...(userId === null &&
          contact && {
            contact: {
              addedBy: contact.addedByName,
              addedOn: zurichDay(contact.createdAt),
              unsubscribePath: this.links.pathOf(mandateId, contact),
            },
          }),
      }));
  }
}
