import { Injectable } from '@nestjs/common';
import { billedUsage, calculatePrice, type Pricing, type Usage } from '../../aicore/aicore.facade.js';
import { newId } from '../../common/ids.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { AccountsService } from '../accounts.service.js';
import { LedgerRepository } from './ledger.repository.js';
import type { CallPurpose, Posting, Reservation, Settlement } from './ledger.types.js';

/** A call of the past. */
export interface PastCall {
  readonly purpose: Omit<CallPurpose, 'priceVersionId'>;
  readonly usage: Usage;
  readonly pricing: Pricing;
}

const IMPORT_GATEWAY = 'import';
const HOLD_SECONDS = 60;

/** Books the past through the ledger's own functions, so that imported bookings obey every rule of the ledger. */
@Injectable()
export class HistoryImportService {
  constructor(
    private readonly database: BillingDatabase,
    private readonly accounts: AccountsService,
    private readonly ledger: LedgerRepository,
  ) {}

  /** Books calls of one mandate as of `moment`, all or none. */
  async importCalls(mandateId: string, moment: Date, calls: readonly PastCall[]): Promise<void> {
    const accountId = await this.mandateAccount(mandateId);
    const requests = calls.map((call) => bookingOf(accountId, call));
    await this.at(moment, async () => {
      const reservations = requests.map(({ reservation }) => reservation);
      const { reserved } = await this.ledger.apply([], reservations, IMPORT_GATEWAY);
      if (reserved.some(({ status }) => status !== 'granted')) throw new Error('the history needs more credit');
      await this.ledger.apply(
        requests.map(({ settlement }) => settlement),
        [],
        IMPORT_GATEWAY,
      );
    });
  }

  /** Books a credit as of `moment`. */
  async importCredit(
    mandateId: string,
    moment: Date,
    posting: Omit<Posting, 'id' | 'accountId' | 'type'>,
  ): Promise<void> {
    const accountId = await this.mandateAccount(mandateId);
    await this.at(moment, () => this.ledger.post([{ ...posting, id: newId(), accountId, type: 'credit' }]));
  }

  private async mandateAccount(mandateId: string): Promise<string> {
    const settings = await this.accounts.getSettings(mandateId);
    return (await this.accounts.getAccount(settings, null)).id;
  }

  private at(moment: Date, work: () => Promise<void>): Promise<void> {
    return this.database.run(async () => {
      await this.ledger.setClock(moment);
      await work();
    });
  }
}

function bookingOf(
  accountId: string,
  { purpose, usage, pricing }: PastCall,
): {
  reservation: Reservation;
  settlement: Settlement;
} {
  const id = newId();
  const { amount, receipt } = calculatePrice(usage, pricing);
  const billed = billedUsage(usage);
  return {
    reservation: {
      id,
      accountId,
      amount,
      purpose: { ...purpose, priceVersionId: pricing.price.id },
      ttlSeconds: HOLD_SECONDS,
    },
    settlement: {
      id,
      cost: amount,
      outcome: 'completed',
      estimated: false,
      usage: billed,
      receipt,
      providerRequestId: null,
    },
  };
}
