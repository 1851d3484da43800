import { Injectable } from '@nestjs/common';
import type { AdjustmentRequestDto, CreditRequestDto, TransactionDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { postgresErrorOf } from '../common/errors/database-error.js';
import {
  DomainError,
  InsufficientBalanceException,
  NotFoundError,
  ValidationError,
} from '../common/errors/domain-error.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { AccountsService } from './accounts.service.js';
import { parseCredit, requireConfirmation } from './credit/credit-amount.js';
import { CreditBookings } from './credit/credit-bookings.service.js';
import { CreditEvents } from './credit/credit-events.js';
import { IdempotencyService } from './ledger/idempotency.service.js';
import { type TransactionRow, TransactionsRepository } from './transactions.repository.js';

/** What the operator does with mandates' money. Everything is a booking with author and reason, once per key. */
@Injectable()
export class OperatorService {
  constructor(
    private readonly mandates: MandatesFacade,
    private readonly accounts: AccountsService,
    private readonly transactions: TransactionsRepository,
    private readonly bookings: CreditBookings,
    private readonly idempotency: IdempotencyService,
    private readonly events: CreditEvents,
  ) {}

  /**
   * @throws NotFoundError for an unknown mandate or member, DomainError billing.amount_out_of_range,
   *   billing.confirmation_required
   */
  async credit(mandateId: string, request: CreditRequestDto, key: string): Promise<TransactionDto> {
    const amount = parseCredit(request.amount);
    requireConfirmation(amount, request.confirm);
    await this.mandates.get(mandateId);
    const owner = request.userId ?? null;
    return this.idempotency.once(`credit:${mandateId}`, key, request, async () => {
      if (owner !== null) await this.requireOwnBalance(mandateId, owner);
      const { reason, reference = null } = request;
      const booking = await this.bookings.credit({ mandateId, owner, amount, reason, reference });
      const balance = parseChf(booking.balanceAfter);
      await this.events.creditGranted({ id: booking.id, mandateId, owner, amount, balance, reason });
      return booking;
    });
  }

  /**
   * Reverses a booking in full. A credit that was spent already cannot be reversed: the balance never falls below
   * its limit.
   * @throws NotFoundError, ValidationError for one side of a transfer, DomainError billing.already_reversed, billing.confirmation_required,
   *   InsufficientBalanceException
   */
  async adjust(mandateId: string, request: AdjustmentRequestDto, key: string): Promise<TransactionDto> {
    const booking = this.idempotency.once(`adjust:${mandateId}`, key, request, async () => {
      const reversed = await this.getTransaction(mandateId, request.reversalOf);
      requireReversible(reversed);
      requireConfirmation(parseChf(reversed.amount), request.confirm);
      return this.bookings.reverse(mandateId, reversed, request.reason);
    });
    // Outside the transaction: nothing can be read in one that failed.
    return booking.catch(async (error: unknown) => {
      throw (await this.refusalOf(error, mandateId, request.reversalOf)) ?? error;
    });
  }

  private async getTransaction(mandateId: string, id: string): Promise<TransactionRow> {
    const row = await this.transactions.find(mandateId, id);
    if (!row) throw new NotFoundError();
    return row;
  }

  private async refusalOf(error: unknown, mandateId: string, reversalOf: string): Promise<DomainError | undefined> {
    switch (postgresErrorOf(error)?.constraint) {
      case 'billing_transaction_reversal_uq':
        return new DomainError('billing.already_reversed', { transactionId: reversalOf });
      case 'billing_account_available_ck': {
        if (await this.transactions.isReversed(reversalOf)) {
          return new DomainError('billing.already_reversed', { transactionId: reversalOf });
        }
        const reversed = await this.getTransaction(mandateId, reversalOf);
        return new InsufficientBalanceException({
          required: toChf(parseChf(reversed.amount)),
          available: toChf((await this.accounts.getAvailable(reversed.account_id)) ?? 0n),
          currency: 'CHF',
          affordableOutputTokens: null,
          canTopUp: true,
        });
      }
      default:
        return undefined;
    }
  }

  /** Only members of a PREPAY_USER mandate have accounts; which model it is stays so until the booking is made. */
  private async requireOwnBalance(mandateId: string, userId: string): Promise<void> {
    if (!(await this.mandates.isMember(mandateId, userId))) throw new NotFoundError();
    const settings = await this.accounts.lockSettings(mandateId, 'share');
    if (settings.billingModel === 'PREPAY_USER') return;
    throw new ValidationError([
      { field: 'userId', constraint: 'isPrepayUser', message: 'only members of a PREPAY_USER mandate have accounts' },
    ]);
  }
}

/** One side of a transfer alone would make money, or destroy it. */
function requireReversible({ type }: TransactionRow): void {
  if (type !== 'transfer') return;
  throw new ValidationError([
    { field: 'reversalOf', constraint: 'isNoTransfer', message: 'a transfer is undone by a transfer back' },
  ]);
}
