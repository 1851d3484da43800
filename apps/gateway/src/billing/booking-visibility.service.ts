import { Injectable } from '@nestjs/common';
import { RequestContext } from '../common/context/request-context.js';
import { RbacFacade } from '../rbac/rbac.facade.js';

/** Whose bookings the caller may see: all of the mandate, or the own ones. */
@Injectable()
export class BookingVisibilityService {
  constructor(
    private readonly context: RequestContext,
    private readonly rbac: RbacFacade,
  ) {}

  async seesAll(): Promise<boolean> {
    return (await this.rbac.current()).allows('data.billing.transactions.all');
  }

  /** Without permission for the mandate's bookings the caller sees the own ones, whatever else the query says. */
  async narrow<Q extends object>(query: Q): Promise<Q & { visibleTo?: string }> {
    return (await this.seesAll()) ? query : { ...query, visibleTo: this.context.caller.userId };
  }
}
