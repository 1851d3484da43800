import { Injectable } from '@nestjs/common';
import type { BillingModel, CrossingLevel } from '@nyla/contracts';
import type { Observable } from 'rxjs';
import { AccountsRepository } from './accounts.repository.js';
import { AddressRepository } from './credit/address.repository.js';
import { BalanceEvents } from './ledger/balance-events.js';
import { TransactionsRepository } from './transactions.repository.js';
import { hasOwnThreshold } from './warnings/warn-days.js';
import { WarnLevelsRepository } from './warnings/warn-levels.repository.js';

/** A balance that has fallen and was not topped up since. */
export interface Fall {
  readonly level: CrossingLevel;
  readonly since: Date;
}

/** How far a mandate has come with its billing. */
export interface FirstSteps {
  readonly billingModel: BillingModel;
  /** The mandate has said who is invoiced. */
  readonly hasAddress: boolean;
  readonly hasThreshold: boolean;
  readonly toppedUp: boolean;
  readonly used: boolean;
}

/** How accounts stand and change, for whoever tells people of it. */
@Injectable()
export class StandingFacade {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly addresses: AddressRepository,
    private readonly levels: WarnLevelsRepository,
    private readonly events: BalanceEvents,
    private readonly transactions: TransactionsRepository,
  ) {}

  /** Ids of accounts that may have changed, on whichever gateway. Events get lost or come twice. */
  get changes(): Observable<string> {
    return this.events.changes;
  }

  /** Undefined for an account that is none. */
  async mandateOf(accountId: string): Promise<string | undefined> {
    return (await this.accounts.findAccountById(accountId))?.mandateId;
  }

  /** Undefined where all is well, nothing limits the account, or it pays for nothing. */
  async findFall(mandateId: string, accountId: string): Promise<Fall | undefined> {
    const { level, since } = (await this.levels.find(mandateId, accountId)) ?? {};
    return (level === 'low' || level === 'exhausted') && since ? { level, since } : undefined;
  }

  /** Undefined when billing was never set up for the mandate. */
  async firstSteps(mandateId: string): Promise<FirstSteps | undefined> {
    const settings = await this.accounts.findSettings(mandateId);
    if (!settings) return undefined;
    const accounts = await this.accounts.listAccounts(mandateId);
    const [debit] = await this.transactions.list(mandateId, { type: 'debit' }, undefined, 1);
    const isPrepaid = settings.billingModel === 'PREPAY_MANDATE' || settings.billingModel === 'PREPAY_USER';
    return {
      billingModel: settings.billingModel,
      hasAddress: (await this.addresses.find(mandateId)) !== undefined,
      hasThreshold: hasOwnThreshold(settings),
      // Where credit is prepaid, use is a proof of it.
      toppedUp: accounts.some(({ balance }) => balance > 0n) || (isPrepaid && debit !== undefined),
      used: debit !== undefined,
    };
  }
}
