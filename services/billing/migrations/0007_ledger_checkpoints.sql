-- The trial balance without a scan of the ledger: sums of what has been folded (checkpoints), and what came since (pending).
-- A posting only inserts into `ledger_pending`, so no row is there that postings would wait for each other at. Folding deletes
-- there and adds to the checkpoints in one transaction: every snapshot, however late a commit, counts each entry exactly once.
LOCK TABLE ledger_entries, accounts IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE ledger_pending (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id uuid NOT NULL,
  ledger_account text NOT NULL,
  currency text NOT NULL,
  effective_on date NOT NULL,
  debit_minor numeric NOT NULL,
  credit_minor numeric NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0);

-- Grain 1: a day, 2: a month, 3: a year of effective dates. numeric, since a sum may be beyond any integer.
CREATE TABLE ledger_checkpoints (
  currency text NOT NULL,
  grain smallint NOT NULL CHECK (grain BETWEEN 1 AND 3),
  bucket date NOT NULL,
  ledger_account text NOT NULL,
  facility_id uuid NOT NULL,                -- the account's, for who may see it follows the patient
  debit_minor numeric NOT NULL,
  credit_minor numeric NOT NULL,
  PRIMARY KEY (currency, grain, bucket, ledger_account, facility_id)
) WITH (fillfactor = 70);

-- Accounts whose folded entries still stand under the facility that they have left.
CREATE TABLE ledger_moved_accounts (
  account_id uuid PRIMARY KEY REFERENCES accounts,
  facility_id uuid NOT NULL                 -- under which they are folded
);

-- With pg_temp named last, temporary tables can't stand in for these (see the migration of the ledger's names).
CREATE FUNCTION note_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO ledger_pending (account_id, ledger_account, currency, effective_on, debit_minor, credit_minor)
    SELECT t.account_id, e.ledger_account, t.currency, t.effective_on, sum(e.debit_minor), sum(e.credit_minor)
    FROM entered e JOIN transactions t ON t.id = e.transaction_id
    GROUP BY t.account_id, e.ledger_account, t.currency, t.effective_on;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_noted AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS entered
  FOR EACH STATEMENT EXECUTE FUNCTION note_entries();

CREATE FUNCTION note_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO ledger_moved_accounts VALUES (OLD.id, OLD.facility_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_moves_noted AFTER UPDATE OF facility_id ON accounts FOR EACH ROW
  WHEN (OLD.facility_id IS DISTINCT FROM NEW.facility_id) EXECUTE FUNCTION note_move();

-- The caller holds the lock of folding.
CREATE FUNCTION add_to_checkpoints(added jsonb) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO ledger_checkpoints AS c (currency, grain, bucket, ledger_account, facility_id, debit_minor, credit_minor)
  SELECT a.currency, g.grain, g.bucket, a.ledger_account, a.facility_id, sum(a.debit_minor), sum(a.credit_minor)
  FROM jsonb_to_recordset(added) a(currency text, effective_on date, ledger_account text, facility_id uuid,
      debit_minor numeric, credit_minor numeric)
    CROSS JOIN LATERAL (VALUES (1::smallint, a.effective_on), (2::smallint, date_trunc('month', a.effective_on)::date),
      (3::smallint, date_trunc('year', a.effective_on)::date)) g(grain, bucket)
  GROUP BY a.currency, g.grain, g.bucket, a.ledger_account, a.facility_id
  ON CONFLICT (currency, grain, bucket, ledger_account, facility_id) DO UPDATE SET
    debit_minor = c.debit_minor + excluded.debit_minor, credit_minor = c.credit_minor + excluded.credit_minor
$$;

-- Takes what is folded of an account from the facility that it has left to the one where it is. Passes over one that somebody
-- is posting to or moving just now: the lock keeps it from moving again before this is committed.
CREATE FUNCTION follow_account(moved uuid) RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  here uuid;
BEGIN
  SELECT facility_id INTO here FROM accounts WHERE id = moved FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM add_to_checkpoints(jsonb_agg(jsonb_build_object('currency', f.currency, 'effective_on', f.effective_on,
      'ledger_account', f.ledger_account, 'facility_id', at.facility_id,
      'debit_minor', at.sign * f.debit_minor, 'credit_minor', at.sign * f.credit_minor)))
    FROM ledger_moved_accounts m
      CROSS JOIN LATERAL folded_of(moved) f
      CROSS JOIN LATERAL (VALUES (m.facility_id, -1), (here, 1)) at(facility_id, sign)
    WHERE m.account_id = moved
    HAVING count(*) > 0;
  DELETE FROM ledger_moved_accounts WHERE account_id = moved;
  RETURN true;
END $$;

-- What is folded of an account, by day: its entries without those that are pending.
CREATE FUNCTION folded_of(folded uuid) RETURNS TABLE (currency text, effective_on date, ledger_account text,
    debit_minor numeric, credit_minor numeric) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT all_of.currency, all_of.effective_on, all_of.ledger_account, sum(all_of.debit_minor), sum(all_of.credit_minor) FROM (
    SELECT t.currency, t.effective_on, e.ledger_account, e.debit_minor::numeric, e.credit_minor::numeric
    FROM transactions t JOIN ledger_entries e ON e.transaction_id = t.id WHERE t.account_id = folded
    UNION ALL
    SELECT p.currency, p.effective_on, p.ledger_account, -p.debit_minor, -p.credit_minor
    FROM ledger_pending p WHERE p.account_id = folded
  ) all_of GROUP BY all_of.currency, all_of.effective_on, all_of.ledger_account
$$;

-- Folds the oldest pending rows, and lets a few moved accounts follow; answers how much was done. One folds at a time, the
-- others have nothing to do.
CREATE FUNCTION fold_ledger(rows_max integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  done integer := 0;
  moved uuid;
  folded jsonb;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('fold_ledger')) THEN RETURN 0; END IF;
  FOR moved IN SELECT account_id FROM ledger_moved_accounts ORDER BY account_id LIMIT 100 LOOP
    IF follow_account(moved) THEN done := done + 1; END IF;
  END LOOP;
  WITH taken AS (
    DELETE FROM ledger_pending WHERE id IN (SELECT id FROM ledger_pending ORDER BY id LIMIT rows_max) RETURNING *
  ), sums AS (
    SELECT taken.currency, taken.effective_on, taken.ledger_account, coalesce(m.facility_id, a.facility_id) AS facility_id,
      sum(debit_minor) AS debit_minor, sum(credit_minor) AS credit_minor, count(*) AS n
    FROM taken JOIN accounts a ON a.id = taken.account_id LEFT JOIN ledger_moved_accounts m ON m.account_id = a.id
    GROUP BY 1, 2, 3, 4
  )
  SELECT jsonb_agg(to_jsonb(sums)), done + coalesce(sum(n), 0) INTO folded, done FROM sums;
  IF folded IS NOT NULL THEN PERFORM add_to_checkpoints(folded); END IF;
  RETURN done;
END $$;

INSERT INTO ledger_checkpoints (currency, grain, bucket, ledger_account, facility_id, debit_minor, credit_minor)
  SELECT d.currency, g.grain, g.bucket, d.ledger_account, d.facility_id, sum(d.debit_minor), sum(d.credit_minor)
  FROM (
    SELECT t.currency, t.effective_on, e.ledger_account, a.facility_id,
      sum(e.debit_minor) AS debit_minor, sum(e.credit_minor) AS credit_minor
    FROM ledger_entries e JOIN transactions t ON t.id = e.transaction_id JOIN accounts a ON a.id = t.account_id
    GROUP BY 1, 2, 3, 4
  ) d CROSS JOIN LATERAL (VALUES (1::smallint, d.effective_on), (2::smallint, date_trunc('month', d.effective_on)::date),
      (3::smallint, date_trunc('year', d.effective_on)::date)) g(grain, bucket)
  GROUP BY 1, 2, 3, 4, 5;
ANALYZE ledger_checkpoints;

-- The service reads and folds; only the functions above write.
REVOKE EXECUTE ON FUNCTION note_entries(), note_move(), add_to_checkpoints(jsonb), follow_account(uuid), fold_ledger(integer)
  FROM PUBLIC;
DO $$
DECLARE
  app text := current_setting('pms.app_role', true);
BEGIN
  IF app <> '' THEN
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_pending, ledger_checkpoints, ledger_moved_accounts FROM %I', app);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION note_entries(), note_move(), add_to_checkpoints(jsonb), follow_account(uuid) FROM %I', app);
    EXECUTE format('GRANT EXECUTE ON FUNCTION fold_ledger(integer), folded_of(uuid) TO %I', app);
  END IF;
END
$$;
