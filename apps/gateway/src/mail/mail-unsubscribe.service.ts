import { Injectable } from '@nestjs/common';
import type { MailData, MailKind } from '@nyla/contracts';
import { MailPreferences } from '../notifications/mail-preferences.facade.js';
import type { ClaimedMail } from './mail-queue.repository.js';
import { MailLinks } from './rendering/mail-links.js';

/** Where mail programs end mails of a kind for their reader, without opening a page (RFC 8058). */
@Injectable()
export class MailUnsubscribe {
  constructor(
    private readonly links: MailLinks,
    private readonly preferences: MailPreferences,
  ) {}

  /** Undefined for mails that always come. */
  addressOf<K extends MailKind>({
    kind,
    data,
    userId,
  }: Pick<ClaimedMail<K>, 'kind' | 'data' | 'userId'>): string | undefined {
    const { contact } = data as Partial<Pick<MailData['monthly_report'], 'contact'>>;
    if (contact) {
      const token = contact.unsubscribePath.slice(contact.unsubscribePath.lastIndexOf('/') + 1);
      return this.links.to(`/api/v1/unsubscriptions/${token}/one-click`);
    }
    const token = userId === null ? undefined : this.preferences.refusalTokenOf(userId, kind);
    return token && this.links.to(`/api/v1/account/mails/${token}/one-click`);
  }
}
