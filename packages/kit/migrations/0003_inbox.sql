-- Events that a consumer group has processed, saved with their effect: a second delivery changes nothing (REL-2).
CREATE TABLE inbox (
  consumer_group text NOT NULL,
  event_id uuid NOT NULL,
  processed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (consumer_group, event_id)
);
