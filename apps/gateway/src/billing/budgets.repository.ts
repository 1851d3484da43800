import { Injectable } from '@nestjs/common';
import type { BudgetKind } from '@nyla/contracts';
import { type Nano, parseChf, toChf } from '@nyla/money';
import { newId } from '../common/ids.js';
import { BillingDatabase } from '../database/billing-database.js';

/** What a budget is of; there is one of each in a mandate. */
export interface BudgetKey {
  readonly kind: BudgetKind;
  /** The run, the automation. */
  readonly subject: string;
  /** A calendar month in Europe/Zurich, `YYYY-MM`; null for a budget of no month. */
  readonly period: string | null;
}

/** A limit on top of the balance, and how far it is taken up: by what was charged, and by calls that are running. */
export interface Budget extends BudgetKey {
  readonly id: string;
  readonly mandateId: string;
  readonly limit: Nano;
  readonly used: Nano;
  readonly held: Nano;
}

interface BudgetRow {
  readonly id: string;
  readonly mandate_id: string;
  readonly kind: BudgetKind;
  readonly subject: string;
  readonly period: string | null;
  readonly limit_amount: string;
  readonly used: string;
  readonly held: string;
}

const COLUMNS = 'id, mandate_id, kind, subject, period, limit_amount::text, used::text, held::text';

/** Budgets and their limits. What is used and held is read here; only the ledger's functions change it. */
@Injectable()
export class BudgetsRepository {
  constructor(private readonly database: BillingDatabase) {}

  async find(mandateId: string, { kind, subject, period }: BudgetKey): Promise<Budget | undefined> {
    const [row] = await this.database.prepared<BudgetRow>(
      'budget_find',
      `SELECT ${COLUMNS} FROM billing_budget
       WHERE mandate_id = $1 AND kind = $2 AND subject = $3 AND period IS NOT DISTINCT FROM $4`,
      [mandateId, kind, subject, period],
    );
    return row && budget(row);
  }

  /** Newest month first. */
  async list(mandateId: string, kind: BudgetKind, subject: string, limit: number): Promise<Budget[]> {
    const rows = await this.database.query<BudgetRow>(
      `SELECT ${COLUMNS} FROM billing_budget WHERE mandate_id = $1 AND kind = $2 AND subject = $3
       ORDER BY period DESC NULLS LAST LIMIT $4`,
      [mandateId, kind, subject, limit],
    );
    return rows.map(budget);
  }

  /** Opens the budget with this limit, or gives it to the one that is there. Waits for a call that is being booked. */
  async save(mandateId: string, { kind, subject, period }: BudgetKey, limit: Nano): Promise<Budget> {
    const [row] = await this.database.query<BudgetRow>(
      `INSERT INTO billing_budget (id, mandate_id, kind, subject, period, limit_amount) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT ON CONSTRAINT billing_budget_subject_uq DO UPDATE SET limit_amount = excluded.limit_amount
       RETURNING ${COLUMNS}`,
      [newId(), mandateId, kind, subject, period, toChf(limit)],
    );
    if (!row) throw new Error('a budget was saved without an answer');
    return budget(row);
  }
}

function budget(row: BudgetRow): Budget {
  return {
    id: row.id,
    mandateId: row.mandate_id,
    kind: row.kind,
    subject: row.subject,
    period: row.period,
    limit: parseChf(row.limit_amount),
    used: parseChf(row.used),
    held: parseChf(row.held),
  };
}
