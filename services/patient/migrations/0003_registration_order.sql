-- With (facility_id, id), the planner takes the primary key for as good a way to a facility's patients in the order of
-- registration, and walks through all those of other facilities. Nothing but this index gives the order by created_at.
CREATE INDEX patients_facility_created_at ON patients (facility_id, created_at, id);
DROP INDEX patients_facility_id;
