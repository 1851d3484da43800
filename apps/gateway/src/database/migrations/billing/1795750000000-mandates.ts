import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether a mandate is suspended, for accounts that are opened meanwhile; and the way to the statistics of the last
 * weeks of all mandates, past those of the years before.
 */
export class Mandates1795750000000 implements MigrationInterface {
  name = 'Mandates1795750000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE billing_settings ADD COLUMN suspended boolean NOT NULL DEFAULT false;
      -- Days are written one after another and never change: a few bytes for each megabyte of the table are enough.
      CREATE INDEX billing_usage_daily_day_ix ON billing_usage_daily USING brin (day) WITH (autosummarize = on);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX billing_usage_daily_day_ix;
      ALTER TABLE billing_settings DROP COLUMN suspended;
    `);
  }
}
