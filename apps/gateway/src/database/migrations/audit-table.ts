/** The audit trail, in each database: append-only, and read newest first, of one mandate or of all. */
export const AUDIT_TABLE = `
  CREATE TABLE audit_entry (
    id uuid CONSTRAINT audit_entry_pk PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    mandate_id uuid NULL,
    actor_kind text NOT NULL CONSTRAINT audit_entry_actor_ck CHECK (actor_kind IN ('user', 'api_key', 'system')),
    user_id uuid NULL,
    actor_name text NOT NULL,
    api_key_id uuid NULL,
    ip text NULL,
    request_id text NULL,
    action text NOT NULL,
    subject_id text NOT NULL,
    subject_name text NOT NULL,
    before jsonb NULL,
    after jsonb NULL
  );
  CREATE INDEX audit_entry_time_ix ON audit_entry (created_at, id);
  CREATE INDEX audit_entry_mandate_ix ON audit_entry (mandate_id, created_at, id);

  CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '55000';
  END $$;
  CREATE TRIGGER audit_entry_immutable_tg BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
  CREATE TRIGGER audit_entry_truncate_tg BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
`;

export const DROP_AUDIT_TABLE = `
  DROP TABLE audit_entry;
  DROP FUNCTION refuse_audit_change;
`;
