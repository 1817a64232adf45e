-- The clinic's own sums of money, for callers who may see these and no patients (ADR 38). They are of whole months, know of no
-- code and no attribute of a patient, and are published together with the protected cells.

CREATE TABLE published_totals (
  measure text NOT NULL,                    -- charge, payment, refund
  month date NOT NULL,                      -- of effect
  facility_id uuid NOT NULL,
  method text NOT NULL,                     -- of payments and refunds; '' for charges
  currency text NOT NULL,
  amount_minor bigint NOT NULL,
  count bigint NOT NULL,                    -- posted less reversed
  PRIMARY KEY (measure, month, facility_id, method, currency)
);

-- To be called with publish_figures, in the same repeatable read: both are then of one moment.
CREATE FUNCTION publish_totals(from_slot integer) RETURNS void LANGUAGE sql AS $$
  DELETE FROM published_totals;
  INSERT INTO published_totals
  SELECT measure, bucket, facility_id, CASE measure WHEN 'charge' THEN '' ELSE dimension END, currency,
    sum(amount_minor)::bigint, sum(count)::bigint
  FROM money WHERE slot = from_slot AND grain = 2 AND measure IN ('charge', 'payment', 'refund')
  GROUP BY 1, 2, 3, 4, 5;
$$;

-- Publishes anew at once: what was published before has no totals.
UPDATE publication SET generation = 0;
