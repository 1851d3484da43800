import { Injectable } from '@nestjs/common';
import type { BillingModel } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import { NotFoundError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { BillingDatabase } from '../database/billing-database.js';
import { type Account, AccountsRepository, type Settings } from './accounts.repository.js';
import { LedgerService } from './ledger/ledger.service.js';
import { WarnLevelsService } from './warnings/warn-levels.service.js';

const MAX_ATTEMPTS = 3;
const INITIAL_CREDIT_REASON = 'initial credit';
/** What a warning depends on. */
const WATCHED = ['billingModel', 'lowBalanceThreshold', 'warnRunwayDays', 'warnPercent'] as const;

/** Settings of mandates and the accounts that their billing model gives them. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly database: BillingDatabase,
    private readonly accounts: AccountsRepository,
    private readonly ledger: LedgerService,
    private readonly levels: WarnLevelsService,
  ) {}

  /** @throws NotFoundError when billing was never set up for the mandate. */
  async getSettings(mandateId: string): Promise<Settings> {
    const settings = await this.accounts.findSettings(mandateId);
    if (!settings) throw new NotFoundError();
    return settings;
  }

  /** The settings, fixed until the transaction ends. @throws NotFoundError */
  async lockSettings(mandateId: string, mode: 'share' | 'update'): Promise<Settings> {
    const settings = await this.accounts.lockSettings(mandateId, mode);
    if (!settings) throw new NotFoundError();
    return settings;
  }

  /** Sets billing up for a mandate, with its own account. What exists already stays as it is. Answers whether it is new. */
  async ensureMandate(mandateId: string, billingModel: BillingModel, creditLimit: Nano = 0n): Promise<boolean> {
    const isNew = await this.accounts.addSettings({
      mandateId,
      billingModel,
      lowBalanceThreshold: null,
      markupPercent: null,
      creditLimit,
      initialUserCredit: 0n,
      warnRunwayDays: null,
      warnPercent: null,
      selfTopUpLimit: 0n,
    });
    const settings = await this.getSettings(mandateId);
    await this.database.run(() => this.accounts.openAccount(mandateId, null, creditLimitOf(settings)));
    return isNew;
  }

  /** Only in the transaction that has locked the settings. What the accounts are warned at follows. */
  async saveSettings(before: Settings, after: Settings): Promise<void> {
    await this.accounts.saveSettings(after);
    if (WATCHED.some((key) => before[key] !== after[key])) await this.levels.renewAll(after);
  }

  /** Only in the transaction that has locked the settings and the account. */
  async setCreditLimit(settings: Settings, { id, mandateId }: Account, creditLimit: Nano | null): Promise<void> {
    await this.accounts.setCreditLimit(mandateId, id, creditLimit);
    await this.levels.renewAll(settings);
  }

  /** Lets the mandate's admins top up by themselves, so much in a calendar month. */
  allowSelfTopUp(mandateId: string, limit: Nano): Promise<void> {
    return this.database.run(async () => {
      const settings = await this.lockSettings(mandateId, 'update');
      await this.accounts.saveSettings({ ...settings, selfTopUpLimit: limit });
    });
  }

  /** The account that pays for a person's calls. A member's own is opened on first use, with its initial credit. */
  async getPaying(mandateId: string, userId: string): Promise<{ settings: Settings; account: Account }> {
    for (let attempt = 1; ; attempt++) {
      const paying = await this.accounts.findPaying(mandateId, userId);
      if (!paying) throw new NotFoundError();
      const { settings, account } = paying;
      if (account) return { settings, account };
      // A switch of the billing model in this very moment makes it somebody else's turn to pay: ask again.
      if (attempt === MAX_ATTEMPTS) throw new NotFoundError();
      await this.open(mandateId, settings.billingModel === 'PREPAY_USER' ? userId : null);
    }
  }

  /** @param owner null for the mandate's own account. */
  async getAccount(settings: Settings, owner: string | null): Promise<Account> {
    const { mandateId } = settings;
    const existing = await this.accounts.findAccount(mandateId, owner);
    if (existing) return existing;
    await this.open(mandateId, owner);
    const opened = await this.accounts.findAccount(mandateId, owner);
    if (!opened) throw new NotFoundError();
    return opened;
  }

  /** Free credit of an account by its id; null for no limit. @throws NotFoundError */
  async getAvailable(accountId: string): Promise<Nano | null> {
    return availableOf(await this.getById(accountId));
  }

  /** @throws NotFoundError */
  async getById(accountId: string): Promise<Account> {
    const account = await this.accounts.findAccountById(accountId);
    if (!account) throw new NotFoundError();
    return account;
  }

  /** The last credit that came to an account; undefined when there was none. */
  lastIncome({ mandateId, id }: Account): Promise<Nano | undefined> {
    return this.accounts.lastIncome(mandateId, id);
  }

  /** A member's account is opened only while members pay: what came to it later would be lost from sight. */
  private async open(mandateId: string, owner: string | null): Promise<void> {
    await this.database.run(async () => {
      const settings = await this.lockSettings(mandateId, 'share');
      if (owner !== null && settings.billingModel !== 'PREPAY_USER') return;
      const { initialUserCredit } = settings;
      const isNew = await this.accounts.openAccount(mandateId, owner, creditLimitOf(settings));
      if (!isNew || owner === null || initialUserCredit === 0n) return;
      const account = await this.accounts.findAccount(mandateId, owner);
      if (!account) throw new NotFoundError();
      await this.ledger.post([
        {
          id: newId(),
          accountId: account.id,
          type: 'credit',
          amount: initialUserCredit,
          userId: owner,
          reason: INITIAL_CREDIT_REASON,
          reference: null,
          reversalOf: null,
        },
      ]);
    });
  }
}

/** How far below zero an account may go under a billing model; null for no limit. */
export function creditLimitOf({ billingModel, creditLimit }: Settings): Nano | null {
  if (billingModel === 'UNLIMITED') return null;
  return billingModel === 'POSTPAY' ? creditLimit : 0n;
}

/** Credit that is free at this moment: `balance − held + creditLimit`; null for no limit. */
export function availableOf({ balance, held, creditLimit }: Account): Nano | null {
  return creditLimit === null ? null : balance - held + creditLimit;
}
