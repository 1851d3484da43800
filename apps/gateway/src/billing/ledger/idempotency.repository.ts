import { Injectable } from '@nestjs/common';
import { NotFoundError } from '../../common/errors/domain-error.js';
import { BillingDatabase } from '../../database/billing-database.js';

/** Answers of earlier writes by their idempotency key. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** True when the key is new. Waits while another transaction holds the same key. */
  async claim(scope: string, key: string, requestHash: Buffer): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO idempotency_record (scope, key, request_hash, response) VALUES ($1, $2, $3, 'null')
       ON CONFLICT ON CONSTRAINT idempotency_record_pk DO NOTHING RETURNING key`,
      [scope, key, requestHash],
    );
    return rows.length > 0;
  }

  async complete(scope: string, key: string, response: object): Promise<void> {
    await this.database.query('UPDATE idempotency_record SET response = $3 WHERE scope = $1 AND key = $2', [
      scope,
      key,
      JSON.stringify(response),
    ]);
  }

  async get(scope: string, key: string): Promise<{ requestHash: Buffer; response: unknown }> {
    const [row] = await this.database.query<{ request_hash: Buffer; response: unknown }>(
      'SELECT request_hash, response FROM idempotency_record WHERE scope = $1 AND key = $2',
      [scope, key],
    );
    if (!row) throw new NotFoundError();
    return { requestHash: row.request_hash, response: row.response };
  }
}
