-- The chart of accounts, a seal on every transaction, and sums by facility and by the day of posting. What was posted before keeps
-- the four names that it was posted under; chart_account() says which account of the chart each of its entries stands in, and what
-- an instance of the version before posts beside this one likewise.
LOCK TABLE transactions, ledger_entries, accounts IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE ledger_accounts (
  code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9-]*(:[a-z0-9][a-z0-9-]*)*$'),
  number text NOT NULL UNIQUE CHECK (number ~ '^[0-9]{4,10}$'),  -- as accountants sort and name it
  name text NOT NULL,
  type text NOT NULL CHECK (type IN ('asset', 'liability', 'revenue', 'contra-revenue', 'expense')),
  normal_side text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN type IN ('liability', 'revenue') THEN 'credit' ELSE 'debit' END) STORED,
  closed_at timestamptz                     -- nothing is posted to it any more
);
INSERT INTO ledger_accounts (code, number, name, type) VALUES
  ('cash:cash', '1010', 'Cash on hand', 'asset'),
  ('cash:card', '1020', 'Card payments', 'asset'),
  ('cash:check', '1030', 'Checks', 'asset'),
  ('cash:echeck', '1040', 'Electronic checks', 'asset'),
  ('cash:transfer', '1050', 'Bank transfers', 'asset'),
  ('cash:other', '1090', 'Payments by an unknown method', 'asset'),
  ('receivable:patient', '1100', 'Patient receivables', 'asset'),
  ('receivable:payer', '1200', 'Payer receivables', 'asset'),
  ('clearing', '1900', 'Clearing between accounts', 'asset'),
  ('unapplied-credit', '2100', 'Unapplied credit', 'liability'),
  ('deposits', '2200', 'Deposits', 'liability'),
  ('refunds-payable', '2300', 'Refunds payable', 'liability'),
  ('revenue:services', '4010', 'Services of no other category', 'revenue'),
  ('revenue:visits', '4020', 'Visits', 'revenue'),
  ('revenue:procedures', '4030', 'Procedures', 'revenue'),
  ('revenue:imaging', '4040', 'Imaging', 'revenue'),
  ('revenue:laboratory', '4050', 'Laboratory', 'revenue'),
  ('revenue:drugs', '4060', 'Drugs', 'revenue'),
  ('revenue:supplies', '4070', 'Supplies', 'revenue'),
  ('adjustments:contractual', '4910', 'Contractual adjustments', 'contra-revenue'),
  ('adjustments:discount', '4920', 'Discounts', 'contra-revenue'),
  ('adjustments:courtesy', '4930', 'Courtesy', 'contra-revenue'),
  ('adjustments:charity', '4940', 'Financial hardship', 'contra-revenue'),
  ('adjustments:other', '4990', 'Other adjustments', 'contra-revenue'),
  ('adjustments:write-off', '6100', 'Write-offs', 'expense'),
  ('over-and-short', '6200', 'Cash over and short', 'expense');

-- Which account an act is posted to: the first rule of the act whose pattern the payment's method, the adjustment's reason or the
-- charge's code has. Each act ends with a rule for everything else.
CREATE TABLE ledger_account_rules (
  act text NOT NULL CHECK (act IN ('payment', 'adjustment', 'charge')),
  position smallint NOT NULL,
  pattern text NOT NULL,
  ledger_account text NOT NULL REFERENCES ledger_accounts,
  PRIMARY KEY (act, position)
);
INSERT INTO ledger_account_rules VALUES
  ('payment', 10, '^cash$', 'cash:cash'),
  ('payment', 20, '^card$', 'cash:card'),
  ('payment', 30, '^check$', 'cash:check'),
  ('payment', 40, '^echeck$', 'cash:echeck'),
  ('payment', 50, '^transfer$', 'cash:transfer'),
  ('payment', 90, '', 'cash:other'),
  -- X12 claim adjustment reasons by their group: CO is the contract's; 45 and 253 are whatever the group.
  ('adjustment', 10, '^(contractual.*|co|co[-:]?[0-9]+|(pi|oa)[-:]?(45|253)|45|253)$', 'adjustments:contractual'),
  ('adjustment', 20, '^(write-?off.*|bad-?debt.*|small-?balance.*|uncollectible.*)$', 'adjustments:write-off'),
  ('adjustment', 30, '^(discount.*|prompt-?pay.*|self-?pay.*)$', 'adjustments:discount'),
  ('adjustment', 40, '^(courtesy.*|goodwill.*)$', 'adjustments:courtesy'),
  ('adjustment', 50, '^(hardship.*|charity.*|sliding-?(fee|scale).*)$', 'adjustments:charity'),
  ('adjustment', 90, '', 'adjustments:other'),
  -- By the shape of CPT and HCPCS codes, until a price says its category.
  ('charge', 10, '^99[2-4][0-9]{2}$', 'revenue:visits'),
  ('charge', 20, '^7[0-9]{4}$', 'revenue:imaging'),
  ('charge', 30, '^8[0-9]{4}$', 'revenue:laboratory'),
  ('charge', 40, '^[0-69][0-9]{4}$', 'revenue:procedures'),
  ('charge', 50, '^j[0-9]{4}$', 'revenue:drugs'),
  ('charge', 60, '^[aekl][0-9]{4}$', 'revenue:supplies'),
  ('charge', 90, '', 'revenue:services');

-- The account of the chart that an entry stands in. The names of before are told apart as on the day of this migration, for good:
-- other rules later change no past figure.
CREATE FUNCTION chart_account(posted text, method text, reason text) RETURNS text LANGUAGE sql IMMUTABLE
PARALLEL SAFE AS $$
  SELECT CASE posted
    WHEN 'cash' THEN CASE WHEN method IN ('cash', 'card', 'check', 'echeck', 'transfer') THEN 'cash:' || method ELSE 'cash:other' END
    WHEN 'revenue' THEN 'revenue:services'
    WHEN 'transfers' THEN 'clearing'
    WHEN 'adjustments' THEN CASE
      WHEN reason ~* '^(contractual.*|co|co[-:]?[0-9]+|(pi|oa)[-:]?(45|253)|45|253)$' THEN 'adjustments:contractual'
      WHEN reason ~* '^(write-?off.*|bad-?debt.*|small-?balance.*|uncollectible.*)$' THEN 'adjustments:write-off'
      WHEN reason ~* '^(discount.*|prompt-?pay.*|self-?pay.*)$' THEN 'adjustments:discount'
      WHEN reason ~* '^(courtesy.*|goodwill.*)$' THEN 'adjustments:courtesy'
      WHEN reason ~* '^(hardship.*|charity.*|sliding-?(fee|scale).*)$' THEN 'adjustments:charity'
      ELSE 'adjustments:other' END
    ELSE posted END
$$;
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_ledger_account_check;

-- Of every transaction, the hash of what it says and of the seal before it on its account: whoever changes, takes out or slips in
-- one has to make all later seals anew. `form` is the version of ledger_content().
CREATE TABLE ledger_seals (
  account_id uuid NOT NULL,
  sequence bigint NOT NULL,
  transaction_id uuid NOT NULL,
  hash bytea NOT NULL,
  form smallint NOT NULL DEFAULT 1,
  PRIMARY KEY (account_id, sequence)
);

-- What is sealed of a transaction. No two say the same: texts are quoted, and dates have one form whatever the session's settings.
CREATE FUNCTION ledger_content(t transactions, entries text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT concat_ws('|', t.id, t.account_id, t.sequence, t.type, t.amount_minor, t.currency, t.balance_delta_minor,
    t.balance_after_minor, t.payer_balance_after_minor, to_char(t.effective_on, 'YYYY-MM-DD'),
    (extract(epoch FROM t.posted_at) * 1000000)::bigint, t.facility_id, coalesce(t.responsibility, ''), coalesce(t.direction, ''),
    coalesce(t.units::text, ''), coalesce(t.purpose, ''), coalesce(t.tendered_minor::text, ''), coalesce(t.reversal_of::text, ''),
    quote_nullable(t.posted_by), quote_nullable(t.code), quote_nullable(t.description), quote_nullable(t.method),
    quote_nullable(t.reference), quote_nullable(t.reason_code), quote_nullable(t.note), quote_nullable(t.source),
    quote_nullable(t.external_id), coalesce(entries, ''))
$$;
CREATE FUNCTION seal_of(before bytea, content text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sha256(coalesce(before, '') || convert_to(content, 'UTF8'))
$$;

DO $$
DECLARE
  posted record;
  before bytea;
  of_account uuid;
BEGIN
  FOR posted IN
    SELECT t.account_id, t.sequence, t.id,
      ledger_content(t, string_agg(concat_ws(':', e.line, e.account_id, e.ledger_account, e.debit_minor, e.credit_minor), ';'
        ORDER BY e.line)) AS content
    FROM transactions t LEFT JOIN ledger_entries e ON e.transaction_id = t.id GROUP BY t.id ORDER BY t.account_id, t.sequence
  LOOP
    IF of_account IS DISTINCT FROM posted.account_id THEN before := NULL; of_account := posted.account_id; END IF;
    before := seal_of(before, posted.content);
    INSERT INTO ledger_seals VALUES (posted.account_id, posted.sequence, posted.id, before);
  END LOOP;
END
$$;
SELECT make_append_only('ledger_seals');

-- What no entry may be: unbalanced, of an account that the chart does not have or that is closed, of a patient's account that is
-- closed, or out of turn. The entries of a transaction arrive in one statement, and its seal is made of them; none comes later.
CREATE FUNCTION seal_transactions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  posted record;
  before bytea;
  of_account uuid;
  reached bigint;
BEGIN
  FOR posted IN
    SELECT t.account_id, t.sequence, t.id, a.status,
      count(*) >= 2 AND sum(e.debit_minor) = t.amount_minor AND sum(e.credit_minor) = t.amount_minor
        AND bool_and((e.debit_minor + e.credit_minor = 0) = (t.amount_minor = 0)) AND bool_and(e.account_id = t.account_id)
        AS balanced,
      bool_and(c.code IS NOT NULL AND c.closed_at IS NULL) AS known,
      ledger_content(t, string_agg(concat_ws(':', e.line, e.account_id, e.ledger_account, e.debit_minor, e.credit_minor), ';'
        ORDER BY e.line)) AS content
    FROM entered e JOIN transactions t ON t.id = e.transaction_id JOIN accounts a ON a.id = t.account_id
      LEFT JOIN ledger_accounts c ON c.code = chart_account(e.ledger_account, t.method, t.reason_code)
    GROUP BY t.id, a.id ORDER BY t.account_id, t.sequence
  LOOP
    IF NOT posted.balanced THEN
      RAISE EXCEPTION 'the entries of transaction % do not balance', posted.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balanced';
    ELSIF NOT posted.known THEN
      RAISE EXCEPTION 'transaction % has an entry of an account that is not open in the chart', posted.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_known_account';
    ELSIF posted.status <> 'active' THEN
      RAISE EXCEPTION 'the account of transaction % is closed', posted.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'transactions_open_account';
    END IF;
    IF of_account IS DISTINCT FROM posted.account_id THEN
      of_account := posted.account_id;
      reached := posted.sequence - 1;
      SELECT hash INTO before FROM ledger_seals WHERE account_id = of_account AND sequence = reached;
      IF NOT FOUND AND reached > 0 THEN reached := NULL; END IF;
    END IF;
    IF reached + 1 IS DISTINCT FROM posted.sequence THEN
      RAISE EXCEPTION 'transaction % does not come next on its account', posted.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'transactions_unbroken_sequence';
    END IF;
    reached := posted.sequence;
    before := seal_of(before, posted.content);
    INSERT INTO ledger_seals VALUES (posted.account_id, posted.sequence, posted.id, before);
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_sealed AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS entered
  FOR EACH STATEMENT EXECUTE FUNCTION seal_transactions();

-- Without entries there is no seal. Deferred, for the entries come after their transaction.
DROP TRIGGER ledger_entries_balanced ON ledger_entries;
CREATE OR REPLACE FUNCTION refuse_unbalanced_transaction() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM ledger_seals WHERE account_id = NEW.account_id AND sequence = NEW.sequence AND transaction_id = NEW.id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the entries of transaction % do not balance', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balanced';
  END IF;
  RETURN NULL;
END $$;

-- Sums by the account of the chart, also by where the service was given or the money taken, and, for what the ledger said at a past
-- moment, by the day of posting in UTC: grain 4 is such a day, 5 a month, 6 a year. An older instance reads grains 1 to 3 as ever.
CREATE INDEX transactions_posted_at ON transactions (posted_at);
TRUNCATE ledger_pending, ledger_checkpoints, ledger_moved_accounts;
ALTER TABLE ledger_pending ADD COLUMN posted_on date NOT NULL, ADD COLUMN at_facility_id uuid NOT NULL;
ALTER TABLE ledger_checkpoints ADD COLUMN at_facility_id uuid NOT NULL, DROP CONSTRAINT ledger_checkpoints_pkey,
  ADD PRIMARY KEY (currency, grain, bucket, ledger_account, facility_id, at_facility_id),
  DROP CONSTRAINT ledger_checkpoints_grain_check, ADD CHECK (grain BETWEEN 1 AND 6);

CREATE FUNCTION grains_of(effective_on date, posted_on date) RETURNS TABLE (grain smallint, bucket date)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  VALUES (1::smallint, effective_on), (2::smallint, date_trunc('month', effective_on)::date),
    (3::smallint, date_trunc('year', effective_on)::date), (4::smallint, posted_on),
    (5::smallint, date_trunc('month', posted_on)::date), (6::smallint, date_trunc('year', posted_on)::date)
$$;

CREATE OR REPLACE FUNCTION note_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO ledger_pending (account_id, ledger_account, currency, effective_on, posted_on, at_facility_id, debit_minor, credit_minor)
    SELECT t.account_id, chart_account(e.ledger_account, t.method, t.reason_code), t.currency, t.effective_on,
      (t.posted_at AT TIME ZONE 'UTC')::date, t.facility_id, sum(e.debit_minor), sum(e.credit_minor)
    FROM entered e JOIN transactions t ON t.id = e.transaction_id GROUP BY 1, 2, 3, 4, 5, 6;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION add_to_checkpoints(added jsonb) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO ledger_checkpoints AS c (currency, grain, bucket, ledger_account, facility_id, at_facility_id, debit_minor, credit_minor)
  SELECT a.currency, g.grain, g.bucket, a.ledger_account, a.facility_id, a.at_facility_id, sum(a.debit_minor), sum(a.credit_minor)
  FROM jsonb_to_recordset(added) a(currency text, effective_on date, posted_on date, ledger_account text, facility_id uuid,
      at_facility_id uuid, debit_minor numeric, credit_minor numeric)
    CROSS JOIN LATERAL grains_of(a.effective_on, a.posted_on) g
  GROUP BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (currency, grain, bucket, ledger_account, facility_id, at_facility_id) DO UPDATE SET
    debit_minor = c.debit_minor + excluded.debit_minor, credit_minor = c.credit_minor + excluded.credit_minor
$$;

DROP FUNCTION folded_of(uuid);
CREATE FUNCTION folded_of(folded uuid) RETURNS TABLE (currency text, effective_on date, posted_on date, ledger_account text,
    at_facility_id uuid, debit_minor numeric, credit_minor numeric) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT all_of.currency, all_of.effective_on, all_of.posted_on, all_of.ledger_account, all_of.at_facility_id,
    sum(all_of.debit_minor), sum(all_of.credit_minor)
  FROM (
    SELECT t.currency, t.effective_on, (t.posted_at AT TIME ZONE 'UTC')::date AS posted_on,
      chart_account(e.ledger_account, t.method, t.reason_code) AS ledger_account, t.facility_id AS at_facility_id,
      e.debit_minor::numeric, e.credit_minor::numeric
    FROM transactions t JOIN ledger_entries e ON e.transaction_id = t.id WHERE t.account_id = folded
    UNION ALL
    SELECT p.currency, p.effective_on, p.posted_on, p.ledger_account, p.at_facility_id, -p.debit_minor, -p.credit_minor
    FROM ledger_pending p WHERE p.account_id = folded
  ) all_of GROUP BY 1, 2, 3, 4, 5
$$;

CREATE OR REPLACE FUNCTION follow_account(moved uuid) RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  here uuid;
BEGIN
  SELECT facility_id INTO here FROM accounts WHERE id = moved FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM add_to_checkpoints(jsonb_agg(jsonb_build_object('currency', f.currency, 'effective_on', f.effective_on,
      'posted_on', f.posted_on, 'ledger_account', f.ledger_account, 'facility_id', at.facility_id,
      'at_facility_id', f.at_facility_id, 'debit_minor', at.sign * f.debit_minor, 'credit_minor', at.sign * f.credit_minor)))
    FROM ledger_moved_accounts m
      CROSS JOIN LATERAL folded_of(moved) f
      CROSS JOIN LATERAL (VALUES (m.facility_id, -1), (here, 1)) at(facility_id, sign)
    WHERE m.account_id = moved
    HAVING count(*) > 0;
  DELETE FROM ledger_moved_accounts WHERE account_id = moved;
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION fold_ledger(rows_max integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
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
    SELECT taken.currency, taken.effective_on, taken.posted_on, taken.ledger_account,
      coalesce(m.facility_id, a.facility_id) AS facility_id, taken.at_facility_id,
      sum(debit_minor) AS debit_minor, sum(credit_minor) AS credit_minor, count(*) AS n
    FROM taken JOIN accounts a ON a.id = taken.account_id LEFT JOIN ledger_moved_accounts m ON m.account_id = a.id
    GROUP BY 1, 2, 3, 4, 5, 6
  )
  SELECT jsonb_agg(to_jsonb(sums)), done + coalesce(sum(n), 0) INTO folded, done FROM sums;
  IF folded IS NOT NULL THEN PERFORM add_to_checkpoints(folded); END IF;
  RETURN done;
END $$;

INSERT INTO ledger_checkpoints (currency, grain, bucket, ledger_account, facility_id, at_facility_id, debit_minor, credit_minor)
  SELECT d.currency, g.grain, g.bucket, d.ledger_account, d.facility_id, d.at_facility_id, sum(d.debit_minor), sum(d.credit_minor)
  FROM (
    SELECT t.currency, t.effective_on, (t.posted_at AT TIME ZONE 'UTC')::date AS posted_on,
      chart_account(e.ledger_account, t.method, t.reason_code) AS ledger_account, a.facility_id,
      t.facility_id AS at_facility_id, sum(e.debit_minor) AS debit_minor, sum(e.credit_minor) AS credit_minor
    FROM ledger_entries e JOIN transactions t ON t.id = e.transaction_id JOIN accounts a ON a.id = t.account_id
    GROUP BY 1, 2, 3, 4, 5, 6
  ) d CROSS JOIN LATERAL grains_of(d.effective_on, d.posted_on) g
  GROUP BY 1, 2, 3, 4, 5, 6;
ANALYZE ledger_checkpoints, ledger_seals;

-- Only the functions above write seals and sums, and the chart is changed by migrations alone.
REVOKE EXECUTE ON FUNCTION seal_transactions() FROM PUBLIC;
DO $$
DECLARE
  app text := current_setting('pms.app_role', true);
BEGIN
  IF app <> '' THEN
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_seals, ledger_accounts, ledger_account_rules FROM %I', app);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION seal_transactions() FROM %I', app);
    EXECUTE format('GRANT EXECUTE ON FUNCTION folded_of(uuid) TO %I', app);
  END IF;
END
$$;
