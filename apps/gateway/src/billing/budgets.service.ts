import { Injectable } from '@nestjs/common';
import { type BudgetKind, PAGE_LIMIT_DEFAULT } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import { type Budget, type BudgetKey, BudgetsRepository } from './budgets.repository.js';

/** A budget as it should be. */
export interface WantedBudget extends BudgetKey {
  readonly mandateId: string;
  readonly limit: Nano;
}

/**
 * Limits on top of the balance: of an automation's run, of its month. A reservation names them, and the ledger grants
 * it only if each covers it, in the statement that looks at the balance too.
 */
@Injectable()
export class BudgetsService {
  constructor(private readonly budgets: BudgetsRepository) {}

  /**
   * Opens the budget, or gives it this limit; with less than is used already it refuses every further call. Not to be
   * called for several budgets in one transaction: it would keep them locked in an order of its own.
   */
  async ensureBudget({ mandateId, limit, ...key }: WantedBudget): Promise<Budget> {
    // Every run asks for its month's budget, and hardly any changes it: a look does not wait for calls being booked.
    const found = await this.budgets.find(mandateId, key);
    return found?.limit === limit ? found : this.budgets.save(mandateId, key, limit);
  }

  findBudget(mandateId: string, key: BudgetKey): Promise<Budget | undefined> {
    return this.budgets.find(mandateId, key);
  }

  /** The budgets of one subject, newest month first. */
  listBudgets(mandateId: string, kind: BudgetKind, subject: string, limit = PAGE_LIMIT_DEFAULT): Promise<Budget[]> {
    return this.budgets.list(mandateId, kind, subject, limit);
  }
}
