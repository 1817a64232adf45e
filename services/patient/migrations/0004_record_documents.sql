-- The record is one document, as it was written and as it is answered; beside it stand the keys by which patients are found
-- and listed. A page of the list reads one value for each patient, not one for each field, and a field that no query
-- compares needs no column.
ALTER TABLE patient_versions ALTER COLUMN record TYPE json;

ALTER TABLE patients ADD COLUMN record json;
UPDATE patients p SET record = v.record FROM patient_versions v WHERE v.patient_id = p.id AND v.version = p.version;
-- The columns of the record that are no keys; with them go the checks that compared them.
ALTER TABLE patients
  ALTER COLUMN record SET NOT NULL,
  DROP COLUMN first_name,
  DROP COLUMN middle_name,
  DROP COLUMN last_name,
  DROP COLUMN date_of_birth_estimated,
  DROP COLUMN sex,
  DROP COLUMN street,
  DROP COLUMN city,
  DROP COLUMN state,
  DROP COLUMN zip_code,
  DROP COLUMN country,
  DROP COLUMN phone_number,
  DROP COLUMN contacts,
  DROP COLUMN coverages,
  DROP COLUMN preferred_language,
  DROP COLUMN deceased_date,
  DROP COLUMN unidentified;
ALTER TABLE patients
  ADD CONSTRAINT patients_identified CHECK (
    record ->> 'unidentified' = 'true'
    OR (record ->> 'firstName' IS NOT NULL AND record ->> 'lastName' IS NOT NULL AND date_of_birth IS NOT NULL)
  ),
  -- Dates as YYYY-MM-DD: their order is that of their texts.
  ADD CONSTRAINT patients_death_after_birth CHECK (
    record ->> 'deceasedDate' COLLATE "C" >= record ->> 'dateOfBirth' COLLATE "C"
  );
