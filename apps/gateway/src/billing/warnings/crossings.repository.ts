import { Injectable } from '@nestjs/common';
import type { CrossingLevel } from '@nyla/contracts';
import { type Nano, parseChf } from '@nyla/money';
import { BillingDatabase } from '../../database/billing-database.js';

/** A balance that fell below a threshold, as the ledger wrote it down in that moment. */
export interface Crossing {
  readonly id: string;
  readonly mandateId: string;
  /** Null: the mandate's own account. */
  readonly userId: string | null;
  readonly level: CrossingLevel;
  /** Balance and credit limit together, after the fall. */
  readonly free: Nano;
  /** Null where it had no threshold, and fell to nothing. */
  readonly below: Nano | null;
}

interface CrossingRow {
  readonly id: string;
  readonly mandate_id: string;
  readonly user_id: string | null;
  readonly level: CrossingLevel;
  readonly free: string;
  readonly warn_below: string | null;
}

/** Falls that people are to be told of. The ledger's functions alone write them; each is handled once. */
@Injectable()
export class CrossingsRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** Ids of those that nobody was told of yet, of all mandates, oldest first. */
  async listDue(limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM balance_crossing WHERE handled_at IS NULL ORDER BY created_at LIMIT $1',
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Takes one until the transaction ends; undefined when it is done, or another gateway is at it. */
  async claim(id: string): Promise<Crossing | undefined> {
    const [row] = await this.database.query<CrossingRow>(
      `SELECT id, mandate_id, user_id, level, free::text, warn_below::text FROM balance_crossing
       WHERE id = $1 AND handled_at IS NULL FOR UPDATE SKIP LOCKED`,
      [id],
    );
    return (
      row && {
        id: row.id,
        mandateId: row.mandate_id,
        userId: row.user_id,
        level: row.level,
        free: parseChf(row.free),
        below: row.warn_below === null ? null : parseChf(row.warn_below),
      }
    );
  }

  /** Only in the transaction that has claimed it. */
  async markHandled({ mandateId, id }: Crossing): Promise<void> {
    await this.database.query(
      'UPDATE balance_crossing SET handled_at = clock_timestamp() WHERE mandate_id = $1 AND id = $2',
      [mandateId, id],
    );
  }
}
