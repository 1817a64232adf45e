-- An account is where its patient is, as in billing: who may see the balance follows the patient (AZ-3).
CREATE INDEX account_facts_patient_id ON account_facts (slot, patient_id);

UPDATE account_facts a SET facility_id = p.facility_id FROM patient_facts p
  WHERE p.slot = a.slot AND p.patient_id = a.patient_id AND p.facility_id <> a.facility_id
    AND p.facility_id <> '00000000-0000-0000-0000-000000000000';
DELETE FROM balances;
INSERT INTO balances (slot, facility_id, currency, size, accounts, amount_minor)
  SELECT slot, facility_id, currency, balance_size(balance_minor), count(*), sum(balance_minor) FROM account_facts
  GROUP BY slot, facility_id, currency, balance_size(balance_minor);
