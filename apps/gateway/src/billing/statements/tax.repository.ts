import { Injectable } from '@nestjs/common';
import { BillingDatabase } from '../../database/billing-database.js';
import type { TaxRule } from './included-tax.js';

/** A rule as stored. */
export interface TaxRow extends TaxRule {
  readonly id: string;
  readonly author: string;
  readonly createdAt: string;
  readonly withdrawnAt: string | null;
  readonly withdrawnBy: string | null;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** From when the operator charges which rate of MWST. Rows are withdrawn, never changed. */
@Injectable()
export class TaxRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** All of them, the latest day first. */
  list(): Promise<TaxRow[]> {
    return this.database.query(
      `SELECT id, valid_from::text AS "validFrom", registered, uid, trim_scale(rate_percent)::text AS "ratePercent", author,
         to_char(created_at AT TIME ZONE 'UTC', ${ISO}) AS "createdAt",
         to_char(withdrawn_at AT TIME ZONE 'UTC', ${ISO}) AS "withdrawnAt", withdrawn_by AS "withdrawnBy"
       FROM operator_tax ORDER BY valid_from DESC, created_at DESC`,
    );
  }

  /** Those in force, in no order. */
  async rules(): Promise<TaxRule[]> {
    return (await this.list()).filter(({ withdrawnAt }) => withdrawnAt === null);
  }

  /** @throws a unique violation (`common.conflict`) where the day has a rule. */
  async insert(
    { id, validFrom, registered, uid, ratePercent }: TaxRule & { id: string },
    author: string,
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO operator_tax (id, valid_from, registered, uid, rate_percent, author) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, validFrom, registered, uid, ratePercent, author],
    );
  }

  /** False where it is withdrawn already. */
  async withdraw(id: string, by: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE operator_tax SET withdrawn_at = clock_timestamp(), withdrawn_by = $2
       WHERE id = $1 AND withdrawn_at IS NULL RETURNING id`,
      [id, by],
    );
    return rows.length > 0;
  }
}
