import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the operator watches over: prices taken back before they begin, verifications, providers' health, gateways. */
export class Operation1795760000000 implements MigrationInterface {
  name = 'Operation1795760000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WITHDRAWALS);
    await runner.query(VERIFICATIONS);
    await runner.query(HEALTH);
  }

  /** What was withdrawn goes: without its mark it would come into force. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE gateway_heartbeat, connector_status, connector_minute, ledger_verification;
      DROP FUNCTION refuse_verification_change, add_counts;
      DROP TRIGGER price_version_immutable_tg ON price_version;
      DROP TRIGGER fx_rate_immutable_tg ON fx_rate;
      DROP FUNCTION refuse_dated_change;
      DELETE FROM price_version WHERE withdrawn_at IS NOT NULL;
      DELETE FROM fx_rate WHERE withdrawn_at IS NOT NULL;
      CREATE TRIGGER price_version_immutable_tg BEFORE UPDATE OR DELETE ON price_version
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER fx_rate_immutable_tg BEFORE UPDATE OR DELETE ON fx_rate
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      DROP INDEX price_version_start_uq, fx_rate_start_uq;
      ALTER TABLE price_version DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_by,
        ADD CONSTRAINT price_version_uq UNIQUE (connector_type, model, valid_from);
      ALTER TABLE fx_rate DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_by,
        ADD CONSTRAINT fx_rate_valid_from_uq UNIQUE (valid_from);
    `);
  }
}

const WITHDRAWALS = `
  -- A start may be given anew once the row that had it was withdrawn.
  ALTER TABLE price_version ADD COLUMN withdrawn_at timestamptz NULL, ADD COLUMN withdrawn_by text NULL,
    ADD CONSTRAINT price_version_withdrawn_ck CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    DROP CONSTRAINT price_version_uq;
  CREATE UNIQUE INDEX price_version_start_uq ON price_version (connector_type, model, valid_from)
    WHERE withdrawn_at IS NULL;
  ALTER TABLE fx_rate ADD COLUMN withdrawn_at timestamptz NULL, ADD COLUMN withdrawn_by text NULL,
    ADD CONSTRAINT fx_rate_withdrawn_ck CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    DROP CONSTRAINT fx_rate_valid_from_uq;
  CREATE UNIQUE INDEX fx_rate_start_uq ON fx_rate (valid_from) WHERE withdrawn_at IS NULL;

  -- One change is allowed, once, before the row begins: that it is withdrawn.
  CREATE FUNCTION refuse_dated_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
      AND to_jsonb(NEW) - '{withdrawn_at,withdrawn_by}'::text[] = to_jsonb(OLD) - '{withdrawn_at,withdrawn_by}'::text[]
    THEN
      IF OLD.valid_from > clock_timestamp() THEN RETURN NEW; END IF;
      RAISE EXCEPTION '% has begun', TG_TABLE_NAME USING ERRCODE = '55000';
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '55000';
  END $$;
  CREATE OR REPLACE TRIGGER price_version_immutable_tg BEFORE UPDATE OR DELETE ON price_version
    FOR EACH ROW EXECUTE FUNCTION refuse_dated_change();
  CREATE OR REPLACE TRIGGER fx_rate_immutable_tg BEFORE UPDATE OR DELETE ON fx_rate
    FOR EACH ROW EXECUTE FUNCTION refuse_dated_change();
`;

const VERIFICATIONS = `
  CREATE TABLE ledger_verification (
    id uuid CONSTRAINT ledger_verification_pk PRIMARY KEY,
    state text NOT NULL DEFAULT 'running' CONSTRAINT ledger_verification_state_ck
      CHECK (state IN ('running', 'passed', 'failed', 'interrupted')),
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz NULL,
    -- Tells a verification that goes on from one whose gateway died.
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The day of a daily one, which so runs once; null where a person started it.
    day date NULL CONSTRAINT ledger_verification_day_uq UNIQUE,
    started_by uuid NULL,
    gateway_id uuid NOT NULL,
    progress int NOT NULL DEFAULT 0 CONSTRAINT ledger_verification_progress_ck CHECK (progress BETWEEN 0 AND 100),
    accounts bigint NULL,
    bookings bigint NULL,
    open_holds bigint NULL,
    receipts bigint NULL,
    differences bigint NULL,
    -- The first of them.
    findings jsonb NULL
  );
  CREATE UNIQUE INDEX ledger_verification_one_uq ON ledger_verification ((true)) WHERE state = 'running';
  CREATE INDEX ledger_verification_time_ix ON ledger_verification (started_at, id);

  CREATE FUNCTION refuse_verification_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'running' THEN RETURN NEW; END IF;
    RAISE EXCEPTION '% keeps its results', TG_TABLE_NAME USING ERRCODE = '55000';
  END $$;
  CREATE TRIGGER ledger_verification_kept_tg BEFORE UPDATE OR DELETE ON ledger_verification
    FOR EACH ROW EXECUTE FUNCTION refuse_verification_change();
  CREATE TRIGGER ledger_verification_truncate_tg BEFORE TRUNCATE ON ledger_verification
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_verification_change();
`;

const HEALTH = `
  -- What became of calls, by the minute; of all gateways together. Derived and pruned: never a record of money.
  CREATE TABLE connector_minute (
    connector_type text NOT NULL,
    minute timestamptz NOT NULL,
    calls int NOT NULL,
    failures int NOT NULL,
    -- Calls by the time to their first token, in steps that the gateway knows.
    first_token int[] NOT NULL,
    CONSTRAINT connector_minute_pk PRIMARY KEY (minute, connector_type)
  );
  CREATE TABLE connector_status (
    connector_type text CONSTRAINT connector_status_pk PRIMARY KEY,
    last_success_at timestamptz NULL,
    last_failure_at timestamptz NULL,
    -- Kind, status and model of the last failure; never what the provider wrote.
    last_failure jsonb NULL
  );
  CREATE TABLE gateway_heartbeat (
    gateway_id uuid CONSTRAINT gateway_heartbeat_pk PRIMARY KEY,
    host text NOT NULL,
    version text NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
  );

  CREATE FUNCTION add_counts(a int[], b int[]) RETURNS int[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(coalesce(x, 0) + coalesce(y, 0) ORDER BY n) FROM unnest(a, b) WITH ORDINALITY AS u (x, y, n)
  $$;
`;
