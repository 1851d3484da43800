import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Automations with their versions, their runs, and the steps of the runs. */
export class Automations1795600000000 implements MigrationInterface {
  name = 'Automations1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE automation (
        id uuid CONSTRAINT automation_pk PRIMARY KEY,
        mandate_id uuid NOT NULL CONSTRAINT automation_mandate_fk REFERENCES mandate ON DELETE CASCADE,
        -- Not of the membership: who leaves the mandate leaves the automation behind, paused.
        owner_id uuid NOT NULL CONSTRAINT automation_owner_fk REFERENCES app_user,
        name text NOT NULL,
        description text NOT NULL,
        status text NOT NULL DEFAULT 'active' CONSTRAINT automation_status_ck CHECK (status IN ('active', 'paused')),
        pause_reason text NULL,
        paused_at timestamptz NULL,
        version integer NOT NULL CONSTRAINT automation_version_ck CHECK (version >= 1),
        -- Every model and search model that the newest version names.
        model_ids text[] NOT NULL DEFAULT '{}',
        schedule_cron text NULL,
        schedule_time_zone text NULL,
        schedule_missed text NULL CONSTRAINT automation_schedule_missed_ck CHECK (schedule_missed IN ('skip', 'catch_up')),
        next_run_at timestamptz NULL,
        webhook_hash bytea NULL CONSTRAINT automation_webhook_hash_uq UNIQUE,
        run_limit numeric(20,9) NULL CONSTRAINT automation_run_limit_ck CHECK (run_limit > 0),
        month_limit numeric(20,9) NULL CONSTRAINT automation_month_limit_ck CHECK (month_limit > 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        -- Runs and bookings name automations that are gone.
        removed_at timestamptz NULL,
        CONSTRAINT automation_mandate_uq UNIQUE (mandate_id, id),
        CONSTRAINT automation_pause_ck CHECK ((status = 'paused') = (pause_reason IS NOT NULL)
          AND (status = 'paused') = (paused_at IS NOT NULL)),
        CONSTRAINT automation_schedule_ck CHECK ((schedule_cron IS NULL) = (schedule_time_zone IS NULL)
          AND (schedule_cron IS NULL) = (schedule_missed IS NULL)),
        CONSTRAINT automation_due_ck CHECK (next_run_at IS NULL
          OR (status = 'active' AND schedule_cron IS NOT NULL AND removed_at IS NULL))
      );
      CREATE INDEX automation_list_ix ON automation (mandate_id, updated_at DESC, id DESC) WHERE removed_at IS NULL;
      CREATE INDEX automation_due_ix ON automation (next_run_at) WHERE next_run_at IS NOT NULL;

      -- Rows are added, never changed.
      CREATE TABLE automation_version (
        automation_id uuid NOT NULL CONSTRAINT automation_version_automation_fk REFERENCES automation ON DELETE CASCADE,
        version integer NOT NULL,
        definition jsonb NOT NULL,
        author_id uuid NOT NULL CONSTRAINT automation_version_author_fk REFERENCES app_user,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT automation_version_pk PRIMARY KEY (automation_id, version)
      );

      CREATE TABLE automation_run (
        id uuid CONSTRAINT automation_run_pk PRIMARY KEY,
        automation_id uuid NOT NULL,
        mandate_id uuid NOT NULL,
        -- The person that it runs as.
        user_id uuid NOT NULL CONSTRAINT automation_run_user_fk REFERENCES app_user,
        version integer NOT NULL,
        -- As it runs: a test run may try what is not saved.
        definition jsonb NOT NULL,
        trigger text NOT NULL CONSTRAINT automation_run_trigger_ck
          CHECK (trigger IN ('manual', 'test', 'schedule', 'webhook', 'retry')),
        status text NOT NULL DEFAULT 'queued' CONSTRAINT automation_run_status_ck
          CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'stopped', 'cancelled')),
        scheduled_for timestamptz NULL,
        inputs jsonb NOT NULL DEFAULT '[]',
        error jsonb NULL,
        cost numeric(20,9) NOT NULL DEFAULT 0,
        retry_of uuid NULL CONSTRAINT automation_run_retry_fk REFERENCES automation_run ON DELETE SET NULL,
        -- Path of the step that a retry begins at.
        retry_from text NULL,
        cancel_requested boolean NOT NULL DEFAULT false,
        gateway_id text NULL,
        -- While it runs its gateway renews this; a dead gateway stops renewing.
        lease_until timestamptz NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz NULL,
        finished_at timestamptz NULL,
        CONSTRAINT automation_run_automation_fk FOREIGN KEY (mandate_id, automation_id)
          REFERENCES automation (mandate_id, id) ON DELETE CASCADE,
        -- One start per due time, however many gateways there are.
        CONSTRAINT automation_run_scheduled_uq UNIQUE (automation_id, scheduled_for)
      );
      CREATE INDEX automation_run_list_ix ON automation_run (automation_id, created_at DESC, id DESC);
      CREATE INDEX automation_run_queued_ix ON automation_run (created_at, id) WHERE status = 'queued';
      CREATE INDEX automation_run_running_ix ON automation_run (mandate_id) WHERE status = 'running';

      CREATE TABLE automation_step_run (
        id uuid CONSTRAINT automation_step_run_pk PRIMARY KEY,
        run_id uuid NOT NULL CONSTRAINT automation_step_run_run_fk REFERENCES automation_run ON DELETE CASCADE,
        -- Order in which the steps of the run began.
        seq integer NOT NULL,
        step_id text NOT NULL,
        -- Place in the run, loops included.
        path text NOT NULL,
        attempt integer NOT NULL DEFAULT 1,
        name text NOT NULL,
        kind text NOT NULL CONSTRAINT automation_step_run_kind_ck
          CHECK (kind IN ('prompt', 'web_search', 'condition', 'for_each', 'http_request')),
        status text NOT NULL CONSTRAINT automation_step_run_status_ck
          CHECK (status IN ('running', 'succeeded', 'failed', 'skipped', 'cancelled', 'interrupted')),
        input text NULL,
        -- For people, cut to a limit; \`result\` is what later steps and retries read.
        output text NULL,
        -- Not jsonb: the order of the fields is part of what later steps put into texts.
        result json NULL,
        model text NULL,
        cost numeric(20,9) NOT NULL DEFAULT 0,
        transaction_ids jsonb NOT NULL DEFAULT '[]',
        error jsonb NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz NULL,
        CONSTRAINT automation_step_run_seq_uq UNIQUE (run_id, seq),
        CONSTRAINT automation_step_run_path_uq UNIQUE (run_id, path, attempt)
      );

      -- Mandates that are there already: their users may automate as new ones may. Admins have all of \`data.*\`.
      INSERT INTO access_rule (role_id, resource, effect)
        SELECT role.id, granted.resource, 'allow'
        FROM role CROSS JOIN (VALUES ('ui.automations'), ('data.automations.own')) AS granted (resource)
        WHERE role.built_in AND role.name = 'user'
        ON CONFLICT DO NOTHING;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE automation_step_run, automation_run, automation_version, automation;
      DELETE FROM access_rule WHERE resource IN ('ui.automations', 'data.automations.own', 'data.automations.all')
    `);
  }
}
