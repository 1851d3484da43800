import { Injectable } from '@nestjs/common';
import { toChf } from '@nyla/money';
import { type Standing, StandingFacade } from '../billing/standing.facade.js';
import { AppDatabase } from '../database/app-database.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { NotificationsFacade } from '../notifications/notifications.facade.js';
import { BalanceCrossingsRepository } from './balance-crossings.repository.js';

/** Tells of balances that fall: once per fall, whichever gateway sees it first. */
@Injectable()
export class BalanceWatch {
  constructor(
    private readonly database: AppDatabase,
    private readonly standings: StandingFacade,
    private readonly crossings: BalanceCrossingsRepository,
    private readonly notifications: NotificationsFacade,
    private readonly identity: IdentityFacade,
  ) {}

  /** @returns the mandate whose account it is; undefined for an account that pays for nothing */
  async look(accountId: string): Promise<string | undefined> {
    const standing = await this.standings.find(accountId);
    if (!standing) return undefined;
    const { mandateId, free, state } = standing;
    if (free === null) {
      await this.crossings.forget(mandateId, accountId);
      return mandateId;
    }
    const threshold = standing.threshold === null ? null : toChf(standing.threshold);
    const seen = { accountId, balance: toChf(free), threshold };
    if (state === 'ok') await this.crossings.end(mandateId, seen);
    if (state === 'low') await this.crossings.rise(mandateId, seen);
    if (state === 'low' || state === 'exhausted') {
      await this.database.run(async () => {
        if (await this.crossings.cross(mandateId, state, seen)) await this.tell(standing, state, seen.balance);
      });
    }
    return mandateId;
  }

  /** A member's own account is the member's matter; when it is empty, those who can fill it hear of it, too. */
  private async tell(
    { mandateId, userId, runwayDays }: Standing,
    state: 'low' | 'exhausted',
    balance: string,
  ): Promise<void> {
    const helpers = { permission: 'data.billing.topUp', ...(userId === null ? {} : { except: userId }) } as const;
    const owner = userId === null ? null : { userIds: [userId] };
    if (state === 'low') {
      const data = { balance, runwayDays, ownerName: null };
      await this.notifications.notify({ mandateId, to: owner ?? helpers, kind: 'low_balance', data });
      return;
    }
    const kind = 'balance_exhausted';
    if (owner) await this.notifications.notify({ mandateId, to: owner, kind, data: { balance, ownerName: null } });
    const ownerName = userId === null ? null : ((await this.identity.userNames([userId])).get(userId) ?? null);
    await this.notifications.notify({ mandateId, to: helpers, kind, data: { balance, ownerName } });
  }
}
