import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Filters on bookings that people keep under a name, each for one person in one mandate. */
export class SavedFilters1795780000000 implements MigrationInterface {
  name = 'SavedFilters1795780000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE saved_filter (
        id uuid CONSTRAINT saved_filter_pk PRIMARY KEY,
        mandate_id uuid NOT NULL CONSTRAINT saved_filter_mandate_fk REFERENCES mandate ON DELETE CASCADE,
        user_id uuid NOT NULL CONSTRAINT saved_filter_user_fk REFERENCES app_user ON DELETE CASCADE,
        name text NOT NULL,
        filter jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      -- «Chat» and «chat» would be one name to their reader.
      CREATE UNIQUE INDEX saved_filter_name_uq ON saved_filter (mandate_id, user_id, lower(name))
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE saved_filter');
  }
}
