-- What every service audits (45 CFR 164.312(b)). Rows come from the topic audit.events and are never changed.
CREATE TABLE audit_events (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  actor_id text NOT NULL,
  session_id text NOT NULL,
  action text NOT NULL,
  resource_type text NOT NULL,
  resource_id text NOT NULL,
  patient_id text,
  facility_id text,
  outcome text NOT NULL,
  request_id text NOT NULL,
  source_address text NOT NULL,
  service text NOT NULL,
  details jsonb NOT NULL
);
CREATE INDEX audit_events_newest ON audit_events (at DESC, id DESC);
CREATE INDEX audit_events_patient ON audit_events (patient_id, at DESC, id DESC) WHERE patient_id IS NOT NULL;
CREATE INDEX audit_events_actor ON audit_events (actor_id, at DESC, id DESC);

SELECT make_append_only('audit_events');
