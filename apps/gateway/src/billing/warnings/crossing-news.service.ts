import { Injectable, Logger } from '@nestjs/common';
import { toChf } from '@nyla/money';
import { BillingDatabase } from '../../database/billing-database.js';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { NotificationsFacade } from '../../notifications/notifications.facade.js';
import { BalanceService } from '../balance.service.js';
import { type CrossingFacts, CrossingMails } from './crossing-mails.service.js';
import { type Crossing, CrossingsRepository } from './crossings.repository.js';

const BATCH = 100;

/**
 * Tells people of balances that have fallen: each fall once, by whichever gateway takes it. A gateway that dies meanwhile
 * leaves it to another one.
 */
@Injectable()
export class CrossingNews {
  private readonly logger = new Logger(CrossingNews.name);

  constructor(
    private readonly database: BillingDatabase,
    private readonly crossings: CrossingsRepository,
    private readonly mails: CrossingMails,
    private readonly notifications: NotificationsFacade,
    private readonly identity: IdentityFacade,
    private readonly mandates: MandatesFacade,
    private readonly balances: BalanceService,
  ) {}

  /** What fails is left for the next time, and holds nothing else up. */
  async tellAll(): Promise<void> {
    for (;;) {
      const ids = await this.crossings.listDue(BATCH);
      let told = 0;
      for (const id of ids) {
        try {
          if (await this.tell(id)) told++;
        } catch (error) {
          this.logger.warn(
            `could not tell of a balance that fell: ${error instanceof Error ? error.message : 'unknown'}`,
          );
        }
      }
      if (ids.length < BATCH || told === 0) return;
    }
  }

  /** The mails stand or fall with the mark; what is in the other database bears being written twice. */
  private tell(id: string): Promise<boolean> {
    return this.database.run(async () => {
      const crossing = await this.crossings.claim(id);
      if (!crossing) return false;
      const facts = await this.factsOf(crossing);
      if (facts) {
        await this.notify(crossing, facts);
        await this.mails.enqueue(crossing, facts);
      }
      await this.crossings.markHandled(crossing);
      return true;
    });
  }

  /** Undefined where nobody can do anything about it: the mandate is gone, or suspended. */
  private async factsOf({ mandateId, userId, free }: Crossing): Promise<CrossingFacts | undefined> {
    const mandate = await this.mandates.find(mandateId);
    if (mandate?.status !== 'active') return undefined;
    const mandateName = mandate.name;
    const runwayDays = await this.balances.daysOf({ mandateId, userId }, free);
    if (userId === null) return { mandateName, ownerName: null, isOwnerThere: false, runwayDays };
    const ownerName = (await this.identity.userNames([userId])).get(userId) ?? null;
    const isOwnerThere = (await this.mandates.memberStatus(mandateId, userId)) === 'active';
    return { mandateName, ownerName, isOwnerThere, runwayDays };
  }

  /** A member's own account is the member's matter; when it is empty, those who can fill it hear of it, too. */
  private async notify({ id, mandateId, userId, level, free }: Crossing, facts: CrossingFacts): Promise<void> {
    const { ownerName, runwayDays } = facts;
    const [balance, cause] = [toChf(free), id];
    const helpers = { permission: 'data.billing.topUp', ...(userId === null ? {} : { except: userId }) } as const;
    const owner = userId === null ? null : { userIds: [userId] };
    if (level === 'low') {
      const data = { balance, runwayDays, ownerName: null };
      await this.notifications.notify({ mandateId, to: owner ?? helpers, kind: 'low_balance', data, cause });
      return;
    }
    const kind = 'balance_exhausted';
    if (owner)
      await this.notifications.notify({ mandateId, to: owner, kind, data: { balance, ownerName: null }, cause });
    await this.notifications.notify({ mandateId, to: helpers, kind, data: { balance, ownerName }, cause });
  }
}
