/** What sending mails needs to know of each, beside the mail itself. */
export const MAIL_SENDING = `
  ALTER TABLE mail_outbox
    ADD COLUMN failure text NULL,
    ADD COLUMN refusals integer NOT NULL DEFAULT 0,
    ADD COLUMN resent integer NOT NULL DEFAULT 0,
    ADD COLUMN resend_keys text[] NOT NULL DEFAULT '{}';
  CREATE INDEX mail_outbox_state_ix ON mail_outbox (state, created_at, id);
  CREATE INDEX mail_outbox_sent_ix ON mail_outbox (sent_at) WHERE sent_at IS NOT NULL;
  CREATE INDEX mail_outbox_test_ix ON mail_outbox (user_id, created_at) WHERE kind = 'test_mail';
`;

export const UNDO_MAIL_SENDING = `
  DROP INDEX mail_outbox_state_ix;
  DROP INDEX mail_outbox_sent_ix;
  DROP INDEX mail_outbox_test_ix;
  ALTER TABLE mail_outbox DROP COLUMN failure, DROP COLUMN refusals, DROP COLUMN resent,
    DROP COLUMN resend_keys;
`;
