import { Injectable } from '@nestjs/common';
import type { BillingModel } from '@nyla/contracts';
import { type Nano, parseChf } from '@nyla/money';
import { BillingDatabase } from '../../database/billing-database.js';

/** What billing knows of the mandates of an installation, for taking them over. */
@Injectable()
export class TakeoverRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** Every mandate that has settings. */
  async billedMandates(): Promise<Map<string, BillingModel>> {
    const rows = await this.database.query<{ mandate_id: string; billing_model: BillingModel }>(
      'SELECT mandate_id, billing_model FROM billing_settings',
    );
    return new Map(rows.map((row) => [row.mandate_id, row.billing_model]));
  }

  /** @param owner null for the mandate's own account. */
  async hasAccount(mandateId: string, owner: string | null): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT FROM billing_account WHERE mandate_id = $1 AND user_id IS NOT DISTINCT FROM $2::uuid',
      [mandateId, owner],
    );
    return rows.length > 0;
  }

  /** What these bookings come to. */
  async sumOf(ids: readonly string[]): Promise<Nano> {
    const [row] = await this.database.query<{ sum: string }>(
      'SELECT coalesce(sum(amount), 0)::text AS sum FROM billing_transaction WHERE id = ANY ($1::uuid[])',
      [ids],
    );
    return parseChf(row?.sum ?? '0');
  }
}
