import { Injectable } from '@nestjs/common';
import type { NotificationData } from '@nyla/contracts';
import { toChf } from '@nyla/money';
import { BillingFacade } from '../billing/billing.facade.js';
import { Clock } from '../common/clock.js';
import { AppDatabase } from '../database/app-database.js';
import { NotificationsFacade } from '../notifications/notifications.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { WISH_OPEN_DAYS } from './wish-book.service.js';
import { coversWish, permitsWish } from './wish-fulfilment.js';
import { WishesRepository, type WishRow } from './wishes.repository.js';

const DAY_MS = 86_400_000;

/** Sees which wishes have come true, and tells those who had them. Several gateways may look at the same one. */
@Injectable()
export class WishWatch {
  constructor(
    private readonly database: AppDatabase,
    private readonly wishes: WishesRepository,
    private readonly notifications: NotificationsFacade,
    private readonly billing: BillingFacade,
    private readonly rbac: RbacFacade,
    private readonly clock: Clock,
  ) {}

  async creditChanged(mandateIds: readonly string[]): Promise<void> {
    for (const wish of await this.wishes.listOpen(mandateIds, 'credit', this.since())) {
      const { available } = await this.billing.payingAccount(wish.mandateId, wish.userId);
      if (!coversWish(available, wish)) continue;
      const data = { amount: null, available: available === null ? null : toChf(available), chatId: wish.chatId };
      await this.solve(wish, () => this.notify(wish, 'credit_booked', data));
    }
  }

  async accessChanged(mandateIds: readonly string[]): Promise<void> {
    for (const wish of await this.wishes.listOpen(mandateIds, 'provider', this.since())) {
      const { mandateId, userId, connectorType, model } = wish;
      if (connectorType === null || !permitsWish(await this.rbac.permissionsOf(mandateId, userId), wish)) continue;
      await this.solve(wish, () => this.notify(wish, 'provider_permitted', { connectorType, model }));
    }
  }

  /** Whatever no event told of: events get lost, and with a gateway its work. */
  async lookAtAll(): Promise<void> {
    const mandateIds = await this.wishes.mandatesWithOpen(this.since());
    if (mandateIds.length === 0) return;
    await this.creditChanged(mandateIds);
    await this.accessChanged(mandateIds);
  }

  private async solve({ mandateId, id }: WishRow, tell: () => Promise<unknown>): Promise<void> {
    await this.database.run(async () => {
      if (await this.wishes.solve(mandateId, id, this.clock.now())) await tell();
    });
  }

  private notify<K extends 'credit_booked' | 'provider_permitted'>(
    { mandateId, userId }: WishRow,
    kind: K,
    data: NotificationData[K],
  ): Promise<string[]> {
    return this.notifications.notify({ mandateId, to: { userIds: [userId] }, kind, data });
  }

  private since(): Date {
    return new Date(this.clock.now().getTime() - WISH_OPEN_DAYS * DAY_MS);
  }
}
