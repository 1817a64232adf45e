-- A patient is stored as the document that is answered, with the account as active; beside it stand the keys by which
-- patients are found and listed. A page of the list reads one value for each patient, not one for each field, and a field
-- that no query compares needs no column.
ALTER TABLE patients ADD COLUMN document json;
UPDATE patients p SET document = v.record || jsonb_build_object(
    'id', p.id, 'mrn', p.mrn, 'status', p.status, 'version', p.version,
    'createdAt', to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'updatedAt', to_char(p.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'billing', jsonb_build_object('accountId', p.billing_account_id, 'status', 'active')
  )
  FROM patient_versions v WHERE v.patient_id = p.id AND v.version = p.version;
-- What is no key; with the columns go the checks that compared them.
ALTER TABLE patients
  DROP COLUMN updated_at,
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
  ALTER COLUMN document SET NOT NULL,
  ADD CONSTRAINT patients_document_fits CHECK (
    document::jsonb @> jsonb_build_object(
      'id', id, 'mrn', mrn, 'status', status, 'version', version, 'facilityId', facility_id,
      'billing', jsonb_build_object('accountId', billing_account_id)
    )
  ),
  ADD CONSTRAINT patients_identified CHECK (
    document ->> 'unidentified' = 'true'
    OR (document ->> 'firstName' IS NOT NULL AND document ->> 'lastName' IS NOT NULL AND date_of_birth IS NOT NULL)
  ),
  -- Dates as YYYY-MM-DD: their order is that of their texts.
  ADD CONSTRAINT patients_death_after_birth CHECK (
    document ->> 'deceasedDate' IS NULL OR document ->> 'deceasedDate' >= document ->> 'dateOfBirth'
  );

-- From here on the whole document; versions before hold what people wrote, and the rest of them stands in other columns.
ALTER TABLE patient_versions ALTER COLUMN record TYPE json;
ALTER TABLE patient_versions RENAME COLUMN record TO document;
