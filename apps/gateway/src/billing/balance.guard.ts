import { applyDecorators, type CanActivate, Injectable, UseGuards } from '@nestjs/common';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError } from '../common/errors/domain-error.js';
import { BillingFacade } from './billing.facade.js';

/** What an exhausted account lacks at the very least: one nano-franc. */
const LEAST = 1n;

/**
 * Refuses early when the account that would pay is exhausted or suspended. The reservation in the workflow processor
 * is what really protects the balance; this spares the work before it.
 */
@Injectable()
export class BalanceGuard implements CanActivate {
  constructor(
    private readonly billing: BillingFacade,
    private readonly context: RequestContext,
  ) {}

  async canActivate(): Promise<boolean> {
    const account = await this.billing.payingAccount(this.context.mandate.id, this.context.caller.userId);
    if (account.suspended) throw new DomainError('billing.account_suspended');
    if (account.available !== null && account.available < LEAST) {
      throw await this.billing.insufficientBalance(LEAST, account.available, null);
    }
    return true;
  }
}

/** The route needs credit. @throws InsufficientBalanceException */
export function RequireBalance(): MethodDecorator & ClassDecorator {
  return applyDecorators(UseGuards(BalanceGuard));
}
