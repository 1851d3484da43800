import type { MigrationInterface, QueryRunner } from 'typeorm';
import { BUDGET_FUNCTIONS } from './1795500000000-budgets-functions.js';
import { WARNING_FUNCTIONS } from './1795870000000-warnings-functions.js';
import { ARRAY_FUNCTIONS } from './1795910000000-arrays-functions.js';
import { landed } from './landed-function.js';

/**
 * Batches come as arrays, and a booking pays for no check that its function has made already: the accounts of holds and
 * bookings are locked, so they are there, and triggers keep them from leaving or changing their id; a booking that is
 * reversed was looked up, and stays.
 */
export class Arrays1795910000000 implements MigrationInterface {
  name = 'Arrays1795910000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION ledger_apply(jsonb, jsonb)');
    // As text, a receipt is neither taken apart when it comes nor put together for its hash: a tenth of a batch's time.
    await runner.query('ALTER TABLE billing_transaction ALTER COLUMN receipt TYPE json');
    await runner.query(ARRAY_FUNCTIONS);
    await runner.query(`
      ALTER TABLE billing_hold DROP CONSTRAINT billing_hold_account_fk;
      -- Holds are few, and found by their id or as what is open.
      DROP INDEX billing_hold_account_ix;
      ALTER TABLE billing_transaction DROP CONSTRAINT billing_transaction_account_fk,
        DROP CONSTRAINT billing_transaction_reversal_fk, DROP CONSTRAINT billing_transaction_reversal_uq;
      CREATE UNIQUE INDEX billing_transaction_reversal_uq ON billing_transaction (reversal_of) WHERE reversal_of IS NOT NULL;
      CREATE TRIGGER billing_account_kept_tg BEFORE DELETE OR UPDATE OF id, mandate_id ON billing_account
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER billing_account_truncate_tg BEFORE TRUNCATE ON billing_account
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER billing_account_kept_tg ON billing_account;
      DROP TRIGGER billing_account_truncate_tg ON billing_account;
      DROP INDEX billing_transaction_reversal_uq;
      ALTER TABLE billing_transaction ADD CONSTRAINT billing_transaction_reversal_uq UNIQUE (reversal_of),
        ADD CONSTRAINT billing_transaction_reversal_fk FOREIGN KEY (reversal_of) REFERENCES billing_transaction,
        ADD CONSTRAINT billing_transaction_account_fk FOREIGN KEY (account_id) REFERENCES billing_account;
      ALTER TABLE billing_hold ADD CONSTRAINT billing_hold_account_fk FOREIGN KEY (account_id) REFERENCES billing_account;
      CREATE INDEX billing_hold_account_ix ON billing_hold (account_id);
    `);
    await runner.query(RECEIPTS_BACK);
    await runner.query('DROP FUNCTION ledger_apply');
    await runner.query(landed(WARNING_FUNCTIONS, 'ledger_apply'));
    await runner.query(landed(BUDGET_FUNCTIONS, 'ledger_canonical'));
  }
}

/** Only while every receipt is still the same text: hashes cover it. */
const RECEIPTS_BACK = `
  DO $$ BEGIN
    IF EXISTS (SELECT FROM billing_transaction WHERE receipt::text <> receipt::jsonb::text) THEN
      RAISE EXCEPTION 'there are bookings whose hash covers a receipt as text: they cannot go back';
    END IF;
    ALTER TABLE billing_transaction ALTER COLUMN receipt TYPE jsonb;
  END $$
`;
