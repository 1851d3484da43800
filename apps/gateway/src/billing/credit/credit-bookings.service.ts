import { Injectable } from '@nestjs/common';
import type { TransactionDto } from '@nyla/contracts';
import { formatMoney, type Nano, parseChf, toChf } from '@nyla/money';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { RequestContext } from '../../common/context/request-context.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { AccountsService } from '../accounts.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Posting } from '../ledger/ledger.types.js';
import { NO_NAMES, transactionDto } from '../transaction-dto.js';
import { type TransactionRow, TransactionsRepository } from '../transactions.repository.js';

/** Credit for a mandate's own account, or for a member's. */
export interface Credit {
  readonly mandateId: string;
  /** Null: the mandate itself. */
  readonly owner: string | null;
  readonly amount: Nano;
  readonly reason: string | null;
  readonly reference: string | null;
}

/** Credits and their reversals: a booking of the caller's and its line in the audit trail, in one transaction. */
@Injectable()
export class CreditBookings {
  constructor(
    private readonly database: BillingDatabase,
    private readonly accounts: AccountsService,
    private readonly transactions: TransactionsRepository,
    private readonly ledger: LedgerService,
    private readonly audit: AuditTrail,
    private readonly context: RequestContext,
  ) {}

  /** @throws NotFoundError when billing was never set up, or the owner has no account and may have none */
  credit({ mandateId, owner, amount, reason, reference }: Credit): Promise<TransactionDto> {
    return this.database.run(async () => {
      const settings = await this.accounts.lockSettings(mandateId, 'share');
      const account = await this.accounts.getAccount(settings, owner);
      const booking = await this.book(mandateId, {
        id: newId(),
        accountId: account.id,
        type: 'credit',
        amount,
        userId: this.context.caller.userId,
        reason,
        reference,
        reversalOf: null,
      });
      await this.audit.record(this.database, {
        action: 'credit.booked',
        mandateId,
        subjectId: booking.id,
        subjectName: formatMoney(amount),
        before: { balance: toChf(parseChf(booking.balanceAfter) - amount) },
        after: {
          balance: booking.balanceAfter,
          amount: booking.amount,
          ...(owner !== null && { userId: owner }),
          ...(reason !== null && { reason }),
          ...(reference !== null && { reference }),
        },
      });
      return booking;
    });
  }

  /** Undoes a booking in full. */
  reverse(mandateId: string, reversed: TransactionRow, reason: string): Promise<TransactionDto> {
    const amount = -parseChf(reversed.amount);
    return this.database.run(async () => {
      const booking = await this.book(mandateId, {
        id: newId(),
        accountId: reversed.account_id,
        type: 'adjustment',
        amount,
        userId: this.context.caller.userId,
        reason,
        reference: null,
        reversalOf: reversed.id,
      });
      await this.audit.record(this.database, {
        action: 'credit.reversed',
        mandateId,
        subjectId: booking.id,
        subjectName: formatMoney(amount),
        before: { balance: toChf(parseChf(booking.balanceAfter) - amount) },
        after: { balance: booking.balanceAfter, amount: booking.amount, reversalOf: reversed.id, reason },
      });
      return booking;
    });
  }

  private async book(mandateId: string, posting: Posting): Promise<TransactionDto> {
    await this.ledger.post([posting]);
    const row = await this.transactions.find(mandateId, posting.id);
    if (!row) throw new NotFoundError();
    return transactionDto(row, NO_NAMES);
  }
}
