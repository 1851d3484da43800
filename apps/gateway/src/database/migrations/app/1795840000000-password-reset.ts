import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links with which somebody who has forgotten the password sets a new one. */
export class PasswordReset1795840000000 implements MigrationInterface {
  name = 'PasswordReset1795840000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE password_reset (
        id uuid CONSTRAINT password_reset_pk PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT password_reset_user_fk REFERENCES app_user ON DELETE CASCADE,
        token_hash bytea NOT NULL CONSTRAINT password_reset_token_hash_uq UNIQUE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        -- When it was used, or a newer one took its place.
        closed_at timestamptz NULL
      );
      CREATE INDEX password_reset_user_ix ON password_reset (user_id, created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE password_reset');
  }
}
