import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Balances that have fallen are the ledger's to know, which sees them fall. */
export class CrossingsMoved1795870000000 implements MigrationInterface {
  name = 'CrossingsMoved1795870000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE balance_crossing');
  }

  /** Empty: whoever is low then is told once more. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE balance_crossing (
        account_id uuid CONSTRAINT balance_crossing_pk PRIMARY KEY,
        mandate_id uuid NOT NULL CONSTRAINT balance_crossing_mandate_fk REFERENCES mandate ON DELETE CASCADE,
        level text NOT NULL CONSTRAINT balance_crossing_level_ck CHECK (level IN ('low', 'exhausted')),
        balance numeric(20,9) NOT NULL,
        threshold numeric(20,9) NULL,
        since timestamptz NOT NULL DEFAULT clock_timestamp()
      )
    `);
  }
}
