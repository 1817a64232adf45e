-- MRNs: eight digits from this sequence and a Damm check digit. A service takes a block of 50 at a time; what a stopped
-- process did not use is a gap, and nothing is ever given twice.
CREATE SEQUENCE mrn_blocks AS bigint MINVALUE 10000000 MAXVALUE 99999900 START 10000000 INCREMENT BY 50 NO CYCLE;

-- The record as it stands. created_at is the instant within the id (UUIDv7), so that the order of ids is the order of
-- registration; name_words, sort_name and phone_digits are derived by the service, which normalises queries the same way.
CREATE TABLE patients (
  id uuid PRIMARY KEY,
  mrn text COLLATE "C" NOT NULL CONSTRAINT patients_mrn_unique UNIQUE CHECK (mrn ~ '^[0-9]{9}$'),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'merged')),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  facility_id uuid NOT NULL,
  -- The user whose own record it is, when a patient registered themselves.
  owner_user_id uuid,
  billing_account_id uuid NOT NULL,
  first_name text,
  middle_name text,
  last_name text,
  date_of_birth date,
  date_of_birth_estimated boolean,
  sex text CHECK (sex IN ('female', 'male', 'other', 'unknown')),
  street text,
  city text,
  state text,
  zip_code text,
  country text,
  phone_number text,
  email text,
  contacts jsonb,
  coverages jsonb,
  preferred_language text,
  deceased_date date,
  unidentified boolean,
  name_words text[] NOT NULL,
  sort_name text COLLATE "C" NOT NULL,
  phone_digits text COLLATE "C",
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK (unidentified IS TRUE OR (first_name IS NOT NULL AND last_name IS NOT NULL AND date_of_birth IS NOT NULL)),
  CHECK (deceased_date >= date_of_birth)
);

-- One record per user who registers themselves.
CREATE UNIQUE INDEX patients_owner_unique ON patients (owner_user_id) WHERE owner_user_id IS NOT NULL;
CREATE INDEX patients_facility ON patients (facility_id);
CREATE INDEX patients_sort_name ON patients (sort_name, id);
-- NULL has no place in a keyset; who has no birth date comes last.
CREATE INDEX patients_date_of_birth ON patients ((coalesce(date_of_birth, 'infinity')), id);
-- Prefixes of any word of a name, in any order: a GIN index answers `word:*` where a btree knows only the first word.
CREATE INDEX patients_name_words ON patients USING gin (array_to_tsvector(name_words)) WITH (gin_pending_list_limit = 512);
-- Under the C collation a btree serves both = and LIKE 'prefix%'.
CREATE INDEX patients_phone_digits ON patients (phone_digits) WHERE phone_digits IS NOT NULL;
CREATE INDEX patients_email ON patients ((lower(email) COLLATE "C")) WHERE email IS NOT NULL;

-- Ids that other systems gave a patient.
CREATE TABLE patient_identifiers (
  system text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  patient_id uuid NOT NULL REFERENCES patients (id),
  position smallint NOT NULL,
  CONSTRAINT patient_identifiers_unique PRIMARY KEY (system, value)
);
CREATE INDEX patient_identifiers_patient ON patient_identifiers (patient_id);

-- Every version that ever was. Patients are never deleted, so no foreign key needs to say so at each insert.
CREATE TABLE patient_versions (
  patient_id uuid NOT NULL,
  version integer NOT NULL,
  at timestamptz NOT NULL,
  actor_id text NOT NULL,
  change text NOT NULL CHECK (change IN ('created', 'updated', 'deactivated', 'restored')),
  -- JSON pointers.
  changed text[] NOT NULL,
  status text NOT NULL,
  record jsonb NOT NULL,
  PRIMARY KEY (patient_id, version)
);
SELECT make_append_only('patient_versions');

-- Patients whose billing account is not known to exist. A row is stored with its patient and deleted when billing has
-- answered: marking a patient active thereby touches this small table and none of the patients' indexes.
CREATE TABLE pending_billing_accounts (
  patient_id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  facility_id uuid NOT NULL,
  owner_user_id uuid,
  attempts integer NOT NULL DEFAULT 0,
  -- The registration itself asks billing first; the retry loop leaves it this long.
  retry_at timestamptz NOT NULL DEFAULT now() + interval '2 seconds'
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

DO $$
BEGIN
  IF current_setting('pms.app_role', true) <> '' THEN
    EXECUTE format('REVOKE DELETE, TRUNCATE ON patients FROM %I', current_setting('pms.app_role', true));
  END IF;
END
$$;
