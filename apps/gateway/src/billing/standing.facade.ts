import { Injectable } from '@nestjs/common';
import type { BalanceState, BillingModel } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import type { Observable } from 'rxjs';
import { AccountsRepository } from './accounts.repository.js';
import { BalanceService } from './balance.service.js';
import { AddressRepository } from './credit/address.repository.js';
import { BalanceEvents } from './ledger/balance-events.js';
import { TransactionsRepository } from './transactions.repository.js';

/** Where an account stands without its reservations. */
export interface Standing {
  readonly accountId: string;
  readonly mandateId: string;
  /** Null: the mandate's own account. */
  readonly userId: string | null;
  readonly state: BalanceState;
  /** Balance and credit limit together; null for no limit. */
  readonly free: Nano | null;
  /** Null where a threshold of the mandate's own decides, or nothing was used. */
  readonly runwayDays: number | null;
  /** Below this the mandate wants to be warned; null: when a week's use is left. */
  readonly threshold: Nano | null;
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
    private readonly balances: BalanceService,
    private readonly events: BalanceEvents,
    private readonly transactions: TransactionsRepository,
  ) {}

  /** Ids of accounts that may have changed, on whichever gateway. Events get lost or come twice. */
  get changes(): Observable<string> {
    return this.events.changes;
  }

  /** Undefined for an account that pays for nothing any more, because the mandate is billed in another way now. */
  async find(accountId: string): Promise<Standing | undefined> {
    const account = await this.accounts.findAccountById(accountId);
    const settings = account && (await this.accounts.findSettings(account.mandateId));
    if (!settings) return undefined;
    const { mandateId, userId } = account;
    if ((settings.billingModel === 'PREPAY_USER') !== (userId !== null)) return undefined;
    const settled = await this.balances.settled(settings, account);
    return { accountId, mandateId, userId, threshold: settings.lowBalanceThreshold, ...settled };
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
      hasThreshold: [settings.lowBalanceThreshold, settings.warnRunwayDays, settings.warnPercent].some(
        (threshold) => threshold !== null,
      ),
      // Where credit is prepaid, use is a proof of it.
      toppedUp: accounts.some(({ balance }) => balance > 0n) || (isPrepaid && debit !== undefined),
      used: debit !== undefined,
    };
  }
}
