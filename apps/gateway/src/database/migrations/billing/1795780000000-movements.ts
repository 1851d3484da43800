import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds what is no usage: credits, corrections, transfers. They are few among millions of debits; the sums of those are
 * in the daily statistics, so that the total of a filter needs no scan of the bookings.
 */
export class Movements1795780000000 implements MigrationInterface {
  name = 'Movements1795780000000';

  async up(runner: QueryRunner): Promise<void> {
    // Debits are not in it, and pay nothing for it.
    await runner.query(`
      CREATE INDEX billing_transaction_movement_ix ON billing_transaction (mandate_id, created_at, id)
        WHERE type <> 'debit'
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX billing_transaction_movement_ix');
  }
}
