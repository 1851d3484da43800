import { Injectable } from '@nestjs/common';
import type { AccountPageDto, BillingSettingsDto, UpdateBillingSettingsDto } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { AuditTrail } from '../common/audit/audit-trail.js';
import { RequestContext } from '../common/context/request-context.js';
import { BillingDatabase } from '../database/billing-database.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { AccountsRepository, type Settings } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';
import { changeOf, settingsDto } from './credit/settings-dto.js';

/** A mandate's own view of its settings and accounts. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly database: BillingDatabase,
    private readonly accounts: AccountsService,
    private readonly repository: AccountsRepository,
    private readonly identity: IdentityFacade,
    private readonly audit: AuditTrail,
    private readonly context: RequestContext,
  ) {}

  async get(): Promise<BillingSettingsDto> {
    return settingsDto(await this.accounts.getSettings(this.context.mandate.id));
  }

  /** The mandate's admin chooses when to be warned; model, limit and markup are the operator's. */
  update({ lowBalanceThreshold, warnRunwayDays, warnPercent }: UpdateBillingSettingsDto): Promise<BillingSettingsDto> {
    const { id: mandateId, name } = this.context.mandate;
    return this.database.run(async () => {
      const before = await this.accounts.lockSettings(mandateId, 'update');
      const after: Settings = {
        ...before,
        ...(lowBalanceThreshold !== undefined && {
          lowBalanceThreshold: lowBalanceThreshold === null ? null : parseChf(lowBalanceThreshold),
        }),
        ...(warnRunwayDays !== undefined && { warnRunwayDays }),
        ...(warnPercent !== undefined && { warnPercent }),
      };
      const change = changeOf(settingsDto(before), settingsDto(after));
      if (change) {
        await this.accounts.saveSettings(before, after);
        await this.audit.record(this.database, {
          action: 'billing_settings.changed',
          mandateId,
          subjectId: mandateId,
          subjectName: name,
          ...change,
        });
      }
      return settingsDto(after);
    });
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
