import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a mandate is suspended, and why. */
export class Suspension1795750000000 implements MigrationInterface {
  name = 'Suspension1795750000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE mandate ADD COLUMN suspended_at timestamptz NULL, ADD COLUMN suspension_reason text NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE mandate DROP COLUMN suspended_at, DROP COLUMN suspension_reason');
  }
}
