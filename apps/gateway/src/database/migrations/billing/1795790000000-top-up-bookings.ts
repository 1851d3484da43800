import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Frees bookings of the reference from top-ups, which answers a TRUNCATE before the trigger that refuses it. That
 * bookings stay is the trigger's promise.
 */
export class TopUpBookings1795790000000 implements MigrationInterface {
  name = 'TopUpBookings1795790000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE billing_top_up DROP CONSTRAINT billing_top_up_transaction_fk');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE billing_top_up ADD CONSTRAINT billing_top_up_transaction_fk
        FOREIGN KEY (transaction_id) REFERENCES billing_transaction
    `);
  }
}
