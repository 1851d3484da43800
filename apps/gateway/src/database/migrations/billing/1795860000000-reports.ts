import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom mandates want written to about their credit, and the monthly reports that were sent. */
export class Reports1795860000000 implements MigrationInterface {
  name = 'Reports1795860000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE billing_contact (
        id uuid CONSTRAINT billing_contact_pk PRIMARY KEY,
        mandate_id uuid NOT NULL,
        email text NOT NULL CONSTRAINT billing_contact_email_ck CHECK (email = lower(email)),
        name text NOT NULL,
        locale text NOT NULL,
        report boolean NOT NULL,
        warnings boolean NOT NULL,
        -- Who wrote the address down, by the name of that moment: strangers are told it in each mail.
        added_by uuid NOT NULL,
        added_by_name text NOT NULL,
        created_at timestamptz NOT NULL,
        unsubscribed_at timestamptz NULL,
        CONSTRAINT billing_contact_email_uq UNIQUE (mandate_id, email)
      );

      -- A line stands in the transaction of its mails. 'due' comes once, whoever sends it; 'again' is an operator's wish,
      -- 'test' goes to whoever asked for it alone.
      CREATE TABLE monthly_report (
        id uuid CONSTRAINT monthly_report_pk PRIMARY KEY,
        mandate_id uuid NOT NULL,
        month text NOT NULL CONSTRAINT monthly_report_month_ck CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
        occasion text NOT NULL CONSTRAINT monthly_report_occasion_ck CHECK (occasion IN ('due', 'again', 'test')),
        requested_by uuid NULL,
        recipients jsonb NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX monthly_report_due_uq ON monthly_report (mandate_id, month) WHERE occasion = 'due';
      CREATE INDEX monthly_report_history_ix ON monthly_report (mandate_id, created_at);

      -- The months whose reports are out, so that nobody looks for them again.
      CREATE TABLE monthly_report_run (
        month text CONSTRAINT monthly_report_run_pk PRIMARY KEY,
        completed_at timestamptz NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE monthly_report_run, monthly_report, billing_contact');
  }
}
