import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The topics that people do not want to be written to about. No row: they do. */
export class MailRefusals1795860000000 implements MigrationInterface {
  name = 'MailRefusals1795860000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mail_refusal (
        user_id uuid NOT NULL CONSTRAINT mail_refusal_user_fk REFERENCES app_user ON DELETE CASCADE,
        topic text NOT NULL,
        since timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT mail_refusal_pk PRIMARY KEY (user_id, topic)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mail_refusal');
  }
}
