-- The price list. Nothing is changed in it: a row says what a code costs from a day on, and of two for one day the later
-- written one counts. No amount: from that day on the code is not on the list.
CREATE TABLE prices (
  id uuid PRIMARY KEY,
  code text NOT NULL,
  description text NOT NULL,
  category text NOT NULL,
  amount_minor bigint CHECK (amount_minor BETWEEN 0 AND 999999999999),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  effective_from date NOT NULL,
  facility_id uuid,
  payer text,
  set_at timestamptz NOT NULL,
  set_by text NOT NULL
);
-- Codes and payers are found however their letters are written.
CREATE INDEX prices_by_code ON prices (upper(code), currency, effective_from DESC, id DESC);

DO $$
BEGIN
  IF current_setting('pms.app_role', true) <> '' THEN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON prices FROM %I', current_setting('pms.app_role', true));
  END IF;
END
$$;
