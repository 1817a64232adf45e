-- Whom a list or a search showed: {"<facility>": ["<patient>", …]}. Null for every other event.
-- The patients stand once more without their facilities, in the form that an index takes at a quarter of the cost.
ALTER TABLE audit_events ADD COLUMN shown jsonb, ADD COLUMN shown_patients uuid[];
CREATE INDEX audit_events_shown ON audit_events USING gin (shown_patients) WHERE shown_patients IS NOT NULL;

-- Where an event of no one facility is found: a log-in where its user works, a list also where those are whom it showed.
-- Newest first, as an index of the events themselves is for those of one facility.
CREATE TABLE audit_event_facilities (
  facility_id text NOT NULL,
  at timestamptz NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (facility_id, at, event_id)
);
SELECT make_append_only('audit_event_facilities');
