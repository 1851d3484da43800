import { Injectable } from '@nestjs/common';
import type { Nano } from '@nyla/money';

/** A top-up at the moment of its change. */
export interface TopUpEvent {
  /** Of the top-up, not of its booking; the same again when a transaction is repeated. */
  readonly id: string;
  readonly mandateId: string;
  /** Who asked, or booked it for the own mandate. */
  readonly userId: string;
  /** Asked for, or, once booked, what was booked. */
  readonly amount: Nano;
  /** The operator's word; null where the mandate booked it itself or nothing was decided yet. */
  readonly reason: string | null;
}

/** Credit that was moved within a mandate; null is the mandate's own account. */
export interface TransferEvent {
  /** Of the booking of the side that gave. */
  readonly id: string;
  readonly mandateId: string;
  readonly fromUserId: string | null;
  readonly toUserId: string | null;
  readonly amount: Nano;
  readonly byUserId: string;
  readonly reason: string | null;
}

/** What somebody wants to hear of credit. */
export interface CreditListener {
  topUpRequested(event: TopUpEvent): Promise<void>;
  topUpBooked(event: TopUpEvent): Promise<void>;
  topUpDeclined(event: TopUpEvent): Promise<void>;
  creditTransferred(event: TransferEvent): Promise<void>;
}

const NOBODY: CreditListener = {
  topUpRequested: () => Promise.resolve(),
  topUpBooked: () => Promise.resolve(),
  topUpDeclined: () => Promise.resolve(),
  creditTransferred: () => Promise.resolve(),
};

/**
 * Tells of credit, for notifications. Called inside the transaction of the change, as its last step: what a listener
 * writes into the billing database stands or falls with it, and what it writes elsewhere must bear being told twice.
 */
@Injectable()
export class CreditEvents implements CreditListener {
  private listener = NOBODY;

  /** Modules that know billing register here; billing knows none of them. */
  register(listener: CreditListener): void {
    this.listener = listener;
  }

  topUpRequested(event: TopUpEvent): Promise<void> {
    return this.listener.topUpRequested(event);
  }

  topUpBooked(event: TopUpEvent): Promise<void> {
    return this.listener.topUpBooked(event);
  }

  topUpDeclined(event: TopUpEvent): Promise<void> {
    return this.listener.topUpDeclined(event);
  }

  creditTransferred(event: TransferEvent): Promise<void> {
    return this.listener.creditTransferred(event);
  }
}
