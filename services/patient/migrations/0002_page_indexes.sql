-- The first page of a list at one's own facilities is read in its order, as that of the whole organisation is: one index
-- per order with the facility first. created_at is the instant within the id, so that order needs the id alone; it also
-- takes over what the index on the facility did.
CREATE INDEX patients_facility_id ON patients (facility_id, id);
DROP INDEX patients_facility;
CREATE INDEX patients_facility_sort_name ON patients (facility_id, sort_name, id);
CREATE INDEX patients_facility_date_of_birth ON patients (facility_id, (coalesce(date_of_birth, 'infinity')), id);
-- Few among many: without an index of their own, a page of inactive patients would be looked for among all.
CREATE INDEX patients_inactive ON patients (facility_id, id) WHERE status = 'inactive';
