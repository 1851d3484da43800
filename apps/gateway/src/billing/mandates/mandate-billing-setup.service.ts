import { Injectable } from '@nestjs/common';
import type { BillingModel } from '@nyla/contracts';
import type { Nano } from '@nyla/money';
import { AccountsService } from '../accounts.service.js';
import { CreditBookings } from '../credit/credit-bookings.service.js';
import { IdempotencyService } from '../ledger/idempotency.service.js';

/** How a new mandate is billed. */
export interface BillingSetup {
  readonly mandateId: string;
  readonly billingModel: BillingModel;
  readonly creditLimit: Nano;
  readonly initialCredit: Nano;
}

/** Billing's part of a new mandate: settings, its account and first credit, in one transaction, once per key. */
@Injectable()
export class MandateBillingSetup {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly accounts: AccountsService,
    private readonly bookings: CreditBookings,
  ) {}

  /** @param prepare what must be there before; it may run again. @throws DomainError common.idempotency_conflict */
  async once(key: string, request: object, prepare: () => Promise<BillingSetup>): Promise<void> {
    await this.idempotency.once('mandates', key, request, async () => {
      const { mandateId, billingModel, creditLimit, initialCredit } = await prepare();
      await this.accounts.ensureMandate(mandateId, billingModel, creditLimit);
      if (initialCredit > 0n) {
        await this.bookings.credit({ mandateId, owner: null, amount: initialCredit, reason: null, reference: null });
      }
      return { mandateId };
    });
  }
}
