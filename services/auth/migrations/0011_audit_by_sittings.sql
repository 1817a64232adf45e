-- What one actor did about one patient, or about none, in order: whether a sitting ends or begins with an event is one look.
CREATE INDEX audit_events_sitting ON audit_events (actor_id, coalesce(patient_id, ''), at, id);

-- What is asked for by its kind and is rare among all the reads: refusals, and what was done at auth.
CREATE INDEX audit_events_rare ON audit_events (at DESC, id DESC) WHERE outcome = 'refused' OR service = 'auth';
