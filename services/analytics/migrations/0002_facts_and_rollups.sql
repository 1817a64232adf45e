-- What analytics knows: ids and coded facts, no name, no birth date, no contact, no street (PRV-1). Every table is split
-- by slot (see generations), so that a slot can be emptied at once.
-- Facts are kept so that an event can be recognised as old and a changed fact taken out of the cell that it was counted in.
-- Rollups are what reports read: their rows are as many as the answers' cells, whatever the history.

CREATE TABLE patient_facts (
  slot smallint NOT NULL,
  patient_id uuid NOT NULL,
  facility_id uuid NOT NULL,
  birth_year smallint NOT NULL,             -- 0: not known
  sex text NOT NULL,
  state text NOT NULL,
  deceased boolean NOT NULL,
  version bigint NOT NULL,                  -- of the patient record that the facts are from
  active boolean NOT NULL,
  status_version bigint NOT NULL,           -- of the patient record that `active` is from
  registered_at timestamptz,                -- null until the event of the creation is here
  PRIMARY KEY (slot, patient_id)
) PARTITION BY LIST (slot);
-- For stocks as of a past day: who was registered after it.
CREATE INDEX patient_facts_registered_at ON patient_facts (slot, registered_at);

CREATE TABLE account_facts (
  slot smallint NOT NULL,
  account_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  facility_id uuid NOT NULL,
  currency text NOT NULL,
  opened boolean NOT NULL,                  -- false while only transactions of it have been seen
  balance_minor bigint NOT NULL,
  PRIMARY KEY (slot, account_id)
) PARTITION BY LIST (slot);

CREATE TABLE transaction_facts (
  slot smallint NOT NULL,
  transaction_id uuid NOT NULL,
  patient_id uuid NOT NULL,
  facility_id uuid NOT NULL,
  measure text NOT NULL,
  dimension text NOT NULL,
  effective_on date NOT NULL,
  currency text NOT NULL,
  PRIMARY KEY (slot, transaction_id)
) PARTITION BY LIST (slot);
-- For the number of people behind a cell (small-cell suppression): only that many entries are read as prove it.
CREATE INDEX transaction_facts_by_day ON transaction_facts
  (slot, measure, effective_on) INCLUDE (dimension, facility_id, currency, patient_id);
CREATE INDEX transaction_facts_by_dimension ON transaction_facts
  (slot, measure, dimension, effective_on) INCLUDE (facility_id, currency, patient_id);

-- Registrations by time. Grain 0: quarters of an hour in UTC, the finest step by which time zones differ; 1: days; 2: months.
CREATE TABLE registrations (
  slot smallint NOT NULL,
  grain smallint NOT NULL CHECK (grain BETWEEN 0 AND 2),
  bucket timestamp NOT NULL,                -- its start, in UTC
  facility_id uuid NOT NULL,
  sex text NOT NULL,
  state text NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (slot, grain, bucket, facility_id, sex, state)
) PARTITION BY LIST (slot);

-- Patients who are active and not deceased, as things stand now.
CREATE TABLE population_by_age (
  slot smallint NOT NULL,
  facility_id uuid NOT NULL,
  birth_year smallint NOT NULL,
  sex text NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (slot, facility_id, birth_year, sex)
) PARTITION BY LIST (slot);

CREATE TABLE population_by_state (
  slot smallint NOT NULL,
  facility_id uuid NOT NULL,
  state text NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (slot, facility_id, state)
) PARTITION BY LIST (slot);

-- Money by effective day (grain 1) and month (grain 2). A reversal counts in the measure of what it reverses, negatively.
CREATE TABLE money (
  slot smallint NOT NULL,
  grain smallint NOT NULL CHECK (grain IN (1, 2)),
  bucket date NOT NULL,
  measure text NOT NULL CHECK (measure IN ('charge', 'payment', 'adjustment', 'refund', 'transfer')),
  facility_id uuid NOT NULL,
  dimension text NOT NULL,                  -- charge code, payment method or reason
  currency text NOT NULL,
  amount_minor bigint NOT NULL,
  count bigint NOT NULL,                    -- posted less reversed
  entries bigint NOT NULL,                  -- posted and reversed
  PRIMARY KEY (slot, grain, measure, bucket, facility_id, dimension, currency)
) PARTITION BY LIST (slot);

CREATE TABLE balances (
  slot smallint NOT NULL,
  facility_id uuid NOT NULL,
  currency text NOT NULL,
  size smallint NOT NULL,                   -- see balance_size
  accounts bigint NOT NULL,
  amount_minor bigint NOT NULL,
  PRIMARY KEY (slot, facility_id, currency, size)
) PARTITION BY LIST (slot);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['patient_facts', 'account_facts', 'transaction_facts'] LOOP
    EXECUTE format('CREATE TABLE %1$s_0 PARTITION OF %1$s FOR VALUES IN (0)', name);
    EXECUTE format('CREATE TABLE %1$s_1 PARTITION OF %1$s FOR VALUES IN (1)', name);
  END LOOP;
  -- Rows of rollups change all the time: room on the page lets them do so without touching an index.
  FOREACH name IN ARRAY ARRAY['registrations', 'population_by_age', 'population_by_state', 'money', 'balances'] LOOP
    EXECUTE format('CREATE TABLE %1$s_0 PARTITION OF %1$s FOR VALUES IN (0) WITH (fillfactor = 70)', name);
    EXECUTE format('CREATE TABLE %1$s_1 PARTITION OF %1$s FOR VALUES IN (1) WITH (fillfactor = 70)', name);
  END LOOP;
END $$;

-- Classes of balances: -1 in credit, 0 settled, then owed up to 100, 500, 1,000, 5,000 units and above. In minor units.
CREATE FUNCTION balance_size(balance_minor bigint) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN balance_minor < 0 THEN -1 WHEN balance_minor = 0 THEN 0 WHEN balance_minor <= 10000 THEN 1
    WHEN balance_minor <= 50000 THEN 2 WHEN balance_minor <= 100000 THEN 3 WHEN balance_minor <= 500000 THEN 4
    ELSE 5 END::smallint
$$;

-- Splits [range_from, range_to) into ranges of whole months, whole days and quarters of an hour, as few buckets as can be.
CREATE FUNCTION cover_range(range_from timestamp, range_to timestamp)
RETURNS TABLE (grain smallint, bucket_from timestamp, bucket_to timestamp) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH days AS (
    SELECT date_trunc('day', range_from + interval '1 day' - interval '1 microsecond') AS day_from,
      date_trunc('day', range_to) AS day_to
  ), months AS (
    SELECT *, date_trunc('month', day_from + interval '1 month' - interval '1 microsecond') AS month_from,
      date_trunc('month', day_to) AS month_to
    FROM days
  )
  SELECT piece.* FROM months CROSS JOIN LATERAL (VALUES
    (0::smallint, range_from, least(day_from, range_to)),
    (0::smallint, greatest(day_to, least(day_from, range_to)), range_to),
    (1::smallint, day_from, least(month_from, day_to)),
    (1::smallint, greatest(month_to, least(month_from, day_to)), day_to),
    (2::smallint, month_from, month_to)
  ) piece(grain, bucket_from, bucket_to)
  WHERE piece.bucket_from < piece.bucket_to
$$;

-- Empties a slot at once. Truncating is the owner's right; the service may do this much of it.
CREATE FUNCTION clear_slot(cleared integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  name text;
BEGIN
  IF EXISTS (SELECT FROM generations WHERE slot = cleared AND state = 'current') THEN
    RAISE EXCEPTION 'slot % is in use', cleared;
  END IF;
  FOREACH name IN ARRAY ARRAY['patient_facts', 'account_facts', 'transaction_facts', 'registrations',
    'population_by_age', 'population_by_state', 'money', 'balances'] LOOP
    EXECUTE format('TRUNCATE %I', name || '_' || cleared);
  END LOOP;
END $$;
