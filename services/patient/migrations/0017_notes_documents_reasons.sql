-- A record, and those that were merged into it: what stands at any of them is shown at the one that stands for all.
CREATE FUNCTION records_of_person(patient uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE down AS (
    SELECT patient AS id
    UNION
    SELECT p.id FROM down JOIN patients p ON p.merged_into = down.id
  )
  SELECT id FROM down
$$;

-- What staff note of a patient. Who may not read a sensitive one is told of none; a label is raised and never lowered, so
-- that no version of a note is more sensitive than the note.
CREATE TABLE patient_notes (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  version integer NOT NULL CHECK (version > 0),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'withdrawn')),
  sensitivity text NOT NULL CHECK (sensitivity IN ('normal', 'sensitive')),
  text text NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL
);
CREATE INDEX patient_notes_patient ON patient_notes (patient_id, id);

CREATE TABLE patient_note_versions (
  note_id uuid NOT NULL REFERENCES patient_notes,
  version integer NOT NULL,
  at timestamptz NOT NULL,
  actor_id text NOT NULL,
  change text NOT NULL CHECK (change IN ('created', 'updated', 'withdrawn')),
  sensitivity text NOT NULL CHECK (sensitivity IN ('normal', 'sensitive')),
  text text NOT NULL,
  PRIMARY KEY (note_id, version)
);
SELECT make_append_only('patient_note_versions');

-- Photos and small documents. Of a withdrawn one this row stays, and its content is gone.
CREATE TABLE patient_documents (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL REFERENCES patients,
  version integer NOT NULL CHECK (version > 0),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'withdrawn')),
  kind text NOT NULL CHECK (kind IN ('photo', 'document')),
  name text NOT NULL,
  media_type text NOT NULL,
  size_bytes integer NOT NULL CHECK (size_bytes > 0),
  sha256 bytea NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  withdrawn_at timestamptz,
  withdrawn_by text,
  CHECK ((status = 'withdrawn') = (withdrawn_at IS NOT NULL))
);
CREATE INDEX patient_documents_patient ON patient_documents (patient_id, id);

-- Apart, so that no list of documents reads a content; not compressed, as pictures and PDFs are already.
CREATE TABLE patient_document_contents (
  document_id uuid PRIMARY KEY REFERENCES patient_documents,
  bytes bytea NOT NULL
);
ALTER TABLE patient_document_contents ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Why a version was written, in the words of who did, and which one it repeats.
ALTER TABLE patient_versions
  ADD COLUMN reason text,
  ADD COLUMN restored_from integer;

DO $$
BEGIN
  IF current_setting('pms.app_role', true) <> '' THEN
    EXECUTE format('REVOKE DELETE, TRUNCATE ON patient_notes, patient_documents FROM %I', current_setting('pms.app_role', true));
  END IF;
END
$$;
