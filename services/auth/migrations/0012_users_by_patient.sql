-- Whose own record a patient's is.
CREATE INDEX users_patient ON users (patient_id) WHERE patient_id IS NOT NULL;
