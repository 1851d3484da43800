import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, mandates, permissions, chats. */
export class Foundation1795000000000 implements MigrationInterface {
  name = 'Foundation1795000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mandate (
        id uuid CONSTRAINT mandate_pk PRIMARY KEY,
        name text NOT NULL,
        kind text NOT NULL CONSTRAINT mandate_kind_ck CHECK (kind IN ('root', 'customer')),
        status text NOT NULL DEFAULT 'active' CONSTRAINT mandate_status_ck CHECK (status IN ('active', 'suspended')),
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX mandate_one_root_uq ON mandate (kind) WHERE kind = 'root';

      CREATE TABLE app_user (
        id uuid CONSTRAINT app_user_pk PRIMARY KEY,
        email text NOT NULL CONSTRAINT app_user_email_uq UNIQUE CONSTRAINT app_user_email_ck CHECK (email = lower(email)),
        display_name text NOT NULL,
        locale text NOT NULL DEFAULT 'de-CH',
        password_hash text NOT NULL,
        status text NOT NULL DEFAULT 'active' CONSTRAINT app_user_status_ck CHECK (status IN ('active', 'deactivated')),
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE user_session (
        id uuid CONSTRAINT user_session_pk PRIMARY KEY,
        token_hash bytea NOT NULL CONSTRAINT user_session_token_hash_uq UNIQUE,
        user_id uuid NOT NULL CONSTRAINT user_session_user_fk REFERENCES app_user ON DELETE CASCADE,
        mandate_id uuid NULL CONSTRAINT user_session_mandate_fk REFERENCES mandate ON DELETE SET NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX user_session_user_ix ON user_session (user_id);
      CREATE INDEX user_session_expires_ix ON user_session (expires_at);

      CREATE TABLE membership (
        mandate_id uuid NOT NULL CONSTRAINT membership_mandate_fk REFERENCES mandate ON DELETE CASCADE,
        user_id uuid NOT NULL CONSTRAINT membership_user_fk REFERENCES app_user ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT membership_pk PRIMARY KEY (mandate_id, user_id)
      );
      CREATE INDEX membership_user_ix ON membership (user_id);

      CREATE TABLE role (
        id uuid CONSTRAINT role_pk PRIMARY KEY,
        mandate_id uuid NOT NULL CONSTRAINT role_mandate_fk REFERENCES mandate ON DELETE CASCADE,
        name text NOT NULL,
        built_in boolean NOT NULL DEFAULT false,
        CONSTRAINT role_name_uq UNIQUE (mandate_id, name),
        CONSTRAINT role_mandate_uq UNIQUE (mandate_id, id)
      );

      CREATE TABLE access_rule (
        role_id uuid NOT NULL CONSTRAINT access_rule_role_fk REFERENCES role ON DELETE CASCADE,
        resource text NOT NULL,
        effect text NOT NULL CONSTRAINT access_rule_effect_ck CHECK (effect IN ('allow', 'deny')),
        CONSTRAINT access_rule_pk PRIMARY KEY (role_id, resource)
      );

      -- The composite keys make it impossible to give a person a role of another mandate.
      CREATE TABLE membership_role (
        mandate_id uuid NOT NULL,
        user_id uuid NOT NULL,
        role_id uuid NOT NULL,
        CONSTRAINT membership_role_pk PRIMARY KEY (mandate_id, user_id, role_id),
        CONSTRAINT membership_role_membership_fk FOREIGN KEY (mandate_id, user_id) REFERENCES membership ON DELETE CASCADE,
        CONSTRAINT membership_role_role_fk FOREIGN KEY (mandate_id, role_id) REFERENCES role (mandate_id, id) ON DELETE CASCADE
      );

      CREATE TABLE api_key (
        id uuid CONSTRAINT api_key_pk PRIMARY KEY,
        mandate_id uuid NOT NULL,
        user_id uuid NOT NULL,
        name text NOT NULL,
        prefix text NOT NULL,
        key_hash bytea NOT NULL CONSTRAINT api_key_key_hash_uq UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NULL,
        revoked_at timestamptz NULL,
        last_used_at timestamptz NULL,
        CONSTRAINT api_key_membership_fk FOREIGN KEY (mandate_id, user_id) REFERENCES membership ON DELETE CASCADE
      );
      CREATE INDEX api_key_membership_ix ON api_key (mandate_id, user_id);

      CREATE TABLE chat (
        id uuid CONSTRAINT chat_pk PRIMARY KEY,
        mandate_id uuid NOT NULL,
        user_id uuid NOT NULL,
        title text NOT NULL DEFAULT '',
        model text NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT chat_membership_fk FOREIGN KEY (mandate_id, user_id) REFERENCES membership ON DELETE CASCADE
      );
      CREATE INDEX chat_list_ix ON chat (mandate_id, user_id, updated_at DESC, id DESC);

      CREATE TABLE chat_message (
        id uuid CONSTRAINT chat_message_pk PRIMARY KEY,
        chat_id uuid NOT NULL CONSTRAINT chat_message_chat_fk REFERENCES chat ON DELETE CASCADE,
        seq integer NOT NULL,
        role text NOT NULL CONSTRAINT chat_message_role_ck CHECK (role IN ('user', 'assistant')),
        status text NOT NULL CONSTRAINT chat_message_status_ck
          CHECK (status IN ('streaming', 'completed', 'aborted', 'failed', 'interrupted')),
        content text NOT NULL,
        model text NULL,
        error_code text NULL,
        stop_requested boolean NOT NULL DEFAULT false,
        idempotency_key text NULL,
        request_hash bytea NULL,
        -- While an answer is written its gateway renews this; a dead gateway stops renewing.
        lease_until timestamptz NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT chat_message_seq_uq UNIQUE (chat_id, seq),
        CONSTRAINT chat_message_idempotency_uq UNIQUE (chat_id, idempotency_key)
      );
      -- At most one answer at a time is written in a chat.
      CREATE UNIQUE INDEX chat_message_streaming_uq ON chat_message (chat_id) WHERE status = 'streaming';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE chat_message, chat, api_key, membership_role, access_rule, role, membership, user_session, app_user, mandate
    `);
  }
}
