-- When somebody was first registered, as the service's registered-at.ts says it: the day that is known of who came from
-- elsewhere, at 10:00 UTC, and never later than the record was made. Parts of the date, for a cast from text is no constant.
CREATE FUNCTION registered_at(document json, created_at timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(created_at, make_timestamp(
    substr(document ->> 'registeredOn', 1, 4)::int,
    substr(document ->> 'registeredOn', 6, 2)::int,
    substr(document ->> 'registeredOn', 9, 2)::int, 10, 0, 0) AT TIME ZONE 'UTC')
$$;

-- The patients of a span of days, in the order of their registration: of the organisation and of a facility.
CREATE INDEX patients_registered_at ON patients (registered_at(document, created_at), id);
CREATE INDEX patients_facility_registered_at ON patients (facility_id, registered_at(document, created_at), id);
