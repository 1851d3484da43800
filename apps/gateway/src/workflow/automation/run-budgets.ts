import { Injectable } from '@nestjs/common';
import { MAX_NANO, parseChf } from '@nyla/money';
import { BillingFacade } from '../../billing/billing.facade.js';
import { Clock } from '../../common/clock.js';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { AutomationsRepository } from './automations.repository.js';

/** What a budget is looked up by. */
export interface BudgetedRun {
  readonly mandateId: string;
  readonly automationId: string;
  readonly runId: string;
}

/**
 * The limits that the calls of a run must keep to, beside the balance. Asked before every call, because a limit may be
 * changed while the run is under way. The ledger keeps them: in the statement that sets a call's credit aside.
 */
@Injectable()
export class RunBudgets {
  constructor(
    private readonly automations: AutomationsRepository,
    private readonly billing: BillingFacade,
    private readonly clock: Clock,
  ) {}

  /**
   * Ids of the budgets that each call reserves from: its run's and its month's. Without a limit they are kept all the
   * same, and cover everything, so that a limit that is set later counts what was used before it.
   * @throws NotFoundError for an automation that is gone
   */
  async budgetsFor({ mandateId, automationId, runId }: BudgetedRun): Promise<readonly string[]> {
    const automation = await this.automations.find(mandateId, automationId, null);
    if (!automation) throw new NotFoundError();
    const { run_limit: runLimit, month_limit: monthLimit } = automation;
    const run = { kind: 'run', subject: runId, period: null } as const;
    const month = { kind: 'automation_month', subject: automationId, period: this.clock.month() } as const;
    const budgets = [
      await this.billing.ensureBudget({ mandateId, ...run, limit: limitOf(runLimit) }),
      await this.billing.ensureBudget({ mandateId, ...month, limit: limitOf(monthLimit) }),
    ];
    return budgets.map(({ id }) => id);
  }
}

function limitOf(limit: string | null): bigint {
  return limit === null ? MAX_NANO : parseChf(limit);
}
