import { Injectable } from '@nestjs/common';
import type { BillingModel } from '@nyla/contracts';
import { formatMoney, type Nano, parseChf, toChf } from '@nyla/money';
import { AuditTrail } from '../common/audit/audit-trail.js';
import { idOfKey } from '../common/ids.js';
import { BillingDatabase } from '../database/billing-database.js';
import type { Settings } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';
import { LedgerService } from './ledger/ledger.service.js';
import { SuspensionRepository } from './mandates/suspension.repository.js';
import { TakeoverRepository } from './mandates/takeover.repository.js';
import { TransactionsRepository } from './transactions.repository.js';

/** The reason that every opening balance bears. */
export const OPENING_REASON = 'Eröffnungssaldo';

/** A balance that a mandate, or a member of it, brings along. */
export interface OpeningBalance {
  /** Null: the mandate's own account. */
  readonly userId: string | null;
  readonly amount: Nano;
  readonly reference: string;
}

export interface MandateToTakeOver {
  readonly id: string;
  readonly name: string;
  /** For a mandate that billing does not know yet. */
  readonly billingModel: BillingModel;
  readonly suspended: boolean;
  readonly openings: readonly OpeningBalance[];
}

/** `differs`: the account has an opening balance already, over another amount. */
export type OpeningOutcome = 'booked' | 'there already' | 'differs' | 'nothing to book';

export interface TakenOver {
  readonly settingsMade: boolean;
  readonly accountsOpened: number;
  /** In the order of the openings. */
  readonly openings: readonly OpeningOutcome[];
}

/** Billing's part in taking over mandates that existed before it did. */
@Injectable()
export class TakeoverFacade {
  constructor(
    private readonly database: BillingDatabase,
    private readonly accounts: AccountsService,
    private readonly transactions: TransactionsRepository,
    private readonly ledger: LedgerService,
    private readonly audit: AuditTrail,
    private readonly takeovers: TakeoverRepository,
    private readonly suspensions: SuspensionRepository,
  ) {}

  /** The mandates that have billing settings, and how each is billed. */
  billedMandates(): Promise<Map<string, BillingModel>> {
    return this.takeovers.billedMandates();
  }

  /** What the ledger says that the opening balances of these accounts come to. */
  bookedOpenings(accounts: readonly { mandateId: string; userId: string | null }[]): Promise<Nano> {
    return this.takeovers.sumOf(accounts.map(({ mandateId, userId }) => openingId(mandateId, userId)));
  }

  /**
   * Settings, accounts and opening balances, all or none. What is there stays as it is; an account gets one opening
   * balance in its life, whatever the reference says.
   */
  takeOver(mandate: MandateToTakeOver): Promise<TakenOver> {
    return this.database.run(async () => {
      const hadAccount = await this.takeovers.hasAccount(mandate.id, null);
      const settingsMade = await this.setUp(mandate);
      // Whoever takes over at the same moment waits here, and then finds what this one has booked.
      const settings = await this.accounts.lockSettings(mandate.id, 'update');
      let accountsOpened = hadAccount ? 0 : 1;
      const openings: OpeningOutcome[] = [];
      for (const opening of mandate.openings) {
        if (await this.open(settings, opening.userId)) accountsOpened++;
        openings.push(await this.book(settings, opening));
      }
      return { settingsMade, accountsOpened, openings };
    });
  }

  private async setUp({ id, name, billingModel, suspended }: MandateToTakeOver): Promise<boolean> {
    if (!(await this.accounts.ensureMandate(id, billingModel))) return false;
    if (suspended) await this.suspensions.set(id, true);
    await this.audit.record(this.database, {
      action: 'billing_settings.created',
      mandateId: id,
      subjectId: id,
      subjectName: name,
      before: null,
      after: { billingModel, by: 'migrate-mandates' },
    });
    return true;
  }

  /** Answers whether the account was opened now. */
  private async open(settings: Settings, owner: string | null): Promise<boolean> {
    if (await this.takeovers.hasAccount(settings.mandateId, owner)) return false;
    await this.accounts.getAccount(settings, owner);
    return true;
  }

  private async book(settings: Settings, { userId, amount, reference }: OpeningBalance): Promise<OpeningOutcome> {
    const { mandateId } = settings;
    const id = openingId(mandateId, userId);
    const booked = await this.transactions.find(mandateId, id);
    if (booked) return parseChf(booked.amount) === amount ? 'there already' : 'differs';
    if (amount === 0n) return 'nothing to book';
    const account = await this.accounts.getAccount(settings, userId);
    const posting = { id, accountId: account.id, amount, userId: null, reference, reversalOf: null } as const;
    await this.ledger.post([{ ...posting, type: 'credit', reason: OPENING_REASON }]);
    await this.audit.record(this.database, {
      action: 'credit.booked',
      mandateId,
      subjectId: id,
      subjectName: formatMoney(amount),
      before: { balance: toChf(account.balance) },
      after: {
        balance: toChf(account.balance + amount),
        amount: toChf(amount),
        ...(userId !== null && { userId }),
        reason: OPENING_REASON,
        reference,
      },
    });
    return 'booked';
  }
}

/** One for each account: whoever books it again finds it. */
function openingId(mandateId: string, userId: string | null): string {
  return idOfKey(['opening-balance', mandateId], userId ?? '');
}
