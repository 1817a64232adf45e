-- Whom a list or a search showed: {"<facility>": ["<patient>", …]}. Null for every other event.
ALTER TABLE audit_events ADD COLUMN shown jsonb;
CREATE INDEX audit_events_shown ON audit_events USING gin (jsonb_path_query_array(shown, '$.*[*]')) WHERE shown IS NOT NULL;

-- Where an event of no one facility is found: a log-in where its user works, a list also where those are whom it showed.
-- Newest first, as an index of the events themselves is for those of one facility.
CREATE TABLE audit_event_facilities (
  facility_id text NOT NULL,
  at timestamptz NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (facility_id, at, event_id)
);
SELECT make_append_only('audit_event_facilities');
