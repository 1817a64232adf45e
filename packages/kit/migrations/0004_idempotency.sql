-- What was answered to a request that carried an Idempotency-Key. The key itself is not kept, and the answer is sealed
-- with a key derived from it, so that the table holds no patient data in clear.
CREATE TABLE idempotency_keys (
  scope bytea PRIMARY KEY,          -- SHA-256 of caller, route and key
  fingerprint bytea NOT NULL,       -- SHA-256 of the body
  status smallint NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
