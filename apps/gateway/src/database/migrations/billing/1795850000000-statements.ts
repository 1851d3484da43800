import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Monthly statements, their numbers, and from when the operator charges which rate of MWST. */
export class Statements1795850000000 implements MigrationInterface {
  name = 'Statements1795850000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TAX);
    await runner.query(STATEMENTS);
    await runner.query(FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE billing_statement, billing_statement_number, operator_tax;
      DROP FUNCTION refuse_broken_statement, refuse_tax_change, statement_last_seq;
    `);
  }
}

const TAX = `
  -- What holds from a day on, until the next row. Statements keep what held when they were made.
  CREATE TABLE operator_tax (
    id uuid CONSTRAINT operator_tax_pk PRIMARY KEY,
    valid_from date NOT NULL,
    registered boolean NOT NULL,
    uid text NULL,
    rate_percent numeric(5,2) NULL CONSTRAINT operator_tax_rate_ck CHECK (rate_percent > 0 AND rate_percent < 100),
    author text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    withdrawn_at timestamptz NULL,
    withdrawn_by text NULL,
    CONSTRAINT operator_tax_registered_ck
      CHECK (registered = (uid IS NOT NULL) AND registered = (rate_percent IS NOT NULL)),
    CONSTRAINT operator_tax_withdrawn_ck CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
  );
  CREATE UNIQUE INDEX operator_tax_start_uq ON operator_tax (valid_from) WHERE withdrawn_at IS NULL;

  CREATE FUNCTION refuse_tax_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
      AND to_jsonb(NEW) - '{withdrawn_at,withdrawn_by}'::text[] = to_jsonb(OLD) - '{withdrawn_at,withdrawn_by}'::text[]
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '55000';
  END $$;
  CREATE TRIGGER operator_tax_immutable_tg BEFORE UPDATE OR DELETE ON operator_tax
    FOR EACH ROW EXECUTE FUNCTION refuse_tax_change();
  CREATE TRIGGER operator_tax_truncate_tg BEFORE TRUNCATE ON operator_tax
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`;

const STATEMENTS = `
  -- The last number that a mandate's statements of a year have. Its row is locked until the statement is written.
  CREATE TABLE billing_statement_number (
    mandate_id uuid NOT NULL,
    year int NOT NULL,
    last_number int NOT NULL DEFAULT 0,
    CONSTRAINT billing_statement_number_pk PRIMARY KEY (mandate_id, year)
  );

  CREATE TABLE billing_statement (
    id uuid CONSTRAINT billing_statement_pk PRIMARY KEY,
    mandate_id uuid NOT NULL,
    account_id uuid NOT NULL CONSTRAINT billing_statement_account_fk REFERENCES billing_account,
    user_id uuid NULL,
    month text NOT NULL CONSTRAINT billing_statement_month_ck CHECK (month ~ '^\\d{4}-(0[1-9]|1[0-2])$'),
    year int NOT NULL,
    number int NOT NULL CONSTRAINT billing_statement_positive_ck CHECK (number > 0),
    -- The bookings that it covers; none where last_seq is first_seq - 1.
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    calls bigint NOT NULL,
    opening numeric(24,9) NOT NULL,
    credits numeric(24,9) NOT NULL,
    adjustments numeric(24,9) NOT NULL,
    transfers numeric(24,9) NOT NULL,
    expiry numeric(24,9) NOT NULL,
    -- Charged for calls, positive.
    usage numeric(24,9) NOT NULL,
    closing numeric(24,9) NOT NULL,
    -- Names, addresses, MWST, sums of usage and what else was booked, as they were.
    content jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT billing_statement_once_uq UNIQUE (account_id, month),
    CONSTRAINT billing_statement_number_uq UNIQUE (mandate_id, year, number),
    CONSTRAINT billing_statement_year_ck CHECK (year = left(month, 4)::int),
    CONSTRAINT billing_statement_range_ck CHECK (first_seq >= 1 AND last_seq >= first_seq - 1),
    CONSTRAINT billing_statement_sum_ck
      CHECK (closing = opening + credits + adjustments + transfers + expiry - usage)
  );
  CREATE INDEX billing_statement_month_ix ON billing_statement (mandate_id, month, id);
`;

const FUNCTIONS = `
  -- The last booking of an account before a moment. Bookings are dated in the order of their numbers, so that halving
  -- finds it: an account may have millions.
  CREATE FUNCTION statement_last_seq(p_account uuid, p_before timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
  DECLARE
    low bigint := 0;
    high bigint := (SELECT last_seq FROM billing_account WHERE id = p_account);
    middle bigint;
  BEGIN
    WHILE low < high LOOP
      middle := (low + high + 1) / 2;
      IF (SELECT created_at FROM billing_transaction WHERE account_id = p_account AND seq = middle) < p_before
      THEN low := middle;
      ELSE high := middle - 1;
      END IF;
    END LOOP;
    RETURN low;
  END $$;

  -- No month is left out, no booking either, and what one statement ends with the next begins with.
  CREATE FUNCTION refuse_broken_statement() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    before billing_statement;
    booked numeric;
  BEGIN
    IF TG_OP <> 'INSERT' THEN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '55000'; END IF;
    SELECT * INTO before FROM billing_statement WHERE account_id = NEW.account_id ORDER BY month DESC LIMIT 1;
    IF before.id IS NOT NULL AND NEW.month <> to_char((before.month || '-01')::date + interval '1 month', 'YYYY-MM')
      OR NEW.first_seq <> coalesce(before.last_seq, 0) + 1 OR NEW.opening <> coalesce(before.closing, 0) THEN
      RAISE EXCEPTION 'the statement does not follow on the one before'
        USING ERRCODE = '23514', CONSTRAINT = 'billing_statement_follows_ck';
    END IF;
    SELECT balance_after INTO booked FROM billing_transaction WHERE account_id = NEW.account_id AND seq = NEW.last_seq;
    IF NEW.closing IS DISTINCT FROM booked THEN
      RAISE EXCEPTION 'the statement does not end with the balance after its last booking'
        USING ERRCODE = '23514', CONSTRAINT = 'billing_statement_balance_ck';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER billing_statement_immutable_tg BEFORE INSERT OR UPDATE OR DELETE ON billing_statement
    FOR EACH ROW EXECUTE FUNCTION refuse_broken_statement();
  CREATE TRIGGER billing_statement_truncate_tg BEFORE TRUNCATE ON billing_statement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`;
