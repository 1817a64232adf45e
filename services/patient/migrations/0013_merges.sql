-- Records that turned out to be one person's: the one stays, as it was, and points to the other, which has everything.
ALTER TABLE patients ADD COLUMN merged_into uuid REFERENCES patients,
  ADD CONSTRAINT patients_merged_points CHECK ((status = 'merged') = (merged_into IS NOT NULL) AND merged_into <> id);
CREATE INDEX patients_merged_into ON patients (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX patients_merged ON patients (facility_id, id) WHERE status = 'merged';

ALTER TABLE patient_versions DROP CONSTRAINT patient_versions_change_check;
ALTER TABLE patient_versions ADD CONSTRAINT patient_versions_change_check
  CHECK (change IN ('created', 'updated', 'deactivated', 'restored', 'merged', 'unmerged'));

-- The merges that were asked for, and how far each is. What is to be done next is named by the state alone, so that whoever
-- dies in the middle, another instance goes on.
CREATE TABLE patient_merges (
  id uuid PRIMARY KEY,
  survivor_id uuid NOT NULL REFERENCES patients,
  merged_id uuid NOT NULL REFERENCES patients,
  state text NOT NULL CHECK (state IN (
    'moving-account', 'merging-records', 'done',       -- there
    'returning-account', 'failed',                     -- given up before the records were merged
    'undoing-account', 'undoing-records', 'undone')),  -- and back
  reason text NOT NULL,
  -- Of each field of which both had a value: whose was chosen.
  fields jsonb NOT NULL,
  requested_at timestamptz NOT NULL,
  -- Who asked, and where from, as the audit keeps it.
  requested_by jsonb NOT NULL,
  -- The versions before, and those that the merge made.
  survivor_version integer NOT NULL,
  merged_version integer NOT NULL,
  survivor_version_after integer,
  moved_owner_user_id uuid,
  pair_id uuid,
  undo_reason text,
  undo_requested_at timestamptz,
  undo_requested_by jsonb,
  -- Transactions since the merge that are to go to the restored record.
  undo_transactions uuid[] NOT NULL DEFAULT '{}',
  ended_at timestamptz,
  -- Why it failed, or why undoing it was refused the last time.
  problem text,
  attempts integer NOT NULL DEFAULT 0,
  retry_at timestamptz NOT NULL DEFAULT now(),
  CHECK (survivor_id <> merged_id),
  CHECK ((state = 'done' OR state LIKE 'undo%' OR state = 'undone') = (survivor_version_after IS NOT NULL)),
  CHECK (state NOT LIKE 'und%' OR undo_requested_at IS NOT NULL)
);
CREATE INDEX patient_merges_survivor ON patient_merges (survivor_id, id);
CREATE INDEX patient_merges_merged ON patient_merges (merged_id, id);
CREATE INDEX patient_merges_working ON patient_merges (retry_at) WHERE state NOT IN ('done', 'failed', 'undone');

-- A record takes part in one merge at a time, from the request until it has ended.
CREATE TABLE merging_patients (
  patient_id uuid PRIMARY KEY REFERENCES patients,
  merge_id uuid NOT NULL REFERENCES patient_merges
);

-- Where a chain of pointers ends: the record that stands for this one.
CREATE FUNCTION surviving_patient(patient uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE up AS (
    SELECT id, merged_into FROM patients WHERE id = patient
    UNION
    SELECT p.id, p.merged_into FROM up JOIN patients p ON p.id = up.merged_into
  )
  SELECT id FROM up WHERE merged_into IS NULL
$$;

DO $$
BEGIN
  IF current_setting('pms.app_role', true) <> '' THEN
    EXECUTE format('REVOKE DELETE, TRUNCATE ON patient_merges FROM %I', current_setting('pms.app_role', true));
  END IF;
END
$$;
