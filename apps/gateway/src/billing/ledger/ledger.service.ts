import { Injectable, Logger } from '@nestjs/common';
import { databaseErrorToDomainError, isRetryable, postgresErrorOf } from '../../common/errors/database-error.js';
import { GatewayIdentity } from '../../common/gateway-identity.js';
import { BalanceEvents } from './balance-events.js';
import { LedgerRepository } from './ledger.repository.js';
import type { ExpiredHold, Posting, Reservation, ReserveResult, Settlement, SettleResult } from './ledger.types.js';
import { type ApplyBatch, LedgerLane } from './ledger-lane.js';

const SWEEP_BATCH = 200;
const TOMBSTONE_DAYS = 7;
const MAX_ATTEMPTS = 8;
/**
 * Batches under way at once. Two batches that share an account would only wait for each other, so each account has its
 * lane; with two, many accounts reach a quarter more on two cores, with three they lose it again.
 */
const LANES = 2;

/**
 * The ledger: holds and bookings. Every operation is atomic, durable when its promise resolves, and idempotent by
 * its id. Amounts are nano-francs.
 */
@Injectable()
export class LedgerService {
  private readonly logger = new Logger(LedgerService.name);
  /** Names this process on its holds, so that the operator sees whose they are. */
  readonly gatewayId: string;
  private readonly lanes: readonly LedgerLane[];

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly events: BalanceEvents,
    gateway: GatewayIdentity,
  ) {
    this.gatewayId = gateway.id;
    const apply: ApplyBatch = (settlements, reservations) =>
      retrying(() => this.ledger.apply(settlements, reservations, this.gatewayId));
    this.lanes = Array.from({ length: LANES }, () => new LedgerLane(apply, isOutage));
  }

  /** How often a batch failed as a whole and was repeated one by one; ordinary load needs none. */
  get fallbacks(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.fallbacks, 0);
  }

  async reserve(reservation: Reservation): Promise<ReserveResult> {
    const result = await this.laneOf(reservation.accountId).reserve(reservation);
    if (result.status === 'granted') this.events.accountChanged(reservation.accountId);
    return result;
  }

  /** Books what a call cost and ends its hold. Excess over the hold comes from free credit, the rest is a shortfall. */
  async settle(accountId: string, settlement: Settlement): Promise<SettleResult> {
    const result = await this.laneOf(accountId).settle(settlement);
    if (result.status === 'booked') {
      this.events.accountChanged(accountId);
      if (result.shortfall > 0n) this.logger.error(`call ${settlement.id} left a shortfall that cannot be collected`);
    }
    return result;
  }

  /** Ends a hold without a booking. Releasing what has ended already does nothing. */
  async release(accountId: string, id: string, reason: string): Promise<void> {
    const released = await retrying(() => this.ledger.release([id]));
    if (released.length > 0) this.logger.log(`released hold ${id}: ${reason}`);
    this.events.accountChanged(accountId);
  }

  /** @returns false when the hold had expired: the call goes on, and is charged from free credit. */
  async renew(id: string, ttlSeconds: number): Promise<boolean> {
    return (await this.ledger.renew([id], ttlSeconds)).length > 0;
  }

  /** Ends holds that outlived their time, of this gateway and of dead ones. Nothing is charged blindly. */
  async expireHolds(): Promise<ExpiredHold[]> {
    const expired: ExpiredHold[] = [];
    for (;;) {
      const batch = await retrying(() => this.ledger.expire(SWEEP_BATCH));
      expired.push(...batch);
      for (const hold of batch) {
        this.logger.warn(`hold ${hold.id} of gateway ${hold.gatewayId} expired; its call is lost and not charged`);
        this.events.accountChanged(hold.accountId);
      }
      if (batch.length < SWEEP_BATCH) break;
    }
    await this.ledger.forgetExpired(TOMBSTONE_DAYS);
    return expired;
  }

  /** Books credits, adjustments or transfers, all or none; joins the transaction that is open. */
  async post(postings: readonly Posting[]): Promise<void> {
    await this.ledger.post(postings);
    this.announce(postings.map(({ accountId }) => accountId));
  }

  private laneOf(accountId: string): LedgerLane {
    // The end of a UUIDv7 is random.
    return this.lanes[Number.parseInt(accountId.slice(-4), 16) % LANES] as LedgerLane;
  }

  /** Tells every gateway that something about these accounts changed. */
  announce(accountIds: readonly string[]): void {
    for (const id of accountIds) this.events.accountChanged(id);
  }
}

/** The whole function runs again on a deadlock; each ledger call is its own transaction. */
async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(isRetryable(error) || isTakenId(error)) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Another gateway reserved with the same id, on another account, at the same moment: a repeat will see it. */
function isTakenId(error: unknown): boolean {
  return postgresErrorOf(error)?.constraint === 'billing_hold_pk';
}

function isOutage(error: unknown): boolean {
  return databaseErrorToDomainError(error)?.code === 'common.unavailable';
}
