-- Who may sign in and where they work.
CREATE TABLE facilities (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name ~ '\S'),
  time_zone text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  is_default boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX facilities_one_default ON facilities (is_default) WHERE is_default;
CREATE UNIQUE INDEX facilities_name ON facilities (lower(name));

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  -- The e-mail as it is compared: NFKC, lower case.
  email_key text NOT NULL UNIQUE,
  first_name text NOT NULL,
  last_name text NOT NULL,
  roles text[] NOT NULL CHECK (cardinality(roles) > 0),
  all_facilities boolean NOT NULL DEFAULT false,
  facility_ids uuid[] NOT NULL DEFAULT '{}',
  -- The one record of a user with role patient, where an administrator linked it. Belongs to another service: no foreign key.
  patient_id uuid,
  status text NOT NULL CHECK (status IN ('active', 'disabled', 'invited')),
  password_hash text,
  preferences jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE invitations (
  token_hash bytea PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz
);
CREATE INDEX invitations_user_id ON invitations (user_id);
