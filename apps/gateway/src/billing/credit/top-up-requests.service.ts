import { Injectable } from '@nestjs/common';
import {
  type CreateTopUpRequestDto,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
  type TopUpDto,
  type TopUpKind,
  type TopUpPageDto,
} from '@nyla/contracts';
import { toChf } from '@nyla/money';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError, NotFoundError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { newId } from '../../common/ids.js';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { AccountsService } from '../accounts.service.js';
import { IdempotencyService } from '../ledger/idempotency.service.js';
import { parseTopUp } from './credit-amount.js';
import { RequestRecords } from './request-records.js';
import { topUpDto } from './top-up-dto.js';
import { TopUpsRepository } from './top-ups.repository.js';

/** More open requests of one mandate than this are a mistake, or mischief. */
const MAX_OPEN = 10;

/** What a mandate asks of the operator, and the list of everything that it topped up or asked for. */
@Injectable()
export class TopUpRequestsService {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly accounts: AccountsService,
    private readonly topUps: TopUpsRepository,
    private readonly records: RequestRecords,
    private readonly identity: IdentityFacade,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  /** @param kind undefined: top-ups of both kinds. */
  async list(kind: TopUpKind | undefined, { cursor, limit = PAGE_LIMIT_DEFAULT }: PageQuery): Promise<TopUpPageDto> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await this.topUps.list(this.context.mandate.id, kind, after, limit + 1);
    const page = pageOf(rows, limit, ({ created_at: createdAt, id }) => ({ createdAt, id }));
    const names = await this.identity.userNames(page.items.map((row) => row.user_id));
    return { items: page.items.map((row) => topUpDto(row, names)), nextCursor: page.nextCursor };
  }

  /**
   * @throws ValidationError, DomainError billing.amount_out_of_range, billing.top_up_not_needed,
   *   common.too_many_requests
   */
  create(request: CreateTopUpRequestDto, key: string): Promise<TopUpDto> {
    const amount = parseTopUp(request.amount);
    const { id: mandateId, name } = this.context.mandate;
    const { userId, displayName } = this.context.caller;
    return this.idempotency.once(`top-up-request:${mandateId}`, key, request, async () => {
      const { billingModel } = await this.accounts.lockSettings(mandateId, 'update');
      if (billingModel === 'UNLIMITED') throw new DomainError('billing.top_up_not_needed');
      if ((await this.topUps.countOpen(mandateId)) >= MAX_OPEN) throw new DomainError('common.too_many_requests', {});
      const id = newId();
      const note = request.note ?? null;
      await this.topUps.insert({
        id,
        mandateId,
        kind: 'request',
        amount,
        userId,
        note,
        reference: null,
        transactionId: null,
        createdAt: this.clock.now(),
      });
      await this.records.made({ id, mandateId, userId, amount, reason: null }, name, note);
      return this.get(mandateId, id, new Map([[userId, displayName]]));
    });
  }

  /** Takes a request back. @throws NotFoundError, DomainError billing.request_decided */
  withdraw(id: string): Promise<TopUpDto> {
    const { id: mandateId, name } = this.context.mandate;
    return this.records.decide(mandateId, id, async (request) => {
      await this.topUps.decide(mandateId, id, {
        state: 'withdrawn',
        decidedBy: this.context.caller.userId,
        decidedAt: this.clock.now(),
        reason: null,
        reference: null,
        bookedAmount: null,
        transactionId: null,
      });
      await this.records.audit('top_up_request.withdrawn', request, name, { amount: toChf(request.amount) });
      return this.get(mandateId, id, await this.identity.userNames([request.userId]));
    });
  }

  private async get(mandateId: string, id: string, names: ReadonlyMap<string, string>): Promise<TopUpDto> {
    const row = await this.topUps.find(mandateId, id);
    if (!row) throw new NotFoundError();
    return topUpDto(row, names);
  }
}
