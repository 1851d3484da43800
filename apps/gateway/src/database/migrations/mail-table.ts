/** Mails to be sent, in each database: a mail is written in the transaction of its cause. */
export const MAIL_TABLE = `
  CREATE TABLE mail_outbox (
    id uuid CONSTRAINT mail_outbox_pk PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    mandate_id uuid NULL,
    user_id uuid NULL,
    kind text NOT NULL,
    address text NOT NULL,
    locale text NOT NULL,
    data jsonb NOT NULL,
    dedupe_key text NULL CONSTRAINT mail_outbox_dedupe_key_uq UNIQUE,
    state text NOT NULL DEFAULT 'queued'
      CONSTRAINT mail_outbox_state_ck CHECK (state IN ('queued', 'sending', 'sent', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NULL DEFAULT clock_timestamp(),
    leased_by text NULL,
    leased_until timestamptz NULL,
    last_error text NULL,
    sent_at timestamptz NULL
  );
  CREATE INDEX mail_outbox_due_ix ON mail_outbox (next_attempt_at, id) WHERE state IN ('queued', 'sending');
  CREATE INDEX mail_outbox_time_ix ON mail_outbox (created_at, id);
`;

export const DROP_MAIL_TABLE = 'DROP TABLE mail_outbox';
