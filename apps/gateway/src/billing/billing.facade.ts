import { Injectable } from '@nestjs/common';
import type { BillingModel, BudgetKind, MessageChargeDto, MessagePriceDto, UsageDto } from '@nyla/contracts';
import { type Decimal, type Nano, parseChf, toChf } from '@nyla/money';
import { BudgetExceededException, DomainError, InsufficientBalanceException } from '../common/errors/domain-error.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { AccountsService, availableOf } from './accounts.service.js';
import { type AutomationNameSource, AutomationNames } from './automation-names.js';
import type { Budget, BudgetKey } from './budgets.repository.js';
import { BudgetsService, type WantedBudget } from './budgets.service.js';
import { HistoryImportService, type PastCall } from './ledger/history-import.service.js';
import { LedgerService } from './ledger/ledger.service.js';
import type { ExceededBudget, Reservation, Settlement, SettleResult } from './ledger/ledger.types.js';
import { StatisticsRepository } from './statistics.repository.js';
import { usageDto } from './transaction-dto.js';
import { type TransactionRow, TransactionsRepository } from './transactions.repository.js';

export type { Budget, BudgetKey } from './budgets.repository.js';
export type { WantedBudget } from './budgets.service.js';
export type { PastCall } from './ledger/history-import.service.js';
export type { CallPurpose, Reservation, Settlement, SettleResult } from './ledger/ledger.types.js';

/** The account that pays for a call, as it stands. */
export interface PayingAccount {
  readonly accountId: string;
  /** Null: nothing limits it. */
  readonly available: Nano | null;
  /** The mandate's own markup in per cent; null: the platform's. */
  readonly markupPercent: Decimal | null;
  readonly suspended: boolean;
}

/** A reservation, and what the whole request needs of which it is a part; absent: the reservation is the whole. */
export interface WantedReservation extends Reservation {
  readonly required?: Nano;
}

/** What an answer used and cost: the usage of the call that answered, the sum of all its bookings, and each of them. */
export interface MessageBooking {
  readonly usage: UsageDto;
  readonly price: MessagePriceDto;
  readonly charges: readonly MessageChargeDto[];
}

/** What other modules may ask of billing: who pays, what limits it, set aside, book, read back. */
@Injectable()
export class BillingFacade {
  constructor(
    private readonly accounts: AccountsService,
    private readonly budgets: BudgetsService,
    private readonly ledger: LedgerService,
    private readonly transactions: TransactionsRepository,
    private readonly imports: HistoryImportService,
    private readonly rbac: RbacFacade,
    private readonly statistics: StatisticsRepository,
    private readonly automationNames: AutomationNames,
  ) {}

  /** What exists already stays as it is. Answers whether it is new. */
  ensureMandate(mandateId: string, billingModel: BillingModel): Promise<boolean> {
    return this.accounts.ensureMandate(mandateId, billingModel);
  }

  /** For demo data; in a running installation the operator sets it. */
  allowSelfTopUp(mandateId: string, limit: Nano): Promise<void> {
    return this.accounts.allowSelfTopUp(mandateId, limit);
  }

  async payingAccount(mandateId: string, userId: string): Promise<PayingAccount> {
    const { settings, account } = await this.accounts.getPaying(mandateId, userId);
    return {
      accountId: account.id,
      available: availableOf(account),
      markupPercent: settings.markupPercent,
      suspended: account.status === 'suspended',
    };
  }

  /** Opens a budget, or gives it this limit. Its id goes into the reservations that it is to limit. */
  ensureBudget(wanted: WantedBudget): Promise<Budget> {
    return this.budgets.ensureBudget(wanted);
  }

  findBudget(mandateId: string, key: BudgetKey): Promise<Budget | undefined> {
    return this.budgets.findBudget(mandateId, key);
  }

  /** The budgets of one subject, newest month first, at most `limit` of them. */
  listBudgets(mandateId: string, kind: BudgetKind, subject: string, limit?: number): Promise<Budget[]> {
    return this.budgets.listBudgets(mandateId, kind, subject, limit);
  }

  /**
   * Sets credit aside for a call, on its account and on every budget that it names, or refuses it.
   * @param affordableOutputTokens tells, for a refusal, how long an answer the credit that is left would cover.
   * @throws InsufficientBalanceException, BudgetExceededException, DomainError billing.account_suspended,
   *   common.idempotency_conflict
   */
  async reserve(
    { required, ...reservation }: WantedReservation,
    affordableOutputTokens: (available: Nano) => number | null,
  ): Promise<void> {
    const result = await this.ledger.reserve(reservation);
    switch (result.status) {
      case 'granted':
        return;
      case 'insufficient':
        throw await this.insufficientBalance(
          required ?? reservation.amount,
          result.available,
          affordableOutputTokens(result.available),
        );
      case 'budget_exceeded':
        throw budgetExceeded(reservation.amount, result);
      case 'suspended':
        throw new DomainError('billing.account_suspended');
      case 'conflict':
        throw new DomainError('common.idempotency_conflict');
      case 'unknown_account':
      case 'unknown_budget':
        throw new DomainError('common.internal');
    }
  }

  /** The refusal with its figures, and whether this caller could top up. */
  async insufficientBalance(
    required: Nano,
    available: Nano,
    affordableOutputTokens: number | null,
  ): Promise<InsufficientBalanceException> {
    const permissions = await this.rbac.current();
    return new InsufficientBalanceException({
      required: toChf(required),
      available: toChf(available),
      currency: 'CHF',
      affordableOutputTokens,
      canTopUp: permissions.allows('data.billing.topUp'),
    });
  }

  settle(accountId: string, settlement: Settlement): Promise<SettleResult> {
    return this.ledger.settle(accountId, settlement);
  }

  release(accountId: string, id: string, reason: string): Promise<void> {
    return this.ledger.release(accountId, id, reason);
  }

  renew(id: string, ttlSeconds: number): Promise<boolean> {
    return this.ledger.renew(id, ttlSeconds);
  }

  /** The bookings behind chat answers. An answer has several where the web was searched or a provider failed. */
  async bookingsOfMessages(mandateId: string, messageIds: readonly string[]): Promise<Map<string, MessageBooking>> {
    const bookings = new Map<string, MessageBooking>();
    for (const row of await this.transactions.listByMessages(mandateId, messageIds)) {
      const charge = chargeOf(row);
      if (!row.message_id || !row.usage || !charge) continue;
      const charges = [...(bookings.get(row.message_id)?.charges ?? []), charge];
      // Oldest first, so the last one is the call that answered.
      bookings.set(row.message_id, { usage: usageDto(row.usage), price: totalOf(charges, charge), charges });
    }
    return bookings;
  }

  /** What a step of a run has cost so far, oldest first: what was charged and what failed attempts cost. */
  async bookingsOfStep(mandateId: string, runId: string, reference: string): Promise<MessageChargeDto[]> {
    const rows = await this.transactions.listByRun(mandateId, runId, reference);
    return rows.flatMap((row) => chargeOf(row) ?? []);
  }

  /** What these automations have cost on some days of Zurich; those without a booking are missing. */
  async costOfAutomations(
    mandateId: string,
    automationIds: readonly string[],
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<Map<string, Nano>> {
    if (automationIds.length === 0) return new Map();
    const rows = await this.statistics.amountsByAutomation(mandateId, automationIds, from, to);
    return new Map(rows.map(({ automationId, amount }) => [automationId, parseChf(amount)]));
  }

  /** Says where the names of automations are found, for lists of bookings. */
  nameAutomations(source: AutomationNameSource): void {
    this.automationNames.register(source);
  }

  /** Books credit as of a moment of the past; for demo data and migrations. */
  async importCredit(mandateId: string, moment: Date, amount: Nano, reason: string): Promise<void> {
    await this.imports.importCredit(mandateId, moment, {
      amount,
      userId: null,
      reason,
      reference: null,
      reversalOf: null,
    });
  }

  /** Books calls as of a moment of the past. */
  importCalls(mandateId: string, moment: Date, calls: readonly PastCall[]): Promise<void> {
    return this.imports.importCalls(mandateId, moment, calls);
  }

  /** Whether anything was ever booked on the mandate's own account. */
  async hasBookings(mandateId: string): Promise<boolean> {
    return (await this.transactions.list(mandateId, {}, undefined, 1)).length > 0;
  }
}

function chargeOf({
  id,
  amount,
  estimated,
  connector_type,
  model,
  outcome,
}: TransactionRow): MessageChargeDto | undefined {
  if (!connector_type || !model || !outcome) return undefined;
  return {
    transactionId: id,
    amount: toChf(-parseChf(amount)),
    estimated,
    connectorType: connector_type,
    model,
    outcome,
  };
}

/** What the answer cost altogether, under the id of the booking of its own call. */
export function totalOf(charges: readonly MessagePriceDto[], { transactionId }: MessagePriceDto): MessagePriceDto {
  return {
    transactionId,
    amount: toChf(charges.reduce((sum, { amount }) => sum + parseChf(amount), 0n)),
    estimated: charges.some(({ estimated }) => estimated),
  };
}

function budgetExceeded(required: Nano, exceeded: ExceededBudget): BudgetExceededException {
  const { status: _status, limit, used, held, ...budget } = exceeded;
  return new BudgetExceededException({
    ...budget,
    limit: toChf(limit),
    used: toChf(used),
    held: toChf(held),
    required: toChf(required),
    currency: 'CHF',
  });
}
