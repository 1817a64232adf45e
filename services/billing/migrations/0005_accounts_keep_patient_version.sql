-- The version of the patient's record that the account's facility was taken from: an older one moves it no more. 0: as opened.
ALTER TABLE accounts ADD COLUMN patient_version integer NOT NULL DEFAULT 0;
