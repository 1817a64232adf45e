-- In which transaction a patient was stored or changed last: who keeps patients in memory asks for what has been
-- committed since the last look. 0 is before anybody kept any.
ALTER TABLE patients ADD COLUMN changed_in xid8 NOT NULL DEFAULT '0';
ALTER TABLE patients ALTER COLUMN changed_in SET DEFAULT pg_current_xact_id();
CREATE INDEX patients_changed_in ON patients (changed_in, id);

-- A trigger, as a service of the version before changes patients too and does not know the column.
CREATE FUNCTION note_patient_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_in := pg_current_xact_id();
  RETURN NEW;
END
$$;
CREATE TRIGGER patients_note_change BEFORE UPDATE ON patients FOR EACH ROW EXECUTE FUNCTION note_patient_change();
