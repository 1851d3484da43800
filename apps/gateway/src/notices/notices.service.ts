import { Injectable } from '@nestjs/common';
import type { CrossingDto, NoticesDto } from '@nyla/contracts';
import { BillingFacade } from '../billing/billing.facade.js';
import { StandingFacade } from '../billing/standing.facade.js';
import { RequestContext } from '../common/context/request-context.js';
import { NotFoundError } from '../common/errors/domain-error.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { HelpersService } from './helpers.service.js';
import { WishBook } from './wish-book.service.js';

/** What the caller has to know wherever they are. */
@Injectable()
export class NoticesService {
  constructor(
    private readonly context: RequestContext,
    private readonly mandates: MandatesFacade,
    private readonly billing: BillingFacade,
    private readonly rbac: RbacFacade,
    private readonly standings: StandingFacade,
    private readonly helpers: HelpersService,
    private readonly book: WishBook,
  ) {}

  async get(): Promise<NoticesDto> {
    const { mandate, caller } = this.context;
    const { status } = await this.mandates.get(mandate.id);
    return {
      mandateStatus: status,
      crossing: await this.crossing(),
      contacts: await this.helpers.names(mandate.id, 'credit', caller.userId),
      wishes: await this.book.listOwn(),
    };
  }

  private async crossing(): Promise<CrossingDto | null> {
    const { mandate, caller } = this.context;
    if (!(await this.rbac.current()).allows('data.billing.balance.read')) return null;
    try {
      const { accountId } = await this.billing.payingAccount(mandate.id, caller.userId);
      const fall = await this.standings.findFall(mandate.id, accountId);
      return fall ? { level: fall.level, since: fall.since.toISOString() } : null;
    } catch (error) {
      // Billing was never set up.
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }
}
