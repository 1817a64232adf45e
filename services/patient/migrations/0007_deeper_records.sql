-- What a record knows beside its flat fields is in the document; here are the keys by which it is found, null where there is none.
ALTER TABLE patients
  ADD COLUMN other_phones text[] COLLATE "C",
  ADD COLUMN other_emails text[] COLLATE "C";

-- An id may be evidence: shared and mistyped in life, weighed and never a reason to refuse. Two issuers may give one number.
ALTER TABLE patient_identifiers
  ADD COLUMN issuer_key text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN evidence boolean NOT NULL DEFAULT FALSE;
UPDATE patient_identifiers SET evidence = TRUE WHERE lower(trim(coalesce(system_key, system))) IN ('ssn', 'national-id');
DROP INDEX patient_identifiers_key_unique;
CREATE UNIQUE INDEX patient_identifiers_key_unique ON patient_identifiers (system_key, value_key, issuer_key, twin)
  WHERE NOT evidence;
CREATE INDEX patient_identifiers_key ON patient_identifiers (system_key, value_key);
-- The place in the record, as an id alone says no more whose it is.
ALTER TABLE patient_identifiers
  DROP CONSTRAINT patient_identifiers_unique,
  ADD CONSTRAINT patient_identifiers_place PRIMARY KEY (patient_id, position);
DROP INDEX patient_identifiers_patient;
