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

/** A top-up that was asked for. */
export interface TopUpRequestedEvent extends TopUpEvent {
  readonly note: string | null;
}

/** A top-up that was booked. */
export interface TopUpBookedEvent extends TopUpEvent {
  /** Of the mandate's own account, after it. */
  readonly balance: Nano;
}

/** Credit that the operator booked without being asked. */
export interface CreditGrantedEvent {
  /** Of the booking. */
  readonly id: string;
  readonly mandateId: string;
  /** Whose account; null is the mandate's own. */
  readonly owner: string | null;
  readonly amount: Nano;
  readonly balance: Nano;
  readonly reason: string;
}

/** Credit that was moved within a mandate; null is the mandate's own account. */
export interface TransferEvent {
  /** Of the booking of the side that gave. */
  readonly id: string;
  readonly mandateId: string;
  readonly fromUserId: string | null;
  readonly toUserId: string | null;
  readonly amount: Nano;
  /** Of the side that got it, after it. */
  readonly toBalance: Nano;
  readonly byUserId: string;
  readonly reason: string | null;
}

/** What somebody wants to hear of credit. */
export interface CreditListener {
  topUpRequested(event: TopUpRequestedEvent): Promise<void>;
  topUpBooked(event: TopUpBookedEvent): Promise<void>;
  topUpDeclined(event: TopUpEvent): Promise<void>;
  creditGranted(event: CreditGrantedEvent): Promise<void>;
  creditTransferred(event: TransferEvent): Promise<void>;
}

const NOBODY: CreditListener = {
  topUpRequested: () => Promise.resolve(),
  topUpBooked: () => Promise.resolve(),
  topUpDeclined: () => Promise.resolve(),
  creditGranted: () => Promise.resolve(),
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

  topUpRequested(event: TopUpRequestedEvent): Promise<void> {
    return this.listener.topUpRequested(event);
  }

  topUpBooked(event: TopUpBookedEvent): Promise<void> {
    return this.listener.topUpBooked(event);
  }

  topUpDeclined(event: TopUpEvent): Promise<void> {
    return this.listener.topUpDeclined(event);
  }

  creditGranted(event: CreditGrantedEvent): Promise<void> {
    return this.listener.creditGranted(event);
  }

  creditTransferred(event: TransferEvent): Promise<void> {
    return this.listener.creditTransferred(event);
  }
}
