import { type Queryable, queryNamed } from "@pms/kit/db/database";

/** What a cashier took by one method at a facility in one currency; minor units, exact. */
export type TakingsTotal = {
  facility_id: string;
  cashier_id: string;
  method: string;
  currency: string;
  taken_count: number;
  taken_minor: string;
  paid_back_count: number;
  paid_back_minor: string;
  reversed_count: number;
  reversed_minor: string;
};

/** Which postings of a facility are asked for: from `from` on and before `to`. */
export type FacilitySpan = { facilityId: string; from: string; to: string };

/**
 * Payments and refunds have a method, and so have their reversals; nothing else has. A reversal
 * counts with the cashier of what it undoes, and not at all where an importer had posted that.
 */
const sumTakingsSql = `
  WITH posted AS (
    SELECT t.facility_id, coalesce(original.posted_by, t.posted_by) AS cashier_id, t.method, t.currency, t.type,
      t.amount_minor, t.balance_delta_minor
    FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS span(facility_id, starts_at, ends_at)
    JOIN transactions t ON t.facility_id = span.facility_id
      AND t.posted_at >= span.starts_at AND t.posted_at < span.ends_at
      AND t.method IS NOT NULL AND (t.source IS NULL OR t.source LIKE 'account:%')
    LEFT JOIN LATERAL (
      SELECT o.posted_by, o.source FROM transactions o WHERE o.id = t.reversal_of LIMIT 1
    ) original ON true
    WHERE original.source IS NULL OR original.source LIKE 'account:%'
  )
  SELECT facility_id, cashier_id, method, currency,
    count(*) FILTER (WHERE type = 'payment')::integer AS taken_count,
    coalesce(sum(amount_minor) FILTER (WHERE type = 'payment'), 0)::text AS taken_minor,
    count(*) FILTER (WHERE type = 'refund')::integer AS paid_back_count,
    coalesce(sum(amount_minor) FILTER (WHERE type = 'refund'), 0)::text AS paid_back_minor,
    count(*) FILTER (WHERE type = 'reversal')::integer AS reversed_count,
    coalesce(sum(balance_delta_minor) FILTER (WHERE type = 'reversal'), 0)::text AS reversed_minor
  FROM posted
  WHERE $4::text IS NULL OR cashier_id = $4
  GROUP BY facility_id, cashier_id, method, currency
  ORDER BY facility_id, cashier_id, method, currency`;

/** @param spans of the facilities in the caller's scope alone: the scope is the query's predicate */
export function sumTakings(
  on: Queryable,
  { spans, cashierId }: { spans: readonly FacilitySpan[]; cashierId: string | undefined },
): Promise<TakingsTotal[]> {
  return queryNamed<TakingsTotal>(on, "sum-takings", sumTakingsSql, [
    spans.map(({ facilityId }) => facilityId),
    spans.map(({ from }) => from),
    spans.map(({ to }) => to),
    cashierId ?? null,
  ]);
}
