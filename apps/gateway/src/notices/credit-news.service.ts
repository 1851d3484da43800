import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toChf } from '@nyla/money';
import {
  CreditEvents,
  type CreditListener,
  type TopUpEvent,
  type TransferEvent,
} from '../billing/credit/credit-events.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { NotificationsFacade } from '../notifications/notifications.facade.js';

/** Tells people of top-ups and transfers. A transaction that is repeated tells nobody twice who has not read it yet. */
@Injectable()
export class CreditNews implements CreditListener, OnModuleInit {
  constructor(
    private readonly events: CreditEvents,
    private readonly notifications: NotificationsFacade,
    private readonly mandates: MandatesFacade,
    private readonly identity: IdentityFacade,
  ) {}

  onModuleInit(): void {
    this.events.register(this);
  }

  async topUpRequested({ mandateId, userId, amount }: TopUpEvent): Promise<void> {
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

  async topUpBooked({ mandateId, userId, amount, reason }: TopUpEvent): Promise<void> {
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

  async topUpDeclined({ mandateId, userId, amount, reason }: TopUpEvent): Promise<void> {
    const data = { amount: toChf(amount), reason };
    await this.notifications.notify({
      mandateId,
      to: { userIds: [userId] },
      kind: 'top_up_declined',
      data,
      unlessUnread: data,
    });
  }

  async creditTransferred({ mandateId, toUserId, byUserId, amount }: TransferEvent): Promise<void> {
    if (toUserId === null || toUserId === byUserId) return;
    const data = { amount: toChf(amount), available: null, chatId: null };
    await this.notifications.notify({ mandateId, to: { userIds: [toUserId] }, kind: 'credit_booked', data });
  }
}
