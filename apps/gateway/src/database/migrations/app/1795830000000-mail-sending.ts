import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MAIL_SENDING, UNDO_MAIL_SENDING } from '../mail-sending.js';

const STEP_KINDS = ['prompt', 'web_search', 'condition', 'for_each', 'http_request'];

const stepKinds = (kinds: readonly string[]) => `
  ALTER TABLE automation_step_run DROP CONSTRAINT automation_step_run_kind_ck,
    ADD CONSTRAINT automation_step_run_kind_ck CHECK (kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}))`;

/** Why mails did not go out, and which of them were sent again; and the mails that automations sent, to be counted. */
export class MailSending1795830000000 implements MigrationInterface {
  name = 'MailSending1795830000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MAIL_SENDING);
    await runner.query(stepKinds([...STEP_KINDS, 'send_mail']));
    await runner.query(`
      CREATE TABLE automation_mail (
        -- No foreign key: whoever removes an automation does not get its share of the day back.
        run_id uuid NOT NULL,
        path text NOT NULL,
        mandate_id uuid NOT NULL CONSTRAINT automation_mail_mandate_fk REFERENCES mandate ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT automation_mail_pk PRIMARY KEY (run_id, path)
      );
      CREATE INDEX automation_mail_time_ix ON automation_mail (mandate_id, created_at);
      -- Who tries something out; its mails go to nobody else. A retry of such a run is one, too.
      ALTER TABLE automation_run ADD COLUMN tester_id uuid NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE automation_mail; ALTER TABLE automation_run DROP COLUMN tester_id');
    await runner.query("DELETE FROM automation_step_run WHERE kind = 'send_mail'");
    await runner.query(stepKinds(STEP_KINDS));
    await runner.query(UNDO_MAIL_SENDING);
  }
}
