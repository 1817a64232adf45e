-- A rebuild fills its generation from what the services know, then follows the log from where it ended before.
ALTER TABLE generations
  -- `topic/partition` → the offset after the last event that is in: what the log calls consumed and is not in here was lost.
  ADD COLUMN positions jsonb NOT NULL DEFAULT '{}',
  -- When the ends of the log were noted, from which the generation goes on once it is filled. Null: it began with the log.
  ADD COLUMN noted_at timestamptz,
  -- Of each service, the cursor of the last page that is in.
  ADD COLUMN filled_to jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN filled_at timestamptz;
-- One that a version before this was replaying from the log begins anew.
DELETE FROM generations WHERE state = 'building';
