-- Money taken and given back at a facility, in the order of posting: what a cashier's drawer is counted against. What importers
-- post was counted elsewhere, and is left out as it is by the query.
CREATE INDEX transactions_takings ON transactions (facility_id, posted_at)
  WHERE method IS NOT NULL AND (source IS NULL OR source LIKE 'account:%');
