-- Pairs of records that may be one person's, as far as patient tells them: for the duplicate error rate. What was merged is
-- known by the pointers of patient_facts.
CREATE TABLE duplicate_facts (
  slot smallint NOT NULL,
  pair_id uuid NOT NULL,
  low_id uuid NOT NULL,
  high_id uuid NOT NULL,
  grade text NOT NULL,                      -- certain, probable, possible
  undecided boolean NOT NULL,               -- open, and more than possible
  version bigint NOT NULL,
  PRIMARY KEY (slot, pair_id)
) PARTITION BY LIST (slot);
CREATE TABLE duplicate_facts_0 PARTITION OF duplicate_facts FOR VALUES IN (0);
CREATE TABLE duplicate_facts_1 PARTITION OF duplicate_facts FOR VALUES IN (1);
CREATE INDEX duplicate_facts_undecided ON duplicate_facts (slot) WHERE undecided;

CREATE OR REPLACE FUNCTION clear_slot(cleared integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  name text;
BEGIN
  IF EXISTS (SELECT FROM generations WHERE slot = cleared AND state = 'current') THEN
    RAISE EXCEPTION 'slot % is in use', cleared;
  END IF;
  FOREACH name IN ARRAY ARRAY['patient_facts', 'account_facts', 'transaction_facts', 'registrations',
    'population_by_age', 'population_by_state', 'money', 'balances', 'duplicate_facts'] LOOP
    EXECUTE format('TRUNCATE %I', name || '_' || cleared);
  END LOOP;
END $$;

-- As before, and records by themselves: registered when and found to be duplicates, and those that stand by what is to be
-- decided of them. They are kinds of their own, of which no other figure is made.
CREATE OR REPLACE FUNCTION publish_figures(published integer, from_slot integer) RETURNS void LANGUAGE sql AS $$
  WITH hashed AS MATERIALIZED (
    SELECT patient_id, sha256(key || sha256(key || uuid_send(patient_id))) AS hash
    FROM protection_key, (
      SELECT patient_id FROM patient_facts WHERE slot = from_slot
      UNION SELECT person_id FROM patient_facts WHERE slot = from_slot AND person_id IS NOT NULL
      UNION SELECT patient_id FROM account_facts WHERE slot = from_slot
      UNION SELECT patient_id FROM transaction_facts WHERE slot = from_slot) known
    WHERE NOT EXISTS (SELECT FROM patient_weights w WHERE w.patient_id = known.patient_id)
  )
  INSERT INTO patient_weights
  SELECT patient_id, ('x' || encode(substr(hash, 1, 8), 'hex'))::bit(64)::bigint,
    protection_weight(hash, 8), protection_weight(hash, 14), protection_weight(hash, 20)
  FROM hashed;

  DELETE FROM published_cells;
  WITH merged AS MATERIALIZED (
    SELECT patient_id, person_id FROM patient_facts WHERE slot = from_slot AND person_id IS NOT NULL
  ), members AS MATERIALIZED (
    SELECT p.patient_id, row_number() OVER (PARTITION BY coalesce(p.person_id, p.patient_id)
      ORDER BY p.own_registered_at, p.patient_id) > 1 AS is_duplicate
    FROM patient_facts p WHERE p.slot = from_slot AND p.own_registered_at IS NOT NULL
      AND (p.person_id IS NOT NULL OR p.patient_id IN (SELECT person_id FROM merged))
  ), undecided AS MATERIALIZED (
    SELECT id, bool_or(grade = 'certain') AS certain
    FROM duplicate_facts d CROSS JOIN LATERAL (VALUES (low_id), (high_id)) ids(id)
    WHERE d.slot = from_slot AND d.undecided GROUP BY id
  ), cells AS (
    SELECT kind, date_trunc('month', registered_at AT TIME ZONE 'UTC')::date AS month, facility_id, kinds.a, kinds.b,
      '' AS currency, of_person AS count, 0::float8 AS amount, person
    FROM patient_facts JOIN patient_weights USING (patient_id) CROSS JOIN LATERAL (VALUES
      ('registration', sex, state, true), ('age', birth_year::text, sex, active AND NOT deceased),
      ('state', state, '', active AND NOT deceased)) kinds(kind, a, b, included)
    WHERE slot = from_slot AND registered_at IS NOT NULL AND included
    UNION ALL
    SELECT kinds.kind, date_trunc('month', own_registered_at AT TIME ZONE 'UTC')::date, facility_id, '', '', '', of_person, 0, person
    FROM patient_facts p JOIN patient_weights USING (patient_id) LEFT JOIN members m USING (patient_id)
      CROSS JOIN LATERAL (VALUES ('record', true), ('duplicate', coalesce(m.is_duplicate, false))) kinds(kind, included)
    WHERE slot = from_slot AND own_registered_at IS NOT NULL AND included
    UNION ALL
    SELECT 'standing', date '1900-01-01', facility_id, kinds.a, '', '', of_person, 0, person
    FROM patient_facts p JOIN patient_weights USING (patient_id) LEFT JOIN undecided u ON u.id = p.patient_id
      CROSS JOIN LATERAL (VALUES ('all', true), ('undecided', u.id IS NOT NULL), ('certain', coalesce(u.certain, false)))
        kinds(a, included)
    WHERE slot = from_slot AND registered_at IS NOT NULL AND person_id IS NULL AND included
    UNION ALL
    SELECT measure, date_trunc('month', effective_on)::date, facility_id, dimension, '', currency,
      of_entries * sign, of_amount * amount_minor, person
    FROM transaction_facts f LEFT JOIN merged USING (patient_id)
      JOIN patient_weights w ON w.patient_id = coalesce(merged.person_id, f.patient_id)
    WHERE slot = from_slot
    UNION ALL
    SELECT 'balance', date '1900-01-01', facility_id, balance_size(balance_minor)::text, '', currency,
      of_person, of_amount * balance_minor, person
    FROM account_facts f LEFT JOIN merged USING (patient_id)
      JOIN patient_weights w ON w.patient_id = coalesce(merged.person_id, f.patient_id)
    WHERE slot = from_slot AND (merged.person_id IS NULL OR balance_minor <> 0)
  )
  INSERT INTO published_cells
  SELECT published, kind, month, facility_id, a, b, currency, round(sum(count) * 1000000)::bigint,
    round(sum(amount))::bigint, round(sum(abs(amount)))::bigint,
    (array_agg(DISTINCT person ORDER BY person))[1:32]
  FROM cells GROUP BY kind, month, facility_id, a, b, currency;
$$;

-- Publishes anew at once: what was published before has no records.
UPDATE publication SET generation = 0;
