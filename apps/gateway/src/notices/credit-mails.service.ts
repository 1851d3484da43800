import { Injectable } from '@nestjs/common';
import type { MailData } from '@nyla/contracts';
import { toChf } from '@nyla/money';
import type {
  CreditGrantedEvent,
  TopUpBookedEvent,
  TopUpEvent,
  TopUpRequestedEvent,
  TransferEvent,
} from '../billing/credit/credit-events.js';
import { BillingDatabase } from '../database/billing-database.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { MailAudience } from '../identity/mail-audience.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import type { Recipients } from '../notifications/notifications.facade.js';
import { HELPERS } from './helpers.service.js';

/** Mails of credit. They are written where the booking is, in its transaction. */
@Injectable()
export class CreditMails {
  constructor(
    private readonly database: BillingDatabase,
    private readonly audience: MailAudience,
    private readonly mandates: MandatesFacade,
    private readonly identity: IdentityFacade,
  ) {}

  async requested({ id, mandateId, userId, amount, note }: TopUpRequestedEvent): Promise<void> {
    const userName = (await this.identity.userNames([userId])).get(userId) ?? '';
    const data = { mandateId, mandateName: await this.nameOf(mandateId), userName, amount: toChf(amount), note };
    const to = { operators: true } as const;
    await this.audience.send(this.database, { kind: 'top_up_requested', mandateId, to, data, cause: id });
  }

  async booked({ id, mandateId, userId, amount, balance, reason }: TopUpBookedEvent): Promise<void> {
    await this.tell(mandateId, id, { userIds: [userId] }, { amount: toChf(amount), balance: toChf(balance), reason });
  }

  async declined({ id, mandateId, userId, amount, reason }: TopUpEvent): Promise<void> {
    const data = { mandateName: await this.nameOf(mandateId), amount: toChf(amount), reason };
    const to = { userIds: [userId] };
    await this.audience.send(this.database, { kind: 'top_up_declined', mandateId, to, data, cause: id });
  }

  async granted({ id, mandateId, owner, amount, balance, reason }: CreditGrantedEvent): Promise<void> {
    const to = owner === null ? { permission: HELPERS.credit } : { userIds: [owner] };
    await this.tell(mandateId, id, to, { amount: toChf(amount), balance: toChf(balance), reason });
  }

  /** Only to a member: those who look after the mandate's own account see it in Nyla. */
  async transferred({ id, mandateId, toUserId, byUserId, amount, toBalance, reason }: TransferEvent): Promise<void> {
    if (toUserId === null || toUserId === byUserId) return;
    const data = { amount: toChf(amount), balance: toChf(toBalance), reason };
    await this.tell(mandateId, id, { userIds: [toUserId] }, data);
  }

  private async tell(
    mandateId: string,
    cause: string,
    to: Recipients,
    data: Omit<MailData['credit_booked'], 'mandateName'>,
  ): Promise<void> {
    const mandateName = await this.nameOf(mandateId);
    await this.audience.send(this.database, {
      kind: 'credit_booked',
      mandateId,
      to,
      data: { mandateName, ...data },
      cause,
    });
  }

  private async nameOf(mandateId: string): Promise<string> {
    return (await this.mandates.get(mandateId)).name;
  }
}
