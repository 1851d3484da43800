import { Injectable } from '@nestjs/common';
import type { Locale, MailData, MailKind } from '@nyla/contracts';
import { MailOutbox } from '../common/mail/mail-outbox.js';
import { Database } from '../database/database.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { MailPreferences } from '../notifications/mail-preferences.facade.js';
import type { Recipients } from '../notifications/notifications.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { MemberRepository } from './repositories/member.repository.js';

/** A member who gets mails. */
export interface MailReader {
  readonly userId: string;
  readonly address: string;
  readonly locale: Locale;
}

export interface MemberMail<K extends MailKind = MailKind> {
  readonly kind: K;
  /** Whose matter it is. */
  readonly mandateId: string;
  readonly to: Recipients;
  readonly data: MailData[K];
  /** What happened, such as the id of a booking: nobody gets two mails of a kind for it. */
  readonly cause: string;
}

/** The one place that decides which people get which mail. */
@Injectable()
export class MailAudience {
  constructor(
    private readonly members: MemberRepository,
    private readonly rbac: RbacFacade,
    private readonly mandates: MandatesFacade,
    private readonly outbox: MailOutbox,
    private readonly preferences: MailPreferences,
  ) {}

  /** Call it inside `database.run`, beside the cause; `database` is that of the cause. */
  async send<K extends MailKind>(database: Database, mail: MemberMail<K>): Promise<void> {
    const { kind, mandateId, data, cause } = mail;
    const readers = await this.readers(mandateId, mail.to);
    const refusing = await this.preferences.refusing(
      readers.map(({ userId }) => userId),
      kind,
    );
    for (const { userId, address, locale } of readers.filter((reader) => !refusing.has(reader.userId))) {
      const dedupeKey = `${kind}:${cause}:${address}`;
      await this.outbox.enqueue(database, { kind, to: address, locale, data, mandateId, userId, dedupeKey });
    }
  }

  /** Active members alone, and no programs. */
  async readers(mandateId: string, to: Recipients): Promise<MailReader[]> {
    if ('userIds' in to) return this.members.listReaders(mandateId, to.userIds);
    if ('permission' in to) {
      const userIds = await this.rbac.membersWith(mandateId, to.permission);
      return this.members.listReaders(
        mandateId,
        userIds.filter((id) => id !== to.except),
      );
    }
    const root = await this.mandates.findRoot();
    if (!root) return [];
    return this.members.listReaders(root.id, await this.rbac.membersWith(root.id, 'data.operator.credit'));
  }
}
