import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the bookings of a run, and those of an automation, newest first. */
export class RunBookings1795600000000 implements MigrationInterface {
  name = 'RunBookings1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    // Bookings of chats are in neither index, and pay nothing for them.
    await runner.query(`
      CREATE INDEX billing_transaction_run_ix ON billing_transaction (run_id, reference) WHERE run_id IS NOT NULL;
      CREATE INDEX billing_transaction_automation_ix
        ON billing_transaction (mandate_id, automation_id, created_at, id) WHERE automation_id IS NOT NULL
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX billing_transaction_run_ix, billing_transaction_automation_ix');
  }
}
