import { Injectable } from '@nestjs/common';
import type { CrossingLevel } from '@nyla/contracts';
import { AppDatabase } from '../database/app-database.js';

/** An account as it was seen. Amounts are CHF. */
export interface SeenBalance {
  readonly accountId: string;
  readonly balance: string;
  /** The mandate's own; null: a week's use. */
  readonly threshold: string | null;
}

export interface CrossingRow {
  readonly level: CrossingLevel;
  readonly since: Date;
}

/** Which accounts have fallen below a threshold, so that people are told of it once. */
@Injectable()
export class BalanceCrossingsRepository {
  constructor(private readonly database: AppDatabase) {}

  async find(mandateId: string, accountId: string): Promise<CrossingRow | undefined> {
    const [row] = await this.database.query<CrossingRow>(
      'SELECT level, since FROM balance_crossing WHERE mandate_id = $1 AND account_id = $2',
      [mandateId, accountId],
    );
    return row;
  }

  /** Whether this is a fall that nobody was told of yet: deeper than the one that is known. */
  async cross(
    mandateId: string,
    level: CrossingLevel,
    { accountId, balance, threshold }: SeenBalance,
  ): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO balance_crossing (account_id, mandate_id, level, balance, threshold) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT balance_crossing_pk DO UPDATE
         SET level = EXCLUDED.level, balance = EXCLUDED.balance, threshold = EXCLUDED.threshold,
           since = clock_timestamp()
         WHERE balance_crossing.level = 'low' AND EXCLUDED.level = 'exhausted'
       RETURNING account_id`,
      [accountId, mandateId, level, balance, threshold],
    );
    return rows.length > 0;
  }

  /** The account is no longer empty, though still low: it was topped up, so that the next time it is empty counts. */
  async rise(mandateId: string, { accountId, balance }: SeenBalance): Promise<void> {
    await this.database.query(
      `UPDATE balance_crossing SET level = 'low', balance = $3
       WHERE mandate_id = $1 AND account_id = $2 AND level = 'exhausted' AND balance < $3::numeric`,
      [mandateId, accountId, balance],
    );
  }

  /** All is well. A fall is over when credit has come; a forecast that merely looks brighter today changes nothing. */
  async end(mandateId: string, { accountId, balance, threshold }: SeenBalance): Promise<void> {
    await this.database.query(
      `DELETE FROM balance_crossing WHERE mandate_id = $1 AND account_id = $2
         AND (balance < $3::numeric OR threshold IS DISTINCT FROM $4::numeric)`,
      [mandateId, accountId, balance, threshold],
    );
  }

  /** The account has no limit any more. */
  async forget(mandateId: string, accountId: string): Promise<void> {
    await this.database.query('DELETE FROM balance_crossing WHERE mandate_id = $1 AND account_id = $2', [
      mandateId,
      accountId,
    ]);
  }
}
