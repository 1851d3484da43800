import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MAIL_SENDING, UNDO_MAIL_SENDING } from '../mail-sending.js';

/** Why mails did not go out, and which of them were sent again. */
export class MailSending1795830000000 implements MigrationInterface {
  name = 'MailSending1795830000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MAIL_SENDING);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(UNDO_MAIL_SENDING);
  }
}
