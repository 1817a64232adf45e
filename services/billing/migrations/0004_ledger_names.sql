-- Temporary tables come before all others when a name is looked up, and whoever may make them could have a `transactions`
-- and a `ledger_entries` of their own judged instead of the ledger (REL-9). With pg_temp named last, they come after.
ALTER FUNCTION refuse_unbalanced_transaction() SET search_path = public, pg_temp;

-- An account is closed, never deleted; those with postings are held by them already.
DO $$
BEGIN
  IF current_setting('pms.app_role', true) <> '' THEN
    EXECUTE format('REVOKE DELETE, TRUNCATE ON accounts FROM %I', current_setting('pms.app_role', true));
  END IF;
END
$$;
