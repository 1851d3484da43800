import { Injectable } from '@nestjs/common';
import {
  type BookTopUpRequestDto,
  type DeclineTopUpRequestDto,
  PAGE_LIMIT_DEFAULT,
  type TopUpDto,
  type TopUpRequestDto,
  type TopUpRequestPageDto,
  type TopUpRequestQuery,
} from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { IdempotencyService } from '../ledger/idempotency.service.js';
import { parseCredit, requireConfirmation } from './credit-amount.js';
import { CreditBookings } from './credit-bookings.service.js';
import { RequestRecords } from './request-records.js';
import { RequestViews } from './request-views.js';
import { type Decision, TopUpsRepository } from './top-ups.repository.js';

/** The operator's inbox: what mandates ask for, booked once or declined with a reason. */
@Injectable()
export class RequestInboxService {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly topUps: TopUpsRepository,
    private readonly bookings: CreditBookings,
    private readonly records: RequestRecords,
    private readonly views: RequestViews,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  async list({ state, cursor, limit = PAGE_LIMIT_DEFAULT }: TopUpRequestQuery): Promise<TopUpRequestPageDto> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await this.topUps.listRequests(state, after, limit + 1);
    const page = pageOf(rows, limit, ({ created_at: createdAt, id }) => ({ createdAt, id }));
    const items: TopUpRequestDto[] = await this.views.requests(page.items);
    return { items, nextCursor: page.nextCursor };
  }

  /**
   * Books what was asked for, or another amount.
   * @throws NotFoundError, DomainError billing.request_decided, billing.amount_out_of_range,
   *   billing.confirmation_required
   */
  book(id: string, request: BookTopUpRequestDto, key: string): Promise<TopUpDto> {
    const amount = parseCredit(request.amount);
    requireConfirmation(amount, request.confirm);
    const { reason, reference = null } = request;
    return this.idempotency.once(`top-up-booking:${id}`, key, request, () =>
      this.records.decide(null, id, async (open) => {
        const { mandateId } = open;
        const booking = await this.bookings.credit({ mandateId, owner: null, amount, reason, reference });
        await this.topUps.decide(mandateId, id, {
          ...this.decision('booked', reason),
          reference,
          bookedAmount: amount,
          transactionId: booking.id,
        });
        const values = { amount: toChf(amount), reason, transactionId: booking.id };
        await this.records.audit('top_up_request.booked', open, await this.views.mandateName(mandateId), values);
        await this.records.events.topUpBooked({ ...open, amount, balance: parseChf(booking.balanceAfter), reason });
        return this.get(mandateId, id);
      }),
    );
  }

  /** @throws NotFoundError, DomainError billing.request_decided */
  decline(id: string, { reason }: DeclineTopUpRequestDto): Promise<TopUpDto> {
    return this.records.decide(null, id, async (open) => {
      const { mandateId } = open;
      await this.topUps.decide(mandateId, id, {
        ...this.decision('declined', reason),
        reference: null,
        bookedAmount: null,
        transactionId: null,
      });
      await this.records.audit('top_up_request.declined', open, await this.views.mandateName(mandateId), { reason });
      await this.records.events.topUpDeclined({ ...open, reason });
      return this.get(mandateId, id);
    });
  }

  private decision(
    state: Decision['state'],
    reason: string,
  ): Pick<Decision, 'state' | 'decidedBy' | 'decidedAt' | 'reason'> {
    return { state, reason, decidedBy: this.context.caller.userId, decidedAt: this.clock.now() };
  }

  private async get(mandateId: string, id: string): Promise<TopUpDto> {
    const row = await this.topUps.find(mandateId, id);
    if (!row) throw new NotFoundError();
    return this.views.topUp(row);
  }
}
