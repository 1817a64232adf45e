-- The audit of a facility, newest first, for auditors of some.
CREATE INDEX audit_events_facility ON audit_events (facility_id, at DESC, id DESC) WHERE facility_id IS NOT NULL;
