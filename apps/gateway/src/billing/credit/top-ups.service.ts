import { Injectable } from '@nestjs/common';
import type { CreateTopUpDto, TopUpDto, TopUpOptionsDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError, NotFoundError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import { AccountsService } from '../accounts.service.js';
import { IdempotencyService } from '../ledger/idempotency.service.js';
import { parseTopUp } from './credit-amount.js';
import { CreditBookings } from './credit-bookings.service.js';
import { CreditEvents } from './credit-events.js';
import { topUpDto } from './top-up-dto.js';
import { TopUpsRepository } from './top-ups.repository.js';

/** Credit that a mandate's admin books for it at once, up to what the operator allows in a calendar month. */
@Injectable()
export class TopUpsService {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly accounts: AccountsService,
    private readonly topUps: TopUpsRepository,
    private readonly bookings: CreditBookings,
    private readonly events: CreditEvents,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  async options(): Promise<TopUpOptionsDto> {
    const { id } = this.context.mandate;
    const settings = await this.accounts.getSettings(id);
    const account = await this.accounts.getAccount(settings, null);
    const used = await this.topUps.selfTotal(id, this.monthStart());
    const left = settings.selfTopUpLimit - used;
    return {
      billingModel: settings.billingModel,
      balance: toChf(account.balance),
      limit: toChf(settings.selfTopUpLimit),
      used: toChf(used),
      remaining: toChf(left > 0n ? left : 0n),
      unlimited: account.creditLimit === null,
    };
  }

  /**
   * @throws ValidationError, DomainError billing.amount_out_of_range, billing.top_up_limit_exceeded,
   *   billing.top_up_not_needed
   */
  create(request: CreateTopUpDto, key: string): Promise<TopUpDto> {
    const amount = parseTopUp(request.amount);
    const mandateId = this.context.mandate.id;
    const { userId, displayName } = this.context.caller;
    return this.idempotency.once(`top-up:${mandateId}`, key, request, async () => {
      // One at a time in each mandate: two that add up to more than the limit cannot both find room in it.
      const { billingModel, selfTopUpLimit: limit } = await this.accounts.lockSettings(mandateId, 'update');
      if (billingModel === 'UNLIMITED') throw new DomainError('billing.top_up_not_needed');
      const used = await this.topUps.selfTotal(mandateId, this.monthStart());
      if (used + amount > limit) {
        const remaining = toChf(limit > used ? limit - used : 0n);
        throw new DomainError('billing.top_up_limit_exceeded', { limit: toChf(limit), used: toChf(used), remaining });
      }
      const reference = request.reference ?? null;
      const booking = await this.bookings.credit({ mandateId, owner: null, amount, reason: null, reference });
      const id = newId();
      await this.topUps.insert({
        id,
        mandateId,
        kind: 'self',
        amount,
        userId,
        note: null,
        reference,
        transactionId: booking.id,
        createdAt: this.clock.now(),
      });
      const row = await this.topUps.find(mandateId, id);
      if (!row) throw new NotFoundError();
      const balance = parseChf(booking.balanceAfter);
      await this.events.topUpBooked({ id, mandateId, userId, amount, balance, reason: null });
      return topUpDto(row, new Map([[userId, displayName]]));
    });
  }

  private monthStart(): string {
    return `${this.clock.month()}-01`;
  }
}
