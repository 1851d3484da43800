import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LEDGER_FUNCTIONS } from './1795000000000-ledger-functions.js';

/** Accounts, holds, bookings, statistics, prices; and the functions that alone change the ledger. */
export class Ledger1795000000000 implements MigrationInterface {
  name = 'Ledger1795000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(LEDGER_FUNCTIONS);
    await runner.query(IMMUTABILITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION ledger_apply, ledger_post, ledger_release, ledger_expire, ledger_book_usage, ledger_seal, ledger_canonical,
        ledger_is_amount, ledger_clock;
      DROP TABLE billing_usage_daily, billing_transaction, billing_hold, billing_account, billing_settings,
        idempotency_record, price_version, fx_rate;
      DROP FUNCTION refuse_change;
    `);
  }
}

const TABLES = `
  CREATE TABLE billing_settings (
    mandate_id uuid CONSTRAINT billing_settings_pk PRIMARY KEY,
    billing_model text NOT NULL CONSTRAINT billing_settings_model_ck
      CHECK (billing_model IN ('PREPAY_MANDATE', 'PREPAY_USER', 'POSTPAY', 'UNLIMITED')),
    low_balance_threshold numeric(20,9) NULL CONSTRAINT billing_settings_threshold_ck CHECK (low_balance_threshold >= 0),
    markup_percent numeric(9,4) NULL CONSTRAINT billing_settings_markup_ck CHECK (markup_percent >= 0),
    credit_limit numeric(20,9) NOT NULL DEFAULT 0 CONSTRAINT billing_settings_limit_ck CHECK (credit_limit >= 0),
    initial_user_credit numeric(20,9) NOT NULL DEFAULT 0 CONSTRAINT billing_settings_initial_ck CHECK (initial_user_credit >= 0),
    updated_at timestamptz NOT NULL DEFAULT now()
  );

  -- Hot rows: room on each page keeps their updates in place (HOT), and vacuum comes by count, not by share.
  CREATE TABLE billing_account (
    id uuid CONSTRAINT billing_account_pk PRIMARY KEY,
    mandate_id uuid NOT NULL,
    user_id uuid NULL,
    status text NOT NULL DEFAULT 'active' CONSTRAINT billing_account_status_ck CHECK (status IN ('active', 'suspended')),
    -- NaN is larger than any number, so that it would pass every other check.
    balance numeric(20,9) NOT NULL DEFAULT 0 CONSTRAINT billing_account_balance_ck CHECK (balance < 'NaN'),
    held numeric(20,9) NOT NULL DEFAULT 0 CONSTRAINT billing_account_held_ck CHECK (held >= 0 AND held < 'NaN'),
    credit_limit numeric(20,9) NULL DEFAULT 0 CONSTRAINT billing_account_limit_ck CHECK (credit_limit >= 0),
    last_seq bigint NOT NULL DEFAULT 0,
    head_hash bytea NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT billing_account_owner_uq UNIQUE NULLS NOT DISTINCT (mandate_id, user_id),
    -- The promise: what is free never falls below zero. A null limit (UNLIMITED) passes.
    CONSTRAINT billing_account_available_ck CHECK (balance - held + credit_limit >= 0)
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

  CREATE TABLE billing_hold (
    id uuid CONSTRAINT billing_hold_pk PRIMARY KEY,
    account_id uuid NOT NULL CONSTRAINT billing_hold_account_fk REFERENCES billing_account,
    amount numeric(20,9) NOT NULL CONSTRAINT billing_hold_amount_ck CHECK (amount >= 0),
    status text NOT NULL DEFAULT 'open' CONSTRAINT billing_hold_status_ck CHECK (status IN ('open', 'expired')),
    purpose jsonb NOT NULL,
    gateway_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL
  ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
  CREATE INDEX billing_hold_account_ix ON billing_hold (account_id);
  -- The status first, so that the sweeper does not read all tombstones every time.
  CREATE INDEX billing_hold_due_ix ON billing_hold (status, expires_at);

  CREATE TABLE billing_transaction (
    id uuid CONSTRAINT billing_transaction_pk PRIMARY KEY,
    account_id uuid NOT NULL CONSTRAINT billing_transaction_account_fk REFERENCES billing_account,
    mandate_id uuid NOT NULL,
    seq bigint NOT NULL CONSTRAINT billing_transaction_seq_ck CHECK (seq > 0),
    type text NOT NULL CONSTRAINT billing_transaction_type_ck
      CHECK (type IN ('credit', 'debit', 'adjustment', 'transfer', 'expiry')),
    amount numeric(20,9) NOT NULL,
    balance_after numeric(20,9) NOT NULL,
    created_at timestamptz NOT NULL,
    user_id uuid NULL,
    feature text NULL,
    connector_type text NULL,
    model text NULL,
    outcome text NULL CONSTRAINT billing_transaction_outcome_ck CHECK (outcome IN ('completed', 'aborted', 'failed')),
    estimated boolean NOT NULL DEFAULT false,
    late boolean NOT NULL DEFAULT false,
    shortfall numeric(20,9) NOT NULL DEFAULT 0 CONSTRAINT billing_transaction_shortfall_ck CHECK (shortfall >= 0),
    usage jsonb NULL,
    receipt jsonb NULL,
    reason text NULL,
    reference text NULL,
    chat_id uuid NULL,
    message_id uuid NULL,
    automation_id uuid NULL,
    run_id uuid NULL,
    api_key_id uuid NULL,
    reversal_of uuid NULL CONSTRAINT billing_transaction_reversal_fk REFERENCES billing_transaction
      CONSTRAINT billing_transaction_reversal_uq UNIQUE,
    provider_request_id text NULL,
    hash bytea NOT NULL,
    CONSTRAINT billing_transaction_seq_uq UNIQUE (account_id, seq),
    CONSTRAINT billing_transaction_debit_ck CHECK (type <> 'debit' OR amount <= 0),
    CONSTRAINT billing_transaction_credit_ck CHECK (type <> 'credit' OR amount > 0)
  );
  CREATE INDEX billing_transaction_history_ix ON billing_transaction (mandate_id, created_at, id);
  CREATE INDEX billing_transaction_user_ix ON billing_transaction (mandate_id, user_id, created_at, id);
  CREATE INDEX billing_transaction_model_ix ON billing_transaction (mandate_id, connector_type, model, created_at, id);
  CREATE INDEX billing_transaction_message_ix ON billing_transaction (message_id) WHERE message_id IS NOT NULL;

  -- UsageStatistics: sums of the debits by day in Europe/Zurich. Derived; verify compares it with the bookings.
  CREATE TABLE billing_usage_daily (
    mandate_id uuid NOT NULL,
    day date NOT NULL,
    user_id uuid NULL,
    connector_type text NOT NULL,
    model text NOT NULL,
    feature text NOT NULL,
    automation_id uuid NULL,
    calls bigint NOT NULL,
    input_tokens bigint NOT NULL,
    cache_read_tokens bigint NOT NULL,
    cache_write_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    search_requests bigint NOT NULL,
    amount numeric(24,9) NOT NULL,
    CONSTRAINT billing_usage_daily_uq
      UNIQUE NULLS NOT DISTINCT (mandate_id, day, user_id, connector_type, model, feature, automation_id)
  ) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

  CREATE TABLE idempotency_record (
    scope text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    response jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_record_pk PRIMARY KEY (scope, key)
  );

  CREATE TABLE price_version (
    id uuid CONSTRAINT price_version_pk PRIMARY KEY,
    connector_type text NOT NULL,
    model text NOT NULL,
    valid_from timestamptz NOT NULL,
    tiers jsonb NOT NULL,
    source text NOT NULL,
    author text NOT NULL,
    confirmed boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT price_version_uq UNIQUE (connector_type, model, valid_from)
  );

  CREATE TABLE fx_rate (
    id uuid CONSTRAINT fx_rate_pk PRIMARY KEY,
    usd_chf numeric(18,8) NOT NULL CONSTRAINT fx_rate_positive_ck CHECK (usd_chf > 0),
    valid_from timestamptz NOT NULL CONSTRAINT fx_rate_valid_from_uq UNIQUE,
    source text NOT NULL,
    author text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
`;

const IMMUTABILITY = `
  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '55000';
  END $$;

  CREATE TRIGGER billing_transaction_immutable_tg BEFORE UPDATE OR DELETE ON billing_transaction
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER billing_transaction_truncate_tg BEFORE TRUNCATE ON billing_transaction
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER price_version_immutable_tg BEFORE DELETE ON price_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
`;
