import { Injectable } from '@nestjs/common';
import type { CreateTransferDto, MemberAccountPageDto, TransferDto } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { RequestContext } from '../../common/context/request-context.js';
import { postgresErrorOf } from '../../common/errors/database-error.js';
import {
  DomainError,
  InsufficientBalanceException,
  NotFoundError,
  ValidationError,
} from '../../common/errors/domain-error.js';
import { type Account, AccountsRepository, type Settings } from '../accounts.repository.js';
import { AccountsService, availableOf } from '../accounts.service.js';
import { IdempotencyService } from '../ledger/idempotency.service.js';
import { MemberDirectory } from './member-directory.js';
import { TransferBookings } from './transfer-bookings.js';

/** Moves credit between a PREPAY_USER mandate and its members, and shows what each has. */
@Injectable()
export class TransfersService {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly accounts: AccountsService,
    private readonly repository: AccountsRepository,
    private readonly directory: MemberDirectory,
    private readonly bookings: TransferBookings,
    private readonly context: RequestContext,
  ) {}

  /** Members by name, with what they have; those without an account yet, and those who left something behind, too. */
  async listMembers(): Promise<MemberAccountPageDto> {
    const mandateId = this.context.mandate.id;
    const { billingModel } = await this.accounts.getSettings(mandateId);
    if (billingModel !== 'PREPAY_USER') return { items: [], nextCursor: null };
    const accounts = await this.repository.listAccounts(mandateId);
    return { items: await this.directory.withAccounts(mandateId, accounts), nextCursor: null };
  }

  /**
   * Two bookings, or none. Never more than is free at that moment, whatever else is running.
   * @throws ValidationError, NotFoundError for somebody who is no active member, DomainError billing.transfer_not_possible,
   *   InsufficientBalanceException
   */
  async transfer(request: CreateTransferDto, key: string): Promise<TransferDto> {
    const { fromUserId, toUserId } = request;
    const mandateId = this.context.mandate.id;
    const amount = parseChf(request.amount);
    if (fromUserId === toUserId) {
      throw new ValidationError([
        { field: 'toUserId', constraint: 'isOther', message: 'credit moves between two different accounts' },
      ]);
    }
    const transfer = this.idempotency.once(`transfer:${mandateId}`, key, request, async () => {
      if (toUserId !== null && !(await this.directory.isActive(mandateId, toUserId))) throw new NotFoundError();
      const mayOpen = fromUserId === null || (await this.directory.isActive(mandateId, fromUserId));
      const settings = await this.accounts.lockSettings(mandateId, 'share');
      const { billingModel } = settings;
      if (billingModel !== 'PREPAY_USER') throw new DomainError('billing.transfer_not_possible', { billingModel });
      const from = await this.payer(settings, fromUserId, mayOpen);
      const to = await this.accounts.getAccount(settings, toUserId);
      return this.bookings.book({ from, to, amount, reason: request.reason ?? null });
    });
    // Outside the transaction: nothing can be read in one that failed.
    return transfer.catch(async (error: unknown) => {
      if (postgresErrorOf(error)?.constraint !== 'billing_account_available_ck') throw error;
      throw await this.refusal(mandateId, fromUserId, amount);
    });
  }

  /** Whoever left the mandate has an account no longer to be opened, but one to be emptied. */
  private async payer(settings: Settings, userId: string | null, mayOpen: boolean): Promise<Account> {
    const account = mayOpen
      ? await this.accounts.getAccount(settings, userId)
      : await this.repository.findAccount(settings.mandateId, userId);
    if (!account) throw new NotFoundError();
    return account;
  }

  private async refusal(mandateId: string, fromUserId: string | null, required: Nano): Promise<DomainError> {
    const account = await this.repository.findAccount(mandateId, fromUserId);
    return new InsufficientBalanceException({
      required: toChf(required),
      available: toChf((account && availableOf(account)) ?? 0n),
      currency: 'CHF',
      affordableOutputTokens: null,
      canTopUp: true,
    });
  }
}
