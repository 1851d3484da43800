import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DROP_MAIL_TABLE, MAIL_TABLE } from '../mail-table.js';

/** Mails beside what they tell of. */
export class MailOutbox1795820000000 implements MigrationInterface {
  name = 'MailOutbox1795820000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MAIL_TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_MAIL_TABLE);
  }
}
