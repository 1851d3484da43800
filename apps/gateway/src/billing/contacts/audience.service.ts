import { Injectable } from '@nestjs/common';
import type { ContactTopic, Locale, MailKind, Permission, SilenceReason } from '@nyla/contracts';
import { IdentityFacade, type MailboxRow } from '../../identity/identity.facade.js';
import { MailPreferences } from '../../notifications/mail-preferences.facade.js';
import { RbacFacade } from '../../rbac/rbac.facade.js';
import { type Contact, ContactsRepository } from './contacts.repository.js';

/** The kind by which a topic's mails are refused, and who may read what they tell. */
const TOPICS = {
  report: { kind: 'monthly_report', permissions: ['data.billing.settings.write', 'data.billing.transactions.all'] },
  warnings: { kind: 'balance_warning', permissions: ['data.billing.settings.write'] },
} as const satisfies Record<ContactTopic, { kind: MailKind; permissions: readonly [Permission, ...Permission[]] }>;

/** Somebody who is to be written to, and why no mail comes all the same. */
export interface Reader {
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly userId: string | null;
  readonly silence: SilenceReason | null;
  /** Undefined for an admin who is written to because nobody else is. */
  readonly contact?: Contact;
}

export interface Audience {
  readonly isDefault: boolean;
  readonly readers: readonly Reader[];
}

/**
 * Who is written to about a mandate's credit: the contacts that it named, as far as they still want it and belong
 * there; its admins where that leaves nobody.
 */
@Injectable()
export class AudienceService {
  constructor(
    private readonly contacts: ContactsRepository,
    private readonly identity: IdentityFacade,
    private readonly preferences: MailPreferences,
    private readonly rbac: RbacFacade,
  ) {}

  async of(mandateId: string, topic: ContactTopic): Promise<Audience> {
    const named = await this.named(mandateId, topic);
    if (named.some(({ silence }) => silence === null)) return { isDefault: false, readers: named };
    const admins = await this.admins(mandateId, topic);
    return { isDefault: true, readers: [...named, ...admins.filter(({ email }) => !isAmong(named, email))] };
  }

  private async named(mandateId: string, topic: ContactTopic): Promise<Reader[]> {
    const contacts = (await this.contacts.list(mandateId)).filter((contact) => contact[topic]);
    if (contacts.length === 0) return [];
    const members = await this.identity.mailboxes(mandateId, { emails: contacts.map(({ email }) => email) });
    const refusing = await this.refusing(topic, members);
    return contacts.map((contact) => {
      const member = members.find(({ email }) => email === contact.email);
      const { email, name, locale } = contact;
      return {
        email,
        name,
        locale,
        userId: member?.userId ?? null,
        silence: silenceOf(contact, member, refusing),
        contact,
      };
    });
  }

  private async admins(mandateId: string, topic: ContactTopic): Promise<Reader[]> {
    const [first, ...others] = TOPICS[topic].permissions;
    let userIds = await this.rbac.membersWith(mandateId, first);
    for (const permission of others) {
      const allowed = new Set(await this.rbac.membersWith(mandateId, permission));
      userIds = userIds.filter((id) => allowed.has(id));
    }
    const members = (await this.identity.mailboxes(mandateId, { userIds })).filter(({ isActive }) => isActive);
    const refusing = await this.refusing(topic, members);
    return members.map(({ email, displayName, locale, userId }) => ({
      email,
      name: displayName,
      locale,
      userId,
      silence: refusing.has(userId) ? 'declined' : null,
    }));
  }

  private refusing(topic: ContactTopic, members: readonly MailboxRow[]): Promise<Set<string>> {
    return this.preferences.refusing(
      members.map(({ userId }) => userId),
      TOPICS[topic].kind,
    );
  }
}

function silenceOf(
  { unsubscribedAt }: Contact,
  member: MailboxRow | undefined,
  refusing: ReadonlySet<string>,
): SilenceReason | null {
  if (unsubscribedAt !== null) return 'unsubscribed';
  // Whoever was let go reads nothing more of the mandate, whatever list still has the address.
  if (member && !member.isActive) return 'left';
  return member && refusing.has(member.userId) ? 'declined' : null;
}

function isAmong(readers: readonly Reader[], email: string): boolean {
  return readers.some((reader) => reader.email === email);
}
