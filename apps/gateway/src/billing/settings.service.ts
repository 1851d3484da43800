import { Injectable } from '@nestjs/common';
import type { AccountPageDto, BillingSettingsDto, UpdateBillingSettingsDto } from '@nyla/contracts';
import { formatDecimal, parseChf, toChf } from '@nyla/money';
import { RequestContext } from '../common/context/request-context.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { AccountsRepository } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';

/** A mandate's own view of its settings and accounts. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly repository: AccountsRepository,
    private readonly identity: IdentityFacade,
    private readonly context: RequestContext,
  ) {}

  async get(): Promise<BillingSettingsDto> {
    const settings = await this.accounts.getSettings(this.context.mandate.id);
    return {
      billingModel: settings.billingModel,
      lowBalanceThreshold: settings.lowBalanceThreshold === null ? null : toChf(settings.lowBalanceThreshold),
      markupPercent: settings.markupPercent && formatDecimal(settings.markupPercent),
      creditLimit: toChf(settings.creditLimit),
      initialUserCredit: toChf(settings.initialUserCredit),
    };
  }

  /** The mandate's admin chooses when to be warned; model, limit and markup are the operator's. */
  async update({ lowBalanceThreshold }: UpdateBillingSettingsDto): Promise<BillingSettingsDto> {
    if (lowBalanceThreshold !== undefined) {
      const threshold = lowBalanceThreshold === null ? null : parseChf(lowBalanceThreshold);
      await this.repository.setLowBalanceThreshold(this.context.mandate.id, threshold);
    }
    return this.get();
  }

  async listAccounts(): Promise<AccountPageDto> {
    const accounts = await this.repository.listAccounts(this.context.mandate.id);
    const names = await this.identity.userNames(accounts.flatMap((account) => account.userId ?? []));
    const items = accounts.map((account) => ({
      id: account.id,
      userId: account.userId,
      userName: (account.userId && names.get(account.userId)) ?? null,
      status: account.status,
      balance: toChf(account.balance),
      held: toChf(account.held),
      creditLimit: account.creditLimit === null ? null : toChf(account.creditLimit),
    }));
    return { items, nextCursor: null };
  }
}
