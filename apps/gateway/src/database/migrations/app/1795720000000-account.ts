import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How people read figures, where their sessions are, and the second factor of their sign-in. */
export class Account1795720000000 implements MigrationInterface {
  name = 'Account1795720000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE app_user
        ADD COLUMN number_format text NOT NULL DEFAULT 'swiss'
          CONSTRAINT app_user_number_format_ck CHECK (number_format IN ('swiss', 'english', 'german', 'french'));

      ALTER TABLE user_session
        ADD COLUMN ip text NULL,
        ADD COLUMN user_agent text NULL;

      CREATE TABLE second_factor (
        user_id uuid CONSTRAINT second_factor_pk PRIMARY KEY
          CONSTRAINT second_factor_user_fk REFERENCES app_user ON DELETE CASCADE,
        -- Encrypted: a copy of the table makes no codes.
        secret bytea NOT NULL,
        -- Null until the first code: only then does the sign-in ask for one.
        enabled_at timestamptz NULL,
        -- The time step of the code that was accepted last; neither it nor an older one is accepted again.
        last_step bigint NULL,
        failures smallint NOT NULL DEFAULT 0,
        blocked_until timestamptz NULL
      );

      CREATE TABLE recovery_code (
        user_id uuid NOT NULL CONSTRAINT recovery_code_factor_fk REFERENCES second_factor ON DELETE CASCADE,
        code_hash bytea NOT NULL,
        used_at timestamptz NULL,
        CONSTRAINT recovery_code_pk PRIMARY KEY (user_id, code_hash)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE recovery_code, second_factor;
      ALTER TABLE user_session DROP COLUMN ip, DROP COLUMN user_agent;
      ALTER TABLE app_user DROP COLUMN number_format;
    `);
  }
}
