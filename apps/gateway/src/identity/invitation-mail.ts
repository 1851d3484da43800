import { Injectable } from '@nestjs/common';
import type { Locale } from '@nyla/contracts';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/errors/domain-error.js';
import { MailOutbox } from '../common/mail/mail-outbox.js';
import { AppDatabase } from '../database/app-database.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { UserRepository } from './repositories/user.repository.js';

export interface InvitationLetter {
  readonly mandateId: string;
  readonly id: string;
  readonly email: string;
  readonly locale: Locale;
  readonly invitedBy: string;
  readonly path: string;
  readonly expiresAt: Date;
}

/** In 24 hours, to anybody and to one address: nobody's mailbox is to be filled from here. */
const LIMITS = { all: 200, address: 3 } as const;
const DAY_MS = 86_400_000;

/** Sends the link of an invitation to the person it is for. */
@Injectable()
export class InvitationMail {
  constructor(
    private readonly clock: Clock,
    private readonly database: AppDatabase,
    private readonly outbox: MailOutbox,
    private readonly mandates: MandatesFacade,
    private readonly users: UserRepository,
  ) {}

  /** Inside the transaction that made the link. */
  async send({ mandateId, id, email, locale, invitedBy, path, expiresAt }: InvitationLetter): Promise<void> {
    const user = await this.users.findByEmail(email);
    // Who may not sign in any more cannot join either.
    if (user && user.status !== 'active') return;
    const { name: mandateName } = await this.mandates.get(mandateId);
    await this.outbox.enqueue(this.database, {
      kind: 'invitation',
      to: email,
      locale,
      data: { mandateName, inviterName: invitedBy, path, expiresAt: expiresAt.toISOString() },
      mandateId,
      userId: user?.id ?? null,
      dedupeKey: `invitation:${id}:${expiresAt.toISOString()}:${email}`,
    });
  }
  /** @throws DomainError identity.too_many_invitations when a mandate, or one address in it, has had many just now */
  async refuseFlood(mandateId: string, to: string): Promise<void> {
    const since = new Date(this.clock.now().getTime() - DAY_MS);
    const counts = await this.outbox.countSince(this.database, { kind: 'invitation', mandateId, to }, since);
    for (const key of ['address', 'all'] as const) {
      const limit = LIMITS[key];
      if (counts[key] >= limit) throw new DomainError('identity.too_many_invitations', { limit, to: key });
    }
  }
}
