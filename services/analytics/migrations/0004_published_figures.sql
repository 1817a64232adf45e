-- What callers who may not read patients are answered from, and nothing else: cells of months in which every patient counts
-- by a secret weight (ADR 25). Made anew from the facts when enough patients have changed; see publish_figures.

-- Made once per installation, and in no answer: whoever knew it could take the weights out again.
CREATE TABLE protection_key (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  key bytea NOT NULL
);
INSERT INTO protection_key (key)
  SELECT sha256(string_agg(uuid_send(gen_random_uuid()), ''::bytea)) FROM generate_series(1, 4);

CREATE TABLE publication (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  number integer NOT NULL,
  generation integer NOT NULL,              -- whose facts the cells were made from; 0: none yet
  published_at timestamptz NOT NULL,
  took_ms integer NOT NULL
);
INSERT INTO publication (number, generation, published_at, took_ms) VALUES (0, 0, clock_timestamp(), 0);

-- Whose facts have changed since the publication: a patient once per batch of events.
CREATE TABLE waiting_changes (
  patient_id uuid NOT NULL
);

CREATE TABLE published_cells (
  publication integer NOT NULL,
  kind text NOT NULL,                       -- registration, age, state, balance, or a measure of money
  month date NOT NULL,                      -- of registration or effect; 1900-01-01 for what has none
  facility_id uuid NOT NULL,
  a text NOT NULL,                          -- registration: sex; age: birth year; state: state; balance: size; money: dimension
  b text NOT NULL,                          -- registration: state; age: sex
  currency text NOT NULL,
  count_micro bigint NOT NULL,              -- weighted people, accounts or entries, in millionths
  amount_minor bigint NOT NULL,             -- weighted, by other weights than the count
  gross_minor bigint NOT NULL,              -- the same without signs
  people bigint[] NOT NULL,                 -- who is behind it, by keyed hash: the 32 lowest tell whether unions have enough
  PRIMARY KEY (kind, month, facility_id, a, b, currency)
);

-- For sums that are weighted patient by patient. Of facts from before, the average of the cell that they were added to.
ALTER TABLE transaction_facts ADD COLUMN amount_minor bigint NOT NULL DEFAULT 0, ADD COLUMN sign real NOT NULL DEFAULT 1;
UPDATE transaction_facts f SET amount_minor = round(m.amount_minor::numeric / m.entries), sign = m.count::real / m.entries
  FROM money m
  WHERE m.slot = f.slot AND m.grain = 1 AND m.measure = f.measure AND m.bucket = f.effective_on
    AND m.facility_id = f.facility_id AND m.dimension = f.dimension AND m.currency = f.currency AND m.entries > 0;

-- The patient by keyed hash, and three weights that tell nothing of each other. Each is above zero, 1 on average, with a
-- variance of one half (Gamma of shape 2). They follow from the key alone; kept, since they are needed again and again.
CREATE TABLE patient_weights (
  patient_id uuid PRIMARY KEY,
  person bigint NOT NULL,
  of_person float8 NOT NULL,
  of_amount float8 NOT NULL,
  of_entries float8 NOT NULL
);

-- A weight out of six bytes of a keyed hash.
CREATE FUNCTION protection_weight(hash bytea, at integer) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT -ln(
    (get_byte(hash, at) * 65536 + get_byte(hash, at + 1) * 256 + get_byte(hash, at + 2) + 0.5::float8) / 16777216 *
    (get_byte(hash, at + 3) * 65536 + get_byte(hash, at + 4) * 256 + get_byte(hash, at + 5) + 0.5::float8) / 16777216) / 2
$$;

-- Makes the published cells anew from the facts in a slot. To be called in a repeatable read, so that all are of one moment.
CREATE FUNCTION publish_figures(published integer, from_slot integer) RETURNS void LANGUAGE sql AS $$
  WITH hashed AS MATERIALIZED (
    SELECT patient_id, sha256(key || sha256(key || uuid_send(patient_id))) AS hash
    FROM protection_key, (
      SELECT patient_id FROM patient_facts WHERE slot = from_slot
      UNION SELECT patient_id FROM account_facts WHERE slot = from_slot
      UNION SELECT patient_id FROM transaction_facts WHERE slot = from_slot) known
    WHERE NOT EXISTS (SELECT FROM patient_weights w WHERE w.patient_id = known.patient_id)
  )
  INSERT INTO patient_weights
  SELECT patient_id, ('x' || encode(substr(hash, 1, 8), 'hex'))::bit(64)::bigint,
    protection_weight(hash, 8), protection_weight(hash, 14), protection_weight(hash, 20)
  FROM hashed;

  DELETE FROM published_cells;
  WITH cells AS (
    SELECT kind, date_trunc('month', registered_at AT TIME ZONE 'UTC')::date AS month, facility_id, kinds.a, kinds.b,
      '' AS currency, of_person AS count, 0::float8 AS amount, person
    FROM patient_facts JOIN patient_weights USING (patient_id) CROSS JOIN LATERAL (VALUES
      ('registration', sex, state, true), ('age', birth_year::text, sex, active AND NOT deceased),
      ('state', state, '', active AND NOT deceased)) kinds(kind, a, b, included)
    WHERE slot = from_slot AND registered_at IS NOT NULL AND included
    UNION ALL
    SELECT measure, date_trunc('month', effective_on)::date, facility_id, dimension, '', currency,
      of_entries * sign, of_amount * amount_minor, person
    FROM transaction_facts JOIN patient_weights USING (patient_id) WHERE slot = from_slot
    UNION ALL
    SELECT 'balance', date '1900-01-01', facility_id, balance_size(balance_minor)::text, '', currency,
      of_person, of_amount * balance_minor, person
    FROM account_facts JOIN patient_weights USING (patient_id) WHERE slot = from_slot
  )
  INSERT INTO published_cells
  SELECT published, kind, month, facility_id, a, b, currency, round(sum(count) * 1000000)::bigint,
    round(sum(amount))::bigint, round(sum(abs(amount)))::bigint,
    (array_agg(DISTINCT person ORDER BY person))[1:32]
  FROM cells GROUP BY kind, month, facility_id, a, b, currency;
$$;
