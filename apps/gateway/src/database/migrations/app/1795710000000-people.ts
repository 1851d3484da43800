import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs beside people, memberships that rest, invitations, versions of roles. */
export class People1795710000000 implements MigrationInterface {
  name = 'People1795710000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE app_user
        ADD COLUMN kind text NOT NULL DEFAULT 'person'
          CONSTRAINT app_user_kind_ck CHECK (kind IN ('person', 'service')),
        -- A program acts by its API key alone.
        ADD CONSTRAINT app_user_password_ck CHECK ((kind = 'service') = (password_hash = ''));

      ALTER TABLE membership
        ADD COLUMN deactivated_at timestamptz NULL,
        ADD COLUMN last_seen_at timestamptz NULL;

      ALTER TABLE role ADD COLUMN version integer NOT NULL DEFAULT 1;

      CREATE TABLE invitation (
        id uuid CONSTRAINT invitation_pk PRIMARY KEY,
        mandate_id uuid NOT NULL CONSTRAINT invitation_mandate_fk REFERENCES mandate ON DELETE CASCADE,
        email text NOT NULL CONSTRAINT invitation_email_ck CHECK (email = lower(email)),
        locale text NOT NULL,
        token_hash bytea NOT NULL CONSTRAINT invitation_token_hash_uq UNIQUE,
        invited_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        accepted_at timestamptz NULL,
        revoked_at timestamptz NULL,
        CONSTRAINT invitation_mandate_uq UNIQUE (mandate_id, id)
      );
      -- At most one at a time for one address.
      CREATE UNIQUE INDEX invitation_open_uq ON invitation (mandate_id, email)
        WHERE accepted_at IS NULL AND revoked_at IS NULL;

      -- The composite keys make it impossible to invite somebody to a role of another mandate.
      CREATE TABLE invitation_role (
        mandate_id uuid NOT NULL,
        invitation_id uuid NOT NULL,
        role_id uuid NOT NULL,
        CONSTRAINT invitation_role_pk PRIMARY KEY (mandate_id, invitation_id, role_id),
        CONSTRAINT invitation_role_invitation_fk FOREIGN KEY (mandate_id, invitation_id)
          REFERENCES invitation (mandate_id, id) ON DELETE CASCADE,
        CONSTRAINT invitation_role_role_fk FOREIGN KEY (mandate_id, role_id)
          REFERENCES role (mandate_id, id) ON DELETE CASCADE
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE invitation_role, invitation;
      ALTER TABLE role DROP COLUMN version;
      ALTER TABLE membership DROP COLUMN deactivated_at, DROP COLUMN last_seen_at;
      -- Without the column a program would be a person: its membership goes, and its key with it.
      DELETE FROM app_user WHERE kind = 'service';
      ALTER TABLE app_user DROP CONSTRAINT app_user_password_ck, DROP COLUMN kind;
    `);
  }
}
