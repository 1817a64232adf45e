-- Records of one person count as one, on every day: since the first of them was registered, at the facility and with the facts
-- of the one that stands for all. `registered_at` is what reports count by; null for a record that was merged.
ALTER TABLE patient_facts
  ADD COLUMN own_registered_at timestamptz,   -- of this record, null until the event of the creation is here
  ADD COLUMN merged_into uuid,                -- as of status_version
  ADD COLUMN person_id uuid;                  -- where the pointers end; null where the record stands for itself
UPDATE patient_facts SET own_registered_at = registered_at;
CREATE INDEX patient_facts_merged_into ON patient_facts (slot, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX patient_facts_person_id ON patient_facts (slot, person_id) WHERE person_id IS NOT NULL;

-- As before, with the postings and balances of merged records as those of the person, and none of their settled accounts.
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
  ), cells AS (
    SELECT kind, date_trunc('month', registered_at AT TIME ZONE 'UTC')::date AS month, facility_id, kinds.a, kinds.b,
      '' AS currency, of_person AS count, 0::float8 AS amount, person
    FROM patient_facts JOIN patient_weights USING (patient_id) CROSS JOIN LATERAL (VALUES
      ('registration', sex, state, true), ('age', birth_year::text, sex, active AND NOT deceased),
      ('state', state, '', active AND NOT deceased)) kinds(kind, a, b, included)
    WHERE slot = from_slot AND registered_at IS NOT NULL AND included
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
