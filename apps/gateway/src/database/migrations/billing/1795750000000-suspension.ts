import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a mandate is suspended, for accounts that are opened meanwhile. */
export class Suspension1795750000000 implements MigrationInterface {
  name = 'Suspension1795750000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE billing_settings ADD COLUMN suspended boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE billing_settings DROP COLUMN suspended');
  }
}
