import { Injectable } from '@nestjs/common';
import { type AdjustmentRequestDto, type CreditRequestDto, type TransactionDto } from '@nyla/contracts';
import { NANO_PER_CHF, type Nano, parseChf, toChf } from '@nyla/money';
import { RequestContext } from '../common/context/request-context.js';
import { postgresErrorOf } from '../common/errors/database-error.js';
import {
  DomainError,
  InsufficientBalanceException,
  NotFoundError,
  ValidationError,
} from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { AccountsService } from './accounts.service.js';
import { IdempotencyService } from './ledger/idempotency.service.js';
import { LedgerService } from './ledger/ledger.service.js';
import type { Posting } from './ledger/ledger.types.js';
import { NO_NAMES, transactionDto } from './transaction-dto.js';
import { type TransactionRow, TransactionsRepository } from './transactions.repository.js';

/** A single credit above this is taken for a typing error. */
const MAX_CREDIT: Nano = 1_000_000n * NANO_PER_CHF;

/** What the operator does with mandates' money. Everything is a booking with author and reason, once per key. */
@Injectable()
export class OperatorService {
  constructor(
    private readonly mandates: MandatesFacade,
    private readonly accounts: AccountsService,
    private readonly transactions: TransactionsRepository,
    private readonly ledger: LedgerService,
    private readonly idempotency: IdempotencyService,
    private readonly context: RequestContext,
  ) {}

  /** @throws NotFoundError for an unknown mandate or member, DomainError billing.amount_out_of_range */
  async credit(mandateId: string, request: CreditRequestDto, key: string): Promise<TransactionDto> {
    const amount = parseChf(request.amount);
    if (amount > MAX_CREDIT) {
      throw new DomainError('billing.amount_out_of_range', { minimum: toChf(1n), maximum: toChf(MAX_CREDIT) });
    }
    const owner = await this.creditedOwner(mandateId, request.userId);
    return this.idempotency.once(`credit:${mandateId}`, key, request, async () => {
      const settings = await this.accounts.getSettings(mandateId);
      const account = await this.accounts.getAccount(settings, owner);
      return this.book(mandateId, {
        id: newId(),
        accountId: account.id,
        type: 'credit',
        amount,
        userId: this.context.caller.userId,
        reason: request.reason,
        reference: request.reference ?? null,
        reversalOf: null,
      });
    });
  }

  /**
   * Reverses a booking in full. A credit that was spent already cannot be reversed: the balance never falls below
   * its limit.
   * @throws NotFoundError, DomainError billing.already_reversed, InsufficientBalanceException
   */
  async adjust(mandateId: string, request: AdjustmentRequestDto, key: string): Promise<TransactionDto> {
    const booking = this.idempotency.once(`adjust:${mandateId}`, key, request, async () => {
      const reversed = await this.getTransaction(mandateId, request.reversalOf);
      return this.book(mandateId, {
        id: newId(),
        accountId: reversed.account_id,
        type: 'adjustment',
        amount: -parseChf(reversed.amount),
        userId: this.context.caller.userId,
        reason: request.reason,
        reference: null,
        reversalOf: reversed.id,
      });
    });
    // Outside the transaction: nothing can be read in one that failed.
    return booking.catch(async (error: unknown) => {
      throw (await this.refusalOf(error, mandateId, request.reversalOf)) ?? error;
    });
  }

  private async book(mandateId: string, posting: Posting): Promise<TransactionDto> {
    await this.ledger.post([posting]);
    return transactionDto(await this.getTransaction(mandateId, posting.id), NO_NAMES);
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

  /** The account's owner that a credit goes to: the mandate itself, or a member where members have their own. */
  private async creditedOwner(mandateId: string, userId: string | undefined): Promise<string | null> {
    await this.mandates.get(mandateId);
    if (userId === undefined) return null;
    const settings = await this.accounts.getSettings(mandateId);
    if (settings.billingModel !== 'PREPAY_USER') {
      throw new ValidationError([
        { field: 'userId', constraint: 'isPrepayUser', message: 'only members of a PREPAY_USER mandate have accounts' },
      ]);
    }
    if (!(await this.mandates.isMember(mandateId, userId))) throw new NotFoundError();
    return userId;
  }
}
