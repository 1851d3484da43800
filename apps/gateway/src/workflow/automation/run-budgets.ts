import { Injectable } from '@nestjs/common';

/** What a budget is looked up by. */
export interface BudgetedRun {
  readonly mandateId: string;
  readonly automationId: string;
  readonly runId: string;
}

/**
 * The limits that the calls of a run must keep to, beside the balance. Asked before every call, because a limit may be
 * changed while the run is under way.
 */
export abstract class RunBudgets {
  /** Ids of the budgets that each call reserves from. */
  abstract budgetsFor(run: BudgetedRun): Promise<readonly string[]>;
}

/** Where nothing but the balance limits a run. */
@Injectable()
export class NoRunBudgets extends RunBudgets {
  async budgetsFor(): Promise<readonly string[]> {
    return [];
  }
}
