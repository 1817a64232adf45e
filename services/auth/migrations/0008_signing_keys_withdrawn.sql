-- A key that is withdrawn signs nothing and none of its tokens is taken. `refused_since`: by when every verifier knew.
-- `signs_since`: when it was first the one that signs.
ALTER TABLE signing_keys
  ADD COLUMN withdrawn_at timestamptz,
  ADD COLUMN refused_since timestamptz,
  ADD COLUMN signs_since timestamptz;
