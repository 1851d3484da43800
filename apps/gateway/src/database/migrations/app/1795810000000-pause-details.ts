import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a limit was when it paused an automation: it may be changed before anybody looks. */
export class PauseDetails1795810000000 implements MigrationInterface {
  name = 'PauseDetails1795810000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE automation ADD COLUMN pause_details jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE automation DROP COLUMN pause_details');
  }
}
