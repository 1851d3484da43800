import { Injectable } from '@nestjs/common';
import type { MandateOverviewDto, MandateOverviewPageDto, PageQuery } from '@nyla/contracts';
import { toChf } from '@nyla/money';
import { Clock } from '../common/clock.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { AccountsRepository } from './accounts.repository.js';

/** The operator's overview: every mandate with its balance and its use of this month. */
@Injectable()
export class MandateOverviewService {
  constructor(
    private readonly mandates: MandatesFacade,
    private readonly accounts: AccountsRepository,
    private readonly clock: Clock,
  ) {}

  async list({ cursor, limit }: PageQuery): Promise<MandateOverviewPageDto> {
    const page = await this.mandates.list({ ...(cursor && { cursor }), ...(limit && { limit }) });
    const monthStart = `${this.clock.today().slice(0, 7)}-01`;
    const figures = await this.accounts.overview(
      page.items.map((mandate) => mandate.id),
      monthStart,
    );
    const byId = new Map(figures.map((row) => [row.mandateId, row]));
    const items = page.items.flatMap(({ id, name, kind, status }): MandateOverviewDto[] => {
      const row = byId.get(id);
      if (!row) return [];
      const { billingModel, balance, held, usedThisMonth } = row;
      return [
        {
          id,
          name,
          kind,
          status,
          billingModel,
          balance: toChf(balance),
          held: toChf(held),
          usedThisMonth: toChf(usedThisMonth),
        },
      ];
    });
    return { items, nextCursor: page.nextCursor };
  }
}
