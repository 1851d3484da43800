import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LEDGER_FUNCTIONS } from './1795000000000-ledger-functions.js';
import { BUDGET_FUNCTIONS } from './1795500000000-budgets-functions.js';
import { WARNING_FUNCTIONS } from './1795870000000-warnings-functions.js';
import { landed } from './landed-function.js';

/** Balances that fall below their threshold are noticed where they fall: by the ledger's functions. */
export class Warnings1795870000000 implements MigrationInterface {
  name = 'Warnings1795870000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(WARNING_FUNCTIONS);
    await runner.query(BEGIN_WATCHING);
  }

  /** Crossings that nobody was told of yet are forgotten. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(landed(BUDGET_FUNCTIONS, 'ledger_apply'));
    await runner.query(landed(LEDGER_FUNCTIONS, 'ledger_post'));
    await runner.query(`
      DROP FUNCTION ledger_forecast, ledger_watch, ledger_look, ledger_level;
      DROP TABLE balance_crossing;
      ALTER TABLE billing_account DROP COLUMN warn_below, DROP COLUMN alert, DROP COLUMN alert_since,
        DROP COLUMN runway_cost, DROP COLUMN runway_day, DROP COLUMN runway_at, DROP COLUMN runway_seq;
    `);
  }
}

const TABLES = `
  ALTER TABLE billing_account
    -- In CHF of balance and credit limit together: the highest of the mandate's thresholds, as it is now. Null: none.
    ADD COLUMN warn_below numeric NULL CONSTRAINT billing_account_warn_ck CHECK (warn_below >= 0 AND warn_below < 'NaN'),
    -- How deep it has fallen, as far as anybody was to be told; off where it pays for nothing, or without limit.
    ADD COLUMN alert text NOT NULL DEFAULT 'off'
      CONSTRAINT billing_account_alert_ck CHECK (alert IN ('off', 'armed', 'low', 'exhausted')),
    ADD COLUMN alert_since timestamptz NULL,
    -- What the days cost that the credit is to last; and the day, the moment and the booking that this is of.
    ADD COLUMN runway_cost numeric NULL CONSTRAINT billing_account_runway_ck CHECK (runway_cost >= 0 AND runway_cost < 'NaN'),
    ADD COLUMN runway_day date NULL,
    ADD COLUMN runway_at timestamptz NULL,
    ADD COLUMN runway_seq bigint NULL;

  -- One row for each time that an account fell below its threshold, or to nothing, written by the ledger's functions.
  CREATE TABLE balance_crossing (
    id uuid CONSTRAINT balance_crossing_pk PRIMARY KEY,
    account_id uuid NOT NULL CONSTRAINT balance_crossing_account_fk REFERENCES billing_account,
    mandate_id uuid NOT NULL,
    user_id uuid NULL,
    level text NOT NULL CONSTRAINT balance_crossing_level_ck CHECK (level IN ('low', 'exhausted')),
    -- Balance and credit limit together, after the fall.
    free numeric(20,9) NOT NULL,
    warn_below numeric NULL,
    created_at timestamptz NOT NULL,
    -- When people were told.
    handled_at timestamptz NULL
  );
  CREATE INDEX balance_crossing_due_ix ON balance_crossing (created_at) WHERE handled_at IS NULL;
  CREATE INDEX balance_crossing_account_ix ON balance_crossing (account_id, created_at);
`;

/**
 * Every account starts where it stands, and nobody is told again of what they know. What some days cost is taken from
 * the average of the last four weeks, until a gateway counts by weekday.
 */
const BEGIN_WATCHING = `
  UPDATE billing_account a SET runway_cost = trunc(u.amount / u.days * coalesce(s.warn_runway_days, 7), 9)
    FROM (
      SELECT mandate_id, user_id, sum(amount) AS amount, current_date - min(day) + 1 AS days, grouping(user_id) AS is_own
      FROM billing_usage_daily WHERE day > current_date - 28
      GROUP BY GROUPING SETS ((mandate_id), (mandate_id, user_id))
    ) u
    JOIN billing_settings s ON s.mandate_id = u.mandate_id
    WHERE a.mandate_id = u.mandate_id AND (s.warn_runway_days IS NOT NULL
      OR (s.low_balance_threshold IS NULL AND s.warn_percent IS NULL))
      AND CASE u.is_own WHEN 1 THEN a.user_id IS NULL ELSE a.user_id = u.user_id END;
  SELECT ledger_watch(coalesce(array_agg(id), '{}'), false) FROM billing_account;
`;
