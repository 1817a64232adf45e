-- A message is in the outbox for a fraction of a second: to compress it costs more than it saves.
ALTER TABLE outbox ALTER COLUMN payload SET STORAGE EXTERNAL;
