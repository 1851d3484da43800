import { AsyncLocalStorage } from 'node:async_hooks';
import type { Reservation, ReserveResult, Settlement, SettleResult } from './ledger.types.js';

/** Runs a batch in one transaction and answers each operation in order. */
export type ApplyBatch = (
  settlements: readonly Settlement[],
  reservations: readonly Reservation[],
) => Promise<{ settled: SettleResult[]; reserved: ReserveResult[] }>;

type Operation =
  | { readonly kind: 'settle'; readonly request: Settlement; readonly answer: Deferred<SettleResult> }
  | { readonly kind: 'reserve'; readonly request: Reservation; readonly answer: Deferred<ReserveResult> };

interface Deferred<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_BATCH = 512;

/**
 * Group commit: operations that arrive while a batch commits go out together in the next one. No timer, one batch
 * under way. This is for speed alone; what may be granted is decided by the database, per operation and in order.
 */
export class LedgerLane {
  private queue: Operation[] = [];
  private running = false;
  /** Batches belong to no caller: run in one's transaction, they would be undone with it. */
  private readonly detached = AsyncLocalStorage.snapshot();
  /** How often a batch failed as a whole and was repeated one by one; ordinary load needs none. */
  fallbacks = 0;

  /** @param isOutage tells that the database cannot be asked at all, so that asking once more is pointless. */
  constructor(
    private readonly applyBatch: ApplyBatch,
    private readonly isOutage: (error: unknown) => boolean = () => false,
  ) {}

  reserve(request: Reservation): Promise<ReserveResult> {
    return new Promise((resolve, reject) => this.enqueue({ kind: 'reserve', request, answer: { resolve, reject } }));
  }

  settle(request: Settlement): Promise<SettleResult> {
    return new Promise((resolve, reject) => this.enqueue({ kind: 'settle', request, answer: { resolve, reject } }));
  }

  private enqueue(operation: Operation): void {
    this.queue.push(operation);
    if (this.running) return;
    this.running = true;
    void this.detached(() => this.drain());
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.takeBatch();
      await this.apply(batch).catch((error: unknown) => this.oneByOne(batch, error));
      await restOfTurn();
    }
    this.running = false;
  }

  /** The next operations in order of arrival. A second one with the same id waits for the next batch. */
  private takeBatch(): Operation[] {
    const ids = new Set<string>();
    const batch: Operation[] = [];
    const rest: Operation[] = [];
    for (const operation of this.queue) {
      if (batch.length < MAX_BATCH && !ids.has(operation.request.id)) {
        ids.add(operation.request.id);
        batch.push(operation);
      } else rest.push(operation);
    }
    this.queue = rest;
    return batch;
  }

  private async apply(batch: readonly Operation[]): Promise<void> {
    const settles = batch.filter((operation) => operation.kind === 'settle');
    const reserves = batch.filter((operation) => operation.kind === 'reserve');
    const { settled, reserved } = await this.applyBatch(
      settles.map((operation) => operation.request),
      reserves.map((operation) => operation.request),
    );
    if (settled.length !== settles.length || reserved.length !== reserves.length) {
      throw new Error('the ledger did not answer every operation of a batch');
    }
    settles.forEach((operation, index) => operation.answer.resolve(settled[index] as SettleResult));
    reserves.forEach((operation, index) => operation.answer.resolve(reserved[index] as ReserveResult));
  }

  /**
   * A poisoned operation fails alone. Every operation is idempotent by id, so repeating one that went through is safe.
   * Once the database is away, the rest fail with it: each on its own would wait for its time-out.
   */
  private async oneByOne(batch: readonly Operation[], error: unknown): Promise<void> {
    const [only] = batch;
    if (only && batch.length === 1) {
      only.answer.reject(error);
      return;
    }
    this.fallbacks++;
    let outage: unknown;
    for (const operation of batch) {
      if (outage !== undefined) operation.answer.reject(outage);
      else {
        await this.apply([operation]).catch((reason: unknown) => {
          operation.answer.reject(reason);
          if (this.isOutage(reason)) outage = reason;
        });
      }
    }
  }
}

/**
 * Lets those who were just answered come along with their next operation: without it the first of them would commit
 * alone while the others wait, and every batch would be half full.
 */
function restOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
