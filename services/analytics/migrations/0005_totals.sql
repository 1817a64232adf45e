-- Money of a day (grain 3) and of a month (grain 4) whatever its code, method or reason: `dimension` is empty. A clinic that
-- uses hundreds of codes has nearly as many cells by day and code as postings, and a report that asks for none reads none.
ALTER TABLE money DROP CONSTRAINT money_grain_check;
ALTER TABLE money ADD CONSTRAINT money_grain_check CHECK (grain BETWEEN 1 AND 4);

INSERT INTO money (slot, grain, bucket, measure, facility_id, dimension, currency, amount_minor, count, entries)
  SELECT slot, grain + 2, bucket, measure, facility_id, '', currency, sum(amount_minor), sum(count), sum(entries)
  FROM money WHERE grain IN (1, 2) GROUP BY slot, grain, bucket, measure, facility_id, currency;
ANALYZE money;

-- Registrations whatever the sex and state, in the same steps: grain 3 quarters of an hour, 4 days, 5 months.
ALTER TABLE registrations DROP CONSTRAINT registrations_grain_check;
ALTER TABLE registrations ADD CONSTRAINT registrations_grain_check CHECK (grain BETWEEN 0 AND 5);

INSERT INTO registrations (slot, grain, bucket, facility_id, sex, state, count)
  SELECT slot, grain + 3, bucket, facility_id, '', '', sum(count)
  FROM registrations WHERE grain <= 2 GROUP BY slot, grain, bucket, facility_id;
ANALYZE registrations;
