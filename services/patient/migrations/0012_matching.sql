-- What of each patient is compared, and the keys that it shares with whom it may be the same as. Derived by the service from the
-- record, behind registration and change; nothing here is the truth about anybody.
CREATE TABLE match_profiles (
  patient_id uuid PRIMARY KEY REFERENCES patients (id),
  -- Of the record that it was derived from, and the rule that derived it.
  version integer NOT NULL,
  rule integer NOT NULL,
  profile jsonb NOT NULL,
  keys bigint[] NOT NULL
);
CREATE TABLE match_keys (
  key bigint NOT NULL,
  patient_id uuid NOT NULL REFERENCES patients (id),
  PRIMARY KEY (key, patient_id)
);

-- Two records that may be one person's; what a person has decided of them stays for ever.
CREATE TABLE duplicate_pairs (
  id uuid PRIMARY KEY,
  low_id uuid NOT NULL REFERENCES patients (id),
  high_id uuid NOT NULL REFERENCES patients (id),
  probability double precision NOT NULL CHECK (probability BETWEEN 0 AND 1),
  grade text NOT NULL CHECK (grade IN ('certain', 'probable', 'possible')),
  -- Fields and how they agree; no value of either record.
  fields jsonb NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'dismissed', 'merged')),
  detected_at timestamptz NOT NULL,
  assigned_to uuid,
  decided_at timestamptz,
  decided_by text,
  reason text,
  note text,
  CONSTRAINT duplicate_pairs_unique UNIQUE (low_id, high_id),
  CHECK (low_id < high_id),
  CHECK ((status = 'open') = (decided_at IS NULL))
);
CREATE INDEX duplicate_pairs_status ON duplicate_pairs (status, probability DESC, id);
CREATE INDEX duplicate_pairs_age ON duplicate_pairs (status, detected_at, id);
CREATE INDEX duplicate_pairs_high ON duplicate_pairs (high_id);

-- Comparisons of the whole base, each continued by whichever instance has time.
CREATE TABLE duplicate_scans (
  id uuid PRIMARY KEY,
  status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done')),
  started_by text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  -- The last patient that was compared, in the order of ids.
  position uuid,
  compared bigint NOT NULL DEFAULT 0,
  found bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX duplicate_scans_one_running ON duplicate_scans (status) WHERE status = 'running';

-- Weights that were estimated on the clinic's own records; the latest is in force, the shipped ones where there is none.
CREATE TABLE match_models (
  id uuid PRIMARY KEY,
  estimated_at timestamptz NOT NULL DEFAULT now(),
  rates jsonb NOT NULL
);

DO $$
BEGIN
  IF current_setting('pms.app_role', true) <> '' THEN
    EXECUTE format('REVOKE TRUNCATE ON duplicate_pairs FROM %I', current_setting('pms.app_role', true));
  END IF;
END
$$;
