import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A price row says what its model is; and no row of the price list or of the exchange rates is ever changed. */
export class PriceFacts1795400000000 implements MigrationInterface {
  name = 'PriceFacts1795400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE price_version ADD COLUMN facts jsonb NULL;
      DROP TRIGGER price_version_immutable_tg ON price_version;
      CREATE TRIGGER price_version_immutable_tg BEFORE UPDATE OR DELETE ON price_version
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER price_version_truncate_tg BEFORE TRUNCATE ON price_version
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER fx_rate_immutable_tg BEFORE UPDATE OR DELETE ON fx_rate
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER fx_rate_truncate_tg BEFORE TRUNCATE ON fx_rate
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER fx_rate_truncate_tg ON fx_rate;
      DROP TRIGGER fx_rate_immutable_tg ON fx_rate;
      DROP TRIGGER price_version_truncate_tg ON price_version;
      DROP TRIGGER price_version_immutable_tg ON price_version;
      CREATE TRIGGER price_version_immutable_tg BEFORE DELETE ON price_version
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      ALTER TABLE price_version DROP COLUMN facts;
    `);
  }
}
