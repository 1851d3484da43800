import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toChf } from '@nyla/money';
import {
  CreditEvents,
  type CreditGrantedEvent,
  type CreditListener,
  type TopUpBookedEvent,
  type TopUpEvent,
  type TopUpRequestedEvent,
  type TransferEvent,
} from '../billing/credit/credit-events.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { NotificationsFacade } from '../notifications/notifications.facade.js';
import { CreditMails } from './credit-mails.service.js';

/** Tells people of top-ups and transfers, in Nyla and by mail. A transaction that is repeated tells nobody twice who has not read it yet. */
@Injectable()
export class CreditNews implements CreditListener, OnModuleInit {
  constructor(
    private readonly events: CreditEvents,
    private readonly notifications: NotificationsFacade,
    private readonly mandates: MandatesFacade,
    private readonly identity: IdentityFacade,
    private readonly mails: CreditMails,
  ) {}

  onModuleInit(): void {
    this.events.register(this);
  }

  async topUpRequested(event: TopUpRequestedEvent): Promise<void> {
    const { mandateId, userId, amount } = event;
    await this.mails.requested(event);
    const { name: mandateName } = await this.mandates.get(mandateId);
    const userName = (await this.identity.userNames([userId])).get(userId) ?? '';
    const data = { mandateId, mandateName, amount: toChf(amount), userName };
    await this.notifications.notify({
      mandateId,
      to: { operators: true },
      kind: 'top_up_requested',
      data,
      unlessUnread: data,
    });
  }

  async topUpBooked(event: TopUpBookedEvent): Promise<void> {
    const { mandateId, userId, amount, reason } = event;
    await this.mails.booked(event);
    // What a mandate booked itself, its admin knows.
    if (reason === null) return;
    const data = { amount: toChf(amount) };
    await this.notifications.notify({
      mandateId,
      to: { userIds: [userId] },
      kind: 'top_up_booked',
      data,
      unlessUnread: data,
    });
  }

  async topUpDeclined(event: TopUpEvent): Promise<void> {
    const { mandateId, userId, amount, reason } = event;
    await this.mails.declined(event);
    const data = { amount: toChf(amount), reason };
    await this.notifications.notify({
      mandateId,
      to: { userIds: [userId] },
      kind: 'top_up_declined',
      data,
      unlessUnread: data,
    });
  }

  creditGranted(event: CreditGrantedEvent): Promise<void> {
    return this.mails.granted(event);
  }

  async creditTransferred(event: TransferEvent): Promise<void> {
    const { mandateId, toUserId, byUserId, amount } = event;
    await this.mails.transferred(event);
    if (toUserId === null || toUserId === byUserId) return;
    const data = { amount: toChf(amount), available: null, chatId: null };
    await this.notifications.notify({ mandateId, to: { userIds: [toUserId] }, kind: 'credit_booked', data });
  }
}
