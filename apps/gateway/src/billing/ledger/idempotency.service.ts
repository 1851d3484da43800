import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { IdempotencyRepository } from './idempotency.repository.js';

/** Writes that move money happen once per key: a repeat answers as the first did, another body is a conflict. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: BillingDatabase,
    private readonly records: IdempotencyRepository,
  ) {}

  /**
   * Runs `work` and its record in one transaction. A concurrent duplicate waits for the first and gets its answer.
   * @param scope whose keys these are, e.g. mandate and operation.
   * @throws DomainError common.idempotency_conflict
   */
  async once<T extends object>(scope: string, key: string, request: object, work: () => Promise<T>): Promise<T> {
    const requestHash = createHash('sha256').update(canonicalJson(request)).digest();
    return this.database.run(async () => {
      if (await this.records.claim(scope, key, requestHash)) {
        const response = await work();
        await this.records.complete(scope, key, response);
        return response;
      }
      const earlier = await this.records.get(scope, key);
      if (!earlier.requestHash.equals(requestHash)) throw new DomainError('common.idempotency_conflict');
      return earlier.response as T;
    });
  }
}

/** JSON with the keys in one order: a client that repeats a request need not write its fields as before. */
function canonicalJson(request: object): string {
  return JSON.stringify(request, (_, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
