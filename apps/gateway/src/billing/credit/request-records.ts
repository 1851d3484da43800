import { Injectable } from '@nestjs/common';
import type { AuditAction } from '@nyla/contracts';
import { formatMoney, parseChf, toChf } from '@nyla/money';
import { AuditTrail, type AuditValues } from '../../common/audit/audit-trail.js';
import { DomainError, NotFoundError } from '../../common/errors/domain-error.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { CreditEvents, type TopUpEvent } from './credit-events.js';
import { TopUpsRepository } from './top-ups.repository.js';

type RequestAction = Extract<AuditAction, `top_up_request.${string}`>;

/** What mandate and operator have in common about a request: it is decided once, and every step leaves a line. */
@Injectable()
export class RequestRecords {
  constructor(
    private readonly database: BillingDatabase,
    private readonly topUps: TopUpsRepository,
    private readonly trail: AuditTrail,
    readonly events: CreditEvents,
  ) {}

  /**
   * Runs `work` on a request that is still open and that nobody else can decide meanwhile.
   * @param mandateId null: of any mandate, for the operator
   * @throws NotFoundError, DomainError billing.request_decided
   */
  decide<T>(mandateId: string | null, id: string, work: (request: TopUpEvent) => Promise<T>): Promise<T> {
    return this.database.run(async () => {
      const row = await this.topUps.lockRequest(mandateId, id);
      if (!row) throw new NotFoundError();
      if (row.state !== 'requested') throw new DomainError('billing.request_decided', { state: row.state });
      return work({
        id,
        mandateId: row.mandate_id,
        userId: row.user_id,
        amount: parseChf(row.amount),
        reason: null,
      });
    });
  }

  async made(request: TopUpEvent, mandateName: string, note: string | null): Promise<void> {
    const values = { amount: toChf(request.amount), ...(note !== null && { note }) };
    await this.audit('top_up_request.made', request, mandateName, values);
    await this.events.topUpRequested({ ...request, note });
  }

  /** One line in the trail, inside the transaction of the change. */
  async audit(action: RequestAction, request: TopUpEvent, mandateName: string, values: AuditValues): Promise<void> {
    const isNew = action === 'top_up_request.made';
    const state = action.slice('top_up_request.'.length);
    await this.trail.record(this.database, {
      action,
      mandateId: request.mandateId,
      subjectId: request.id,
      subjectName: `${mandateName}, ${formatMoney(request.amount)}`,
      before: isNew ? null : { state: 'requested' },
      after: { ...values, state: isNew ? 'requested' : state },
    });
  }
}
