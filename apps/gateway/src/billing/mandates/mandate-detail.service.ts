import { Injectable } from '@nestjs/common';
import {
  type MandateAccountPageDto,
  type MandateDetailDto,
  type MandateHoldPageDto,
  type MemberPageDto,
  PAGE_LIMIT_DEFAULT,
  type PageQuery,
} from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../common/http/cursor.js';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { MandatesFacade, suspensionOf } from '../../mandates/mandates.facade.js';
import { AccountsRepository } from '../accounts.repository.js';
import { availableOf } from '../accounts.service.js';
import { AddressRepository } from '../credit/address.repository.js';
import { settingsDto } from '../credit/settings-dto.js';
import { MandateHoldsRepository } from './mandate-holds.repository.js';
import { OverviewService } from './overview.service.js';
import { overviewDto } from './overview-line.js';

/** One mandate as its operator sees it. Whoever asks may see every mandate; an unknown one is a 404. */
@Injectable()
export class MandateDetailService {
  constructor(
    private readonly mandates: MandatesFacade,
    private readonly overview: OverviewService,
    private readonly accounts: AccountsRepository,
    private readonly addresses: AddressRepository,
    private readonly holds: MandateHoldsRepository,
    private readonly identity: IdentityFacade,
  ) {}

  /** @throws NotFoundError */
  async get(mandateId: string): Promise<MandateDetailDto> {
    const [mandate, line, settings, address, openHolds] = await Promise.all([
      this.mandates.get(mandateId),
      this.overview.get(mandateId),
      this.accounts.findSettings(mandateId),
      this.addresses.find(mandateId),
      this.holds.count(mandateId),
    ]);
    if (!settings) throw new NotFoundError();
    const { creditLimit, accounts } = line.figures;
    return {
      ...overviewDto(line),
      creditLimit: creditLimit === null ? null : toChf(creditLimit),
      averagePerDay: toChf(line.averagePerDay),
      suspension: suspensionOf(mandate),
      settings: settingsDto(settings),
      address: address ?? null,
      accounts,
      openHolds,
    };
  }

  /** @throws NotFoundError */
  async require(mandateId: string): Promise<void> {
    await this.mandates.get(mandateId);
  }

  /** The mandate's own account first, then those of members, in the order in which they were opened. */
  async listAccounts(mandateId: string, query: PageQuery): Promise<MandateAccountPageDto> {
    await this.mandates.get(mandateId);
    const { limit = PAGE_LIMIT_DEFAULT, cursor } = query;
    const rows = await this.accounts.pageOfAccounts(
      mandateId,
      limit + 1,
      cursor === undefined ? undefined : decodeCursor(cursor),
    );
    const page = pageOf(rows, limit, ({ openedAt, id }) => ({ createdAt: openedAt, id }));
    const names = await this.identity.userNames(page.items.flatMap(({ userId }) => userId ?? []));
    const items = page.items.map((account) => {
      const available = availableOf(account);
      return {
        id: account.id,
        userId: account.userId,
        userName: (account.userId && names.get(account.userId)) ?? null,
        status: account.status,
        balance: toChf(account.balance),
        held: toChf(account.held),
        available: available === null ? null : toChf(available),
        creditLimit: account.creditLimit === null ? null : toChf(account.creditLimit),
      };
    });
    return { items, nextCursor: page.nextCursor };
  }

  /** The newest members first. */
  async listMembers(mandateId: string, query: PageQuery): Promise<MemberPageDto> {
    await this.mandates.get(mandateId);
    return this.identity.membersOf(mandateId, query);
  }

  /** Calls that are running, the newest first. */
  async listHolds(mandateId: string, query: PageQuery): Promise<MandateHoldPageDto> {
    await this.mandates.get(mandateId);
    const { limit = PAGE_LIMIT_DEFAULT, cursor } = query;
    const rows = await this.holds.list(mandateId, limit + 1, cursor === undefined ? undefined : decodeCursor(cursor));
    const page = pageOf(rows, limit, (row) => row);
    const names = await this.identity.userNames(page.items.map(({ purpose }) => purpose.userId));
    const items = page.items.map(({ id, amount, purpose, createdAt, expiresAt }) => ({
      id,
      userId: purpose.userId,
      userName: names.get(purpose.userId) ?? null,
      feature: purpose.feature,
      connectorType: purpose.connectorType,
      model: purpose.model,
      amount: toChf(parseChf(amount)),
      createdAt,
      expiresAt,
    }));
    return { items, nextCursor: page.nextCursor };
  }
}
