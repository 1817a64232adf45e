-- Facts and rollups exist in generations: one is read, and at most one more is being built from the log by a rebuild.
-- Each has a consumer group of its own, so that a rebuilt generation goes on from where it is when it becomes the current.
-- Two slots are enough for the rows: the current generation's and the next one's.
CREATE TABLE generations (
  number integer PRIMARY KEY,
  slot smallint NOT NULL GENERATED ALWAYS AS (number % 2) STORED,
  consumer_group text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('building', 'current', 'retired')),
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  current_since timestamptz,
  retired_at timestamptz,
  last_event_at timestamptz                 -- when the newest of the events that are in it happened
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX generations_one_current ON generations (state) WHERE state = 'current';
CREATE UNIQUE INDEX generations_one_building ON generations (state) WHERE state = 'building';
INSERT INTO generations (number, consumer_group, state, current_since) VALUES (1, 'analytics', 'current', now());
