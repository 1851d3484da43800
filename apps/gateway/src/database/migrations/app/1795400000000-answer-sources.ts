import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an answer draws on, how the web was searched for it, and why its model was chosen. */
export class AnswerSources1795400000000 implements MigrationInterface {
  name = 'AnswerSources1795400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE chat_message
        ADD COLUMN web_search text NULL,
        ADD COLUMN sources jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN decision jsonb NULL
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE chat_message DROP COLUMN web_search, DROP COLUMN sources, DROP COLUMN decision');
  }
}
