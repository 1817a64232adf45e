-- Accounts of two records that turned out to be one person's: the one is closed and points to the other. What it owed, or had
-- in credit, is moved by one balanced transaction on each, over a ledger account that comes to zero over both.
ALTER TABLE accounts
  ADD COLUMN merged_into uuid REFERENCES accounts,
  ADD CHECK (merged_into IS NULL OR (status = 'closed' AND merged_into <> id));
CREATE INDEX accounts_merged_into ON accounts (merged_into) WHERE merged_into IS NOT NULL;

-- One row per merge that was asked for, by the caller's id: also of one that was undone before it was done.
CREATE TABLE account_merges (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('merged', 'undone')),
  survivor_id uuid REFERENCES accounts,
  merged_id uuid REFERENCES accounts,
  -- The user whose own record the merged one was: theirs is the survivor's account meanwhile.
  moved_owner_user_id uuid,
  -- The survivor's newest transaction right after the merge.
  survivor_sequence bigint,
  merged_at timestamptz,
  undone_at timestamptz,
  CHECK ((merged_at IS NULL) = (survivor_id IS NULL) AND (merged_at IS NULL) = (merged_id IS NULL)),
  CHECK ((state = 'undone') = (undone_at IS NOT NULL))
);
-- An account is merged into one other at a time.
CREATE UNIQUE INDEX account_merges_merged ON account_merges (merged_id) WHERE state = 'merged';

ALTER TABLE transactions DROP CONSTRAINT transactions_direction_check;
ALTER TABLE transactions ADD CONSTRAINT transactions_direction_check
  CHECK (direction IN ('credit', 'debit', 'to-patient', 'to-payer', 'between-payers', 'to-account', 'from-account'));
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_ledger_account_check;
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_ledger_account_check CHECK (
  ledger_account IN ('receivable:patient', 'receivable:payer', 'revenue', 'cash', 'adjustments', 'transfers'));

-- Of each account, itself and all that were merged into it, over any number of steps.
CREATE FUNCTION accounts_within(ids uuid[]) RETURNS TABLE (account_id uuid, within_id uuid) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE within AS (
    SELECT i AS account_id, i AS within_id FROM unnest(ids) i
    UNION
    SELECT w.account_id, a.id FROM within w JOIN accounts a ON a.merged_into = w.within_id
  )
  SELECT account_id, within_id FROM within
$$;

-- The account that a patient's was merged into, over any number of steps; their own where it was not.
CREATE FUNCTION surviving_account(patient uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE up AS (
    SELECT id, merged_into FROM accounts WHERE patient_id = patient
    UNION
    SELECT a.id, a.merged_into FROM up JOIN accounts a ON a.id = up.merged_into
  )
  SELECT id FROM up WHERE merged_into IS NULL
$$;

DO $$
BEGIN
  IF current_setting('pms.app_role', true) <> '' THEN
    EXECUTE format('REVOKE DELETE, TRUNCATE ON account_merges FROM %I', current_setting('pms.app_role', true));
  END IF;
END
$$;
