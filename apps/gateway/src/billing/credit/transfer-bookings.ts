import { Injectable } from '@nestjs/common';
import { REFERENCE_MAX_LENGTH, type TransferDto } from '@nyla/contracts';
import { type Nano, toChf } from '@nyla/money';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { RequestContext } from '../../common/context/request-context.js';
import { newId } from '../../common/ids.js';
import { BillingDatabase } from '../../database/billing-database.js';
import type { Account } from '../accounts.repository.js';
import { AccountsService } from '../accounts.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { CreditEvents } from './credit-events.js';
import { MemberDirectory } from './member-directory.js';

interface Transfer {
  readonly from: Account;
  readonly to: Account;
  readonly amount: Nano;
  readonly reason: string | null;
}

/** The two bookings of a transfer, with their line in the trail. Runs inside the caller's transaction. */
@Injectable()
export class TransferBookings {
  constructor(
    private readonly database: BillingDatabase,
    private readonly accounts: AccountsService,
    private readonly ledger: LedgerService,
    private readonly directory: MemberDirectory,
    private readonly audit: AuditTrail,
    private readonly events: CreditEvents,
    private readonly context: RequestContext,
  ) {}

  async book({ from, to, amount, reason }: Transfer): Promise<TransferDto> {
    const { mandate, caller } = this.context;
    const names = await this.directory.names([from.userId, to.userId]);
    const nameOf = ({ userId }: Account) => (userId === null ? mandate.name : (names.get(userId) ?? userId));
    // Both sides say where it came from and where it went, in no language.
    const route = `${nameOf(from)} → ${nameOf(to)}`.slice(0, REFERENCE_MAX_LENGTH).toWellFormed();
    const booking = { type: 'transfer', userId: caller.userId, reason, reference: route, reversalOf: null } as const;
    const id = newId();
    await this.ledger.post([
      { ...booking, id, accountId: from.id, amount: -amount },
      { ...booking, id: newId(), accountId: to.id, amount },
    ]);
    const [fromBalance, toBalance] = [await this.balanceOf(from), await this.balanceOf(to)];
    const [fromUserId, toUserId] = [from.userId, to.userId];
    await this.audit.record(this.database, {
      action: 'credit.transferred',
      mandateId: mandate.id,
      subjectId: id,
      subjectName: route,
      before: { fromBalance: toChf(fromBalance + amount), toBalance: toChf(toBalance - amount) },
      after: {
        fromBalance: toChf(fromBalance),
        toBalance: toChf(toBalance),
        amount: toChf(amount),
        fromUserId,
        toUserId,
        ...(reason !== null && { reason }),
      },
    });
    const [mandateId, byUserId] = [mandate.id, caller.userId];
    await this.events.creditTransferred({ id, mandateId, fromUserId, toUserId, amount, toBalance, byUserId, reason });
    return {
      id,
      fromUserId,
      toUserId,
      amount: toChf(amount),
      fromBalance: toChf(fromBalance),
      toBalance: toChf(toBalance),
    };
  }

  /** Both accounts are locked by their bookings. */
  private async balanceOf({ id }: Account): Promise<Nano> {
    return (await this.accounts.getById(id)).balance;
  }
}
