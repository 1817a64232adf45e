-- The keys by which patients are found are derived by the service alone. keyed_by names the rule that made them: rows with
-- another, those of a version before and those that it still writes beside the new one, are derived again by the service.
ALTER TABLE patients ADD COLUMN keyed_by text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX patients_keyed_by ON patients (keyed_by);
-- The end of a phone number is the beginning of its reverse.
CREATE INDEX patients_phone_ends ON patients (reverse(phone_digits)) WHERE phone_digits IS NOT NULL;

-- Many people have one name.
ALTER TABLE patients
  DROP CONSTRAINT patients_identified,
  ADD CONSTRAINT patients_identified CHECK (
    document ->> 'unidentified' = 'true'
    OR (coalesce(document ->> 'firstName', document ->> 'lastName') IS NOT NULL AND date_of_birth IS NOT NULL)
  );

-- Ids as they are compared; null until the service has derived them.
ALTER TABLE patient_identifiers
  ADD COLUMN system_key text COLLATE "C",
  ADD COLUMN value_key text COLLATE "C",
  -- More than zero where ids of the version before turned out to be one: each such row is for a person to decide.
  ADD COLUMN twin integer NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX patient_identifiers_key_unique ON patient_identifiers (system_key, value_key, twin);
CREATE INDEX patient_identifiers_keyless ON patient_identifiers (patient_id) WHERE value_key IS NULL;
