import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a run was started with, so that a repeat under its key can be told from another request. */
export class RunRequests1795890000000 implements MigrationInterface {
  name = 'RunRequests1795890000000';

  async up(runner: QueryRunner): Promise<void> {
    // Null: started by a schedule, without a key, or before this was kept.
    await runner.query('ALTER TABLE automation_run ADD COLUMN request_hash bytea NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE automation_run DROP COLUMN request_hash');
  }
}
