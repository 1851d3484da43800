import { Injectable } from '@nestjs/common';
import type { MailKind } from '@nyla/contracts';
import { toChf } from '@nyla/money';
import { MailOutbox } from '../../common/mail/mail-outbox.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { MailPreferences } from '../../notifications/mail-preferences.facade.js';
import { BillingContacts, type BillingRecipient } from '../contacts/billing-contacts.facade.js';
import type { Crossing } from './crossings.repository.js';

const KINDS = { low: 'balance_warning', exhausted: 'credit_exhausted' } as const satisfies Record<
  Crossing['level'],
  MailKind
>;

/** What a crossing is told with, beside its own figures. */
export interface CrossingFacts {
  readonly mandateName: string;
  /** Of the member whose account it is; null for the mandate's own, and for somebody who has left. */
  readonly ownerName: string | null;
  /** Whether the member whose account it is still belongs to the mandate. */
  readonly isOwnerThere: boolean;
  readonly runwayDays: number | null;
}

/**
 * Mails about a balance that has fallen: to the mandate's billing contacts; about a member's own account to the member,
 * and to the contacts as well when it is empty; nobody who does not want it. Runs in the transaction that marks the crossing as handled.
 */
@Injectable()
export class CrossingMails {
  constructor(
    private readonly database: BillingDatabase,
    private readonly contacts: BillingContacts,
    private readonly identity: IdentityFacade,
    private readonly preferences: MailPreferences,
    private readonly outbox: MailOutbox,
  ) {}

  async enqueue(crossing: Crossing, facts: CrossingFacts): Promise<void> {
    const { mandateId, userId, level } = crossing;
    const owner = userId !== null && facts.isOwnerThere ? await this.identity.findActiveUser(userId) : undefined;
    if (owner && (await this.preferences.wants(owner.id, KINDS[level]))) {
      const { email: address, locale, id } = owner;
      await this.send(crossing, { ...facts, ownerName: null }, { address, locale, userId: id });
    }
    if (userId !== null && level === 'low') return;
    for (const recipient of await this.contacts.recipients(mandateId, 'warnings')) {
      // The same address has one mail of each crossing: a member who is a contact has it already.
      await this.send(crossing, facts, recipient);
    }
  }

  private async send(
    { id, mandateId, level, free, below }: Crossing,
    { mandateName, ownerName, runwayDays }: CrossingFacts,
    { address, locale, userId, ...rest }: BillingRecipient,
  ): Promise<void> {
    const balance = toChf(free);
    const dedupeKey = `crossing ${id} ${address.toLowerCase()}`;
    const mail = { to: address, locale, userId, mandateId, dedupeKey } as const;
    const data = { mandateName, ownerName, balance, ...rest };
    if (level === 'exhausted') await this.outbox.enqueue(this.database, { ...mail, kind: KINDS[level], data });
    else {
      const warning = { ...data, threshold: toChf(below ?? 0n), runwayDays };
      await this.outbox.enqueue(this.database, { ...mail, kind: KINDS[level], data: warning });
    }
  }
}
