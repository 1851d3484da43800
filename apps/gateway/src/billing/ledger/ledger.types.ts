import type { BudgetKind, CallOutcome, ConnectorType, Feature, TransactionType } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import type { BilledUsage, Receipt } from '../../aicore/aicore.facade.js';

/** What a call is for. Written on its hold, and from there on its booking. */
export interface CallPurpose {
  readonly userId: string;
  readonly feature: Feature;
  readonly connectorType: ConnectorType;
  readonly model: string;
  readonly priceVersionId: string;
  readonly chatId?: string;
  readonly messageId?: string;
  readonly automationId?: string;
  readonly runId?: string;
  readonly apiKeyId?: string;
  /** Free text that the booking carries. */
  readonly reference?: string;
}

/** Credit to set aside for one call. `id` is the call's id and idempotency key. */
export interface Reservation {
  readonly id: string;
  readonly accountId: string;
  readonly amount: Nano;
  readonly purpose: CallPurpose;
  readonly ttlSeconds: number;
  /**
   * Budgets of the account's mandate that the call must fit into as well, each of them whole. They are no part of what
   * tells a repeat from another request: a repeat in the next month is still the call of the month before.
   */
  readonly budgetIds?: readonly string[];
}

export type ReserveResult =
  | { readonly status: 'granted' }
  | { readonly status: 'insufficient'; readonly available: Nano }
  | ExceededBudget
  /** `conflict`: the id was used before for something else. `unknown_budget`: there is none, or it is another mandate's. */
  | { readonly status: 'suspended' | 'conflict' | 'unknown_account' | 'unknown_budget' };

/** The first of a reservation's budgets, in the order in which it names them, that does not cover it. */
export interface ExceededBudget {
  readonly status: 'budget_exceeded';
  readonly budgetId: string;
  readonly kind: BudgetKind;
  readonly subject: string;
  /** `YYYY-MM` in Europe/Zurich; null for a budget of no month. */
  readonly period: string | null;
  readonly limit: Nano;
  readonly used: Nano;
  readonly held: Nano;
}

/** What a call really used and cost. */
export interface Settlement {
  readonly id: string;
  readonly cost: Nano;
  readonly outcome: CallOutcome;
  readonly estimated: boolean;
  readonly usage: BilledUsage;
  readonly receipt: Receipt;
  readonly providerRequestId: string | null;
}

export type SettleResult =
  | {
      readonly status: 'booked';
      /** True when the call was booked before; the figures are the first booking's. */
      readonly repeated: boolean;
      readonly seq: number;
      /** Negative, or zero. */
      readonly amount: Nano;
      readonly balanceAfter: Nano;
      readonly shortfall: Nano;
    }
  | { readonly status: 'unknown_hold' };

/** A booking that is no AI call. */
export interface Posting {
  readonly id: string;
  readonly accountId: string;
  readonly type: Exclude<TransactionType, 'debit'>;
  readonly amount: Nano;
  readonly userId: string | null;
  readonly reason: string | null;
  readonly reference: string | null;
  readonly reversalOf: string | null;
}

export interface ExpiredHold {
  readonly id: string;
  readonly accountId: string;
  readonly amount: Nano;
  readonly gatewayId: string;
}
