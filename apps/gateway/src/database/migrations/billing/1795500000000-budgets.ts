import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LEDGER_FUNCTIONS } from './1795000000000-ledger-functions.js';
import { BUDGET_FUNCTIONS } from './1795500000000-budgets-functions.js';

/** Budgets: limits in CHF on top of the balance, kept by the same functions. */
export class Budgets1795500000000 implements MigrationInterface {
  name = 'Budgets1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(BUDGET_FUNCTIONS);
  }

  /**
   * Calls go on without budgets. Once a booking names one, the names stay and so do the budgets: the booking's hash
   * covers them, and bookings are never changed.
   */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(['ledger_apply', 'ledger_release', 'ledger_expire'].map(landed).join('\n'));
    await runner.query(`
      DROP FUNCTION ledger_free_budgets;
      ALTER TABLE billing_hold DROP COLUMN budget_ids, DROP COLUMN budget_amount;
    `);
    const [booked] = (await runner.query(
      'SELECT FROM billing_transaction WHERE budget_ids IS NOT NULL LIMIT 1',
    )) as object[];
    if (booked) await runner.query('UPDATE billing_budget SET held = 0');
    else {
      await runner.query(`
        ${landed('ledger_canonical')}
        ALTER TABLE billing_transaction DROP COLUMN budget_ids;
        DROP TABLE billing_budget;
      `);
    }
  }
}

/** A function as the first migration made it, in place of the one that is there. */
function landed(name: string): string {
  const pattern = new RegExp(`CREATE FUNCTION ${name}\\([\\s\\S]*?AS \\$\\$[\\s\\S]*?\\$\\$;`);
  const [text] = pattern.exec(LEDGER_FUNCTIONS) ?? [];
  if (text === undefined) throw new Error(`the first migration made no function ${name}`);
  return text.replace('CREATE', 'CREATE OR REPLACE');
}

// What an earlier `down` had to keep is taken up again.
const TABLES = `
  -- A limit on whatever subject, of whatever kind: the ledger treats all alike. Rows as hot as accounts.
  CREATE TABLE IF NOT EXISTS billing_budget (
    id uuid CONSTRAINT billing_budget_pk PRIMARY KEY,
    mandate_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT billing_budget_kind_ck CHECK (kind <> ''),
    subject uuid NOT NULL,
    period text NULL CONSTRAINT billing_budget_period_ck CHECK (period ~ '^\\d{4}-(0[1-9]|1[0-2])$'),
    -- No check holds it above what is used: it may be lowered at any time, and then only refuses.
    limit_amount numeric(20,9) NOT NULL CONSTRAINT billing_budget_limit_ck CHECK (limit_amount >= 0 AND limit_amount < 'NaN'),
    used numeric(20,9) NOT NULL DEFAULT 0 CONSTRAINT billing_budget_used_ck CHECK (used >= 0 AND used < 'NaN'),
    held numeric(20,9) NOT NULL DEFAULT 0 CONSTRAINT billing_budget_held_ck CHECK (held >= 0 AND held < 'NaN'),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT billing_budget_subject_uq UNIQUE NULLS NOT DISTINCT (mandate_id, kind, subject, period)
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
  -- Holds and bookings name budgets, so none may go.
  CREATE OR REPLACE TRIGGER billing_budget_kept_tg BEFORE DELETE ON billing_budget
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE OR REPLACE TRIGGER billing_budget_truncate_tg BEFORE TRUNCATE ON billing_budget
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

  -- What a call holds of each of its budgets: of an UNLIMITED account it holds nothing. No budgets are null.
  ALTER TABLE billing_hold
    ADD COLUMN budget_ids uuid[] NULL,
    ADD COLUMN budget_amount numeric(20,9) NULL,
    ADD CONSTRAINT billing_hold_budget_ck CHECK ((budget_ids IS NULL) = (budget_amount IS NULL) AND budget_amount >= 0);
  ALTER TABLE billing_transaction ADD COLUMN IF NOT EXISTS budget_ids uuid[] NULL;
`;
