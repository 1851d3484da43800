import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AUDIT_TABLE, DROP_AUDIT_TABLE } from '../audit-table.js';

/** Who changed what, beside what was changed. */
export class Audit1795700000000 implements MigrationInterface {
  name = 'Audit1795700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(AUDIT_TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_AUDIT_TABLE);
  }
}
