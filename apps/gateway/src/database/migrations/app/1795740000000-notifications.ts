import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people are told of, what members ask their admins for, and balances that have fallen. */
export class Notifications1795740000000 implements MigrationInterface {
  name = 'Notifications1795740000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notification (
        id uuid CONSTRAINT notification_pk PRIMARY KEY,
        mandate_id uuid NOT NULL,
        user_id uuid NOT NULL,
        kind text NOT NULL,
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        read_at timestamptz NULL,
        CONSTRAINT notification_membership_fk FOREIGN KEY (mandate_id, user_id)
          REFERENCES membership (mandate_id, user_id) ON DELETE CASCADE
      );
      CREATE INDEX notification_list_ix ON notification (mandate_id, user_id, created_at DESC, id DESC);
      CREATE INDEX notification_unread_ix ON notification (mandate_id, user_id) WHERE read_at IS NULL;
      CREATE INDEX notification_age_ix ON notification (created_at);

      CREATE TABLE wish (
        id uuid CONSTRAINT wish_pk PRIMARY KEY,
        mandate_id uuid NOT NULL,
        user_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT wish_kind_ck CHECK (kind IN ('credit', 'provider')),
        connector_type text NULL,
        -- Null: any model of the provider.
        model text NULL,
        -- What the waiting request needs, CHF.
        required numeric(20,9) NULL,
        -- Free credit when it was asked for; null: unlimited.
        available numeric(20,9) NULL,
        chat_id uuid NULL,
        note text NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        solved_at timestamptz NULL,
        CONSTRAINT wish_membership_fk FOREIGN KEY (mandate_id, user_id)
          REFERENCES membership (mandate_id, user_id) ON DELETE CASCADE,
        CONSTRAINT wish_subject_ck CHECK ((kind = 'provider') = (connector_type IS NOT NULL)
          AND (kind = 'provider' OR model IS NULL))
      );
      CREATE INDEX wish_user_ix ON wish (mandate_id, user_id, created_at DESC);
      CREATE INDEX wish_open_ix ON wish (mandate_id, kind) WHERE solved_at IS NULL;

      -- A row stands for a fall that people were told of; it goes when the account was topped up again.
      CREATE TABLE balance_crossing (
        account_id uuid CONSTRAINT balance_crossing_pk PRIMARY KEY,
        mandate_id uuid NOT NULL CONSTRAINT balance_crossing_mandate_fk REFERENCES mandate ON DELETE CASCADE,
        level text NOT NULL CONSTRAINT balance_crossing_level_ck CHECK (level IN ('low', 'exhausted')),
        balance numeric(20,9) NOT NULL,
        -- The mandate's own; null: a week's use.
        threshold numeric(20,9) NULL,
        since timestamptz NOT NULL DEFAULT clock_timestamp()
      );

      CREATE TABLE onboarding (
        mandate_id uuid CONSTRAINT onboarding_pk PRIMARY KEY
          CONSTRAINT onboarding_mandate_fk REFERENCES mandate ON DELETE CASCADE,
        hidden_by uuid NOT NULL CONSTRAINT onboarding_user_fk REFERENCES app_user,
        hidden_at timestamptz NOT NULL DEFAULT now()
      );

      -- Whoever waits for a permission is told by the change itself, whichever code and gateway makes it.
      CREATE FUNCTION tell_rule_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('access_changed', role.mandate_id::text) FROM role
          WHERE role.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.role_id ELSE NEW.role_id END;
        RETURN NULL;
      END $$;
      CREATE TRIGGER access_rule_changed_tg AFTER INSERT OR UPDATE OR DELETE ON access_rule
        FOR EACH ROW EXECUTE FUNCTION tell_rule_change();
      CREATE FUNCTION tell_role_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('access_changed',
          CASE WHEN TG_OP = 'DELETE' THEN OLD.mandate_id ELSE NEW.mandate_id END::text);
        RETURN NULL;
      END $$;
      CREATE TRIGGER membership_role_changed_tg AFTER INSERT OR UPDATE OR DELETE ON membership_role
        FOR EACH ROW EXECUTE FUNCTION tell_role_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER membership_role_changed_tg ON membership_role;
      DROP FUNCTION tell_role_change;
      DROP TRIGGER access_rule_changed_tg ON access_rule;
      DROP FUNCTION tell_rule_change;
      DROP TABLE onboarding;
      DROP TABLE balance_crossing;
      DROP TABLE wish;
      DROP TABLE notification;
    `);
  }
}
