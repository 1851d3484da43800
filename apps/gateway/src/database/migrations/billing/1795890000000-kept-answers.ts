import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A repeat is answered as the first was, letter by letter: `jsonb` would put the fields into an order of its own. */
export class KeptAnswers1795890000000 implements MigrationInterface {
  name = 'KeptAnswers1795890000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotency_record ALTER COLUMN response TYPE json USING response::json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotency_record ALTER COLUMN response TYPE jsonb USING response::jsonb');
  }
}
