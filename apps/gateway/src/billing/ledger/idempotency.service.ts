import { Injectable } from '@nestjs/common';
import { RequestContext } from '../../common/context/request-context.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { requestHashOf } from '../../common/request-hash.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { IdempotencyRepository } from './idempotency.repository.js';

/** Writes that move money happen once per key: a repeat answers as the first did, another body is a conflict. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: BillingDatabase,
    private readonly records: IdempotencyRepository,
    private readonly context: RequestContext,
  ) {}

  /**
   * Runs `work` and its record in one transaction. A concurrent duplicate waits for the first and gets its answer.
   * Whatever may change its mind between two repeats, such as a check of who is a member, belongs into `work`.
   * @param operation what the key is for, e.g. `credit` and the mandate. Keys are each person's own.
   * @throws DomainError common.idempotency_conflict
   */
  async once<T extends object>(operation: string, key: string, request: object, work: () => Promise<T>): Promise<T> {
    const scope = `${operation}:${this.context.caller.userId}`;
    const requestHash = requestHashOf(request);
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
