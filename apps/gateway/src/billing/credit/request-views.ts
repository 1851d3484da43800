import { Injectable } from '@nestjs/common';
import type { TopUpDto, TopUpRequestDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { topUpDto } from './top-up-dto.js';
import type { RequestRow, TopUpRow } from './top-ups.repository.js';

/** Requests as the operator reads them, with the names of mandates and people. */
@Injectable()
export class RequestViews {
  constructor(
    private readonly identity: IdentityFacade,
    private readonly mandates: MandatesFacade,
  ) {}

  async mandateName(mandateId: string): Promise<string> {
    return (await this.mandates.get(mandateId)).name;
  }

  async topUp(row: TopUpRow): Promise<TopUpDto> {
    return topUpDto(row, await this.identity.userNames([row.user_id]));
  }

  async requests(rows: readonly RequestRow[]): Promise<TopUpRequestDto[]> {
    const names = await this.identity.userNames(rows.map((row) => row.user_id));
    const mandateIds = [...new Set(rows.map((row) => row.mandate_id))];
    const mandateNames = new Map(
      await Promise.all(mandateIds.map(async (id) => [id, await this.mandateName(id)] as const)),
    );
    return rows.map((row) => ({
      ...topUpDto(row, names),
      mandateId: row.mandate_id,
      mandateName: mandateNames.get(row.mandate_id) ?? '',
      billingModel: row.billing_model,
      balance: row.balance === null ? null : toChf(parseChf(row.balance)),
    }));
  }
}
