-- A key that is withdrawn signs nothing and none of its tokens is taken. `refused_since`: by when every verifier knew.
ALTER TABLE signing_keys ADD COLUMN withdrawn_at timestamptz, ADD COLUMN refused_since timestamptz;
