import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which default rules a built-in role was last brought to, so that a release can tell whether a mandate changed them. */
export class RoleDefaults1795880000000 implements MigrationInterface {
  name = 'RoleDefaults1795880000000';

  async up(runner: QueryRunner): Promise<void> {
    // Null: not known. The next bootstrap finds out, and takes every doubt for a change.
    await runner.query('ALTER TABLE role ADD COLUMN default_rules jsonb NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE role DROP COLUMN default_rules');
  }
}
