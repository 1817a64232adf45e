-- Money of a day (grain 3) and of a month (grain 4) whatever its code, method or reason: `dimension` is empty. A clinic that
-- uses hundreds of codes has nearly as many cells by day and code as postings, and a report that asks for none reads none.
ALTER TABLE money DROP CONSTRAINT money_grain_check;
ALTER TABLE money ADD CONSTRAINT money_grain_check CHECK (grain BETWEEN 1 AND 4);

INSERT INTO money (slot, grain, bucket, measure, facility_id, dimension, currency, amount_minor, count, entries)
  SELECT slot, grain + 2, bucket, measure, facility_id, '', currency, sum(amount_minor), sum(count), sum(entries)
  FROM money WHERE grain IN (1, 2) GROUP BY slot, grain, bucket, measure, facility_id, currency;
ANALYZE money;
