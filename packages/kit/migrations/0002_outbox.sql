-- Events that are stored with their cause and wait for the relay, which deletes them once the log has them (REL-2).
-- A hot path may insert its row from the one statement that also writes the state; the columns are the contract.
-- seq keeps the order of an aggregate's events, since whoever changes an aggregate holds its lock. It is no watermark:
-- a transaction that started earlier may commit a lower seq later.
CREATE TABLE outbox (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  topic text NOT NULL,
  key text NOT NULL,
  type text NOT NULL,
  payload bytea NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  traceparent text
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
