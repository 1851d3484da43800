import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Bookings are refused a change by rights as well as by triggers, also to the role that owns their table. Only a superuser
 * has no need of rights; the embedded server's ordinary role is none.
 */
export class BookingRights1795940000000 implements MigrationInterface {
  name = 'BookingRights1795940000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE UPDATE, DELETE, TRUNCATE ON billing_transaction FROM PUBLIC, CURRENT_USER');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT UPDATE, DELETE, TRUNCATE ON billing_transaction TO CURRENT_USER');
  }
}
