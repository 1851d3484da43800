import { Injectable } from '@nestjs/common';
import { BillingDatabase } from '../../database/billing-database.js';

/** Stops and frees accounts. Holds stay: a call that is running ends and is booked as ever. */
@Injectable()
export class SuspensionRepository {
  constructor(private readonly database: BillingDatabase) {}

  /** From the end of its transaction on no gateway reserves anything for the mandate, or it does again. */
  async set(mandateId: string, suspended: boolean): Promise<string[]> {
    // First the settings: an account that is being opened now waits for them, or is seen below.
    await this.database.query('UPDATE billing_settings SET suspended = $2 WHERE mandate_id = $1', [
      mandateId,
      suspended,
    ]);
    // Locked in the ledger's order, by id.
    const accounts = await this.database.query<{ id: string }>(
      'SELECT id FROM billing_account WHERE mandate_id = $1 ORDER BY id FOR UPDATE',
      [mandateId],
    );
    await this.database.query('UPDATE billing_account SET status = $2 WHERE mandate_id = $1', [
      mandateId,
      suspended ? 'suspended' : 'active',
    ]);
    return accounts.map(({ id }) => id);
  }
}
