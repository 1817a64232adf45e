-- Tables whose rows stay as they were written: the ledger, the audit trail (REL-9, AUD-1). The service's role loses the
-- grants; the triggers hold for the owner too, who would have to disable them openly.
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'PMS01',
    MESSAGE = format('table %s is append-only: %s is refused', TG_TABLE_NAME, TG_OP),
    SCHEMA = TG_TABLE_SCHEMA,
    TABLE = TG_TABLE_NAME;
END
$$;

-- Called in the migration that creates the table; afterwards only INSERT and SELECT are left.
CREATE FUNCTION make_append_only(target regclass) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  app_role text := current_setting('pms.app_role', true);
BEGIN
  -- A statement's trigger also refuses what would change no row; only rows' triggers reach the partitions of a table.
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
                  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', target);
  EXECUTE format('CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON %s
                  FOR EACH ROW EXECUTE FUNCTION refuse_change()', target);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only', target);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only_rows', target);
  IF app_role <> '' THEN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I', target, app_role);
  END IF;
END
$$;

-- Only the owner makes tables append-only; functions are executable by everyone unless it is taken away.
REVOKE EXECUTE ON FUNCTION make_append_only(regclass), refuse_change() FROM PUBLIC;
DO $$
BEGIN
  IF current_setting('pms.app_role', true) <> '' THEN
    EXECUTE format('REVOKE EXECUTE ON FUNCTION make_append_only(regclass), refuse_change() FROM %I',
                   current_setting('pms.app_role', true));
  END IF;
END
$$;
