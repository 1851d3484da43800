import type {
  BillingModel,
  ConnectorType,
  Feature,
  StatementGrouping,
  StatementTaxState,
  TransactionType,
} from '@nyla/contracts';
import type { Address } from '../credit/address.repository.js';

/** An account with a month that needs a statement, and what its last statement ended with. */
export interface DueStatement {
  readonly accountId: string;
  readonly mandateId: string;
  readonly userId: string | null;
  readonly billingModel: BillingModel;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly firstSeq: string;
  /** CHF, as every amount here. */
  readonly opening: string;
}

/** The calculation, as stored: `opening + credits + adjustments + transfers + expiry − usage = closing`. */
export interface StatementSums {
  readonly calls: string;
  readonly opening: string;
  readonly credits: string;
  readonly adjustments: string;
  readonly transfers: string;
  readonly expiry: string;
  readonly usage: string;
  readonly closing: string;
}

/** Exactly one of the keys is set, or none for usage without it. */
export interface StatementLine {
  readonly connectorType: ConnectorType | null;
  readonly model: string | null;
  readonly feature: Feature | null;
  readonly id: string | null;
  readonly name: string | null;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly amount: string;
}

export interface StatementMovement {
  readonly id: string;
  readonly seq: number;
  readonly localTime: string;
  readonly type: TransactionType;
  readonly amount: string;
  readonly reason: string | null;
  readonly reference: string | null;
}

export interface StatementParty {
  readonly name: string;
  readonly vatId: string | null;
  readonly address: Address | null;
}

export interface TaxLine {
  readonly ratePercent: string;
  readonly gross: string;
  readonly net: string;
  readonly tax: string;
}

export interface StatementTax {
  readonly state: StatementTaxState;
  readonly lines: readonly TaxLine[];
}

/** What a statement says beside its sums; a file of it is made of nothing else, so that it can be made again. */
export interface StatementContent {
  readonly billingModel: BillingModel;
  readonly ownerName: string | null;
  readonly operator: StatementParty;
  readonly recipient: StatementParty;
  readonly tax: StatementTax;
  readonly usageBy: Readonly<Record<StatementGrouping, readonly StatementLine[]>>;
  readonly movements: readonly StatementMovement[];
}

/** A statement as stored, without its content. */
export interface StatementRow extends StatementSums {
  readonly id: string;
  readonly mandateId: string;
  readonly accountId: string;
  readonly userId: string | null;
  readonly month: string;
  readonly year: number;
  readonly number: number;
  readonly ownerName: string | null;
  readonly firstSeq: string;
  readonly lastSeq: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface FullStatementRow extends StatementRow {
  readonly content: StatementContent;
}

/** One that is about to be stored. */
export interface NewStatement extends StatementSums {
  readonly due: DueStatement;
  readonly lastSeq: string;
  readonly content: StatementContent;
}

/** The number that people read. */
export function numberText({ year, number }: { readonly year: number; readonly number: number }): string {
  return `${year}-${String(number).padStart(4, '0')}`;
}

/** The month after, or before with −1, of `YYYY-MM`. */
export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}
