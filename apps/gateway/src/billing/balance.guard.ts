import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import type { Nano } from '@nyla/money';
import type { FastifyRequest } from 'fastify';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError } from '../common/errors/domain-error.js';
import { BillingFacade } from './billing.facade.js';

const PRICE = 'nyla:required-credit';

/** Tells the guard what a request would cost at the most; undefined where the request is too wrong to have a price. */
export abstract class RequiredCredit {
  abstract of(request: FastifyRequest): Promise<RequiredAmount | undefined>;
}

export interface RequiredAmount {
  readonly maximum: Nano;
  /** The longest answer that the credit covers; null when none does. */
  readonly affordableOutputTokens: number | null;
}

/**
 * Refuses early when the account that would pay is exhausted or suspended. The reservation in the workflow processor
 * is what really protects the balance; this spares the work before it.
 */
@Injectable()
export class BalanceGuard implements CanActivate {
  constructor(
    private readonly billing: BillingFacade,
    private readonly context: RequestContext,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const account = await this.billing.payingAccount(this.context.mandate.id, this.context.caller.userId);
    if (account.suspended) throw new DomainError('billing.account_suspended');
    if (account.available === null || account.available > 0n) return true;
    // Only an exhausted account is worth the price: a model that costs nothing may still be used.
    const price = this.modules.get<RequiredCredit>(this.reflector.get(PRICE, execution.getHandler()), {
      strict: false,
    });
    const required = await price.of(execution.switchToHttp().getRequest<FastifyRequest>());
    if (!required || required.maximum <= account.available) return true;
    throw await this.billing.insufficientBalance(required.maximum, account.available, required.affordableOutputTokens);
  }
}

/** The route needs credit, as much as `price` says. @throws InsufficientBalanceException */
export function RequireBalance(price: Type<RequiredCredit>): MethodDecorator {
  return applyDecorators(SetMetadata(PRICE, price), UseGuards(BalanceGuard));
}
