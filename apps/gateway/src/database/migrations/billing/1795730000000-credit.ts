import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is invoiced, when to be warned, and how mandates get credit: by themselves up to a limit, or by asking. */
export class Credit1795730000000 implements MigrationInterface {
  name = 'Credit1795730000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE billing_settings
        ADD COLUMN warn_runway_days int NULL CONSTRAINT billing_settings_runway_ck CHECK (warn_runway_days > 0),
        ADD COLUMN warn_percent int NULL CONSTRAINT billing_settings_percent_ck CHECK (warn_percent BETWEEN 1 AND 100),
        ADD COLUMN self_top_up_limit numeric(20,9) NOT NULL DEFAULT 0
          CONSTRAINT billing_settings_top_up_ck CHECK (self_top_up_limit >= 0 AND self_top_up_limit < 'NaN');

      CREATE TABLE billing_address (
        mandate_id uuid CONSTRAINT billing_address_pk PRIMARY KEY,
        company text NOT NULL,
        person text NULL,
        street text NOT NULL,
        house_number text NULL,
        postcode text NOT NULL,
        town text NOT NULL,
        country text NOT NULL CONSTRAINT billing_address_country_ck CHECK (country ~ '^[A-Z]{2}$'),
        email text NOT NULL,
        vat_id text NULL,
        updated_at timestamptz NOT NULL
      );

      -- One line for each time that a mandate booked credit itself or asked for it. The bookings are the ledger's.
      CREATE TABLE billing_top_up (
        id uuid CONSTRAINT billing_top_up_pk PRIMARY KEY,
        mandate_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT billing_top_up_kind_ck CHECK (kind IN ('self', 'request')),
        state text NOT NULL CONSTRAINT billing_top_up_state_ck
          CHECK (state IN ('requested', 'booked', 'declined', 'withdrawn')),
        amount numeric(20,9) NOT NULL CONSTRAINT billing_top_up_amount_ck CHECK (amount > 0 AND amount < 'NaN'),
        booked_amount numeric(20,9) NULL,
        user_id uuid NOT NULL,
        note text NULL,
        reference text NULL,
        reason text NULL,
        decided_by uuid NULL,
        transaction_id uuid NULL
          CONSTRAINT billing_top_up_transaction_fk REFERENCES billing_transaction
          CONSTRAINT billing_top_up_transaction_uq UNIQUE,
        created_at timestamptz NOT NULL,
        decided_at timestamptz NULL,
        CONSTRAINT billing_top_up_booked_ck CHECK ((state = 'booked') = (transaction_id IS NOT NULL))
      );
      CREATE INDEX billing_top_up_history_ix ON billing_top_up (mandate_id, created_at, id);
      CREATE INDEX billing_top_up_inbox_ix ON billing_top_up (kind, state, created_at, id);

      -- The last credit of an account, which may lie behind a million calls. Debits are not in it and pay nothing.
      CREATE INDEX billing_transaction_income_ix ON billing_transaction (account_id, seq)
        WHERE type IN ('credit', 'transfer') AND amount > 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX billing_transaction_income_ix;
      DROP TABLE billing_top_up, billing_address;
      ALTER TABLE billing_settings DROP COLUMN warn_runway_days, DROP COLUMN warn_percent, DROP COLUMN self_top_up_limit;
    `);
  }
}
