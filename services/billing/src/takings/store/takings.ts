import { type Queryable, run, statement } from "@pms/kit/db/statement";

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
 * Only payments, refunds and their reversals have a method. A reversal counts with the cashier of
 * what it undoes, or not at all where an importer had posted that.
 * @param spans of the facilities in the caller's scope alone: the scope is the query's predicate
 */
export function sumTakings(
  on: Queryable,
  { spans, cashierId = null }: { spans: readonly FacilitySpan[]; cashierId: string | undefined | null },
): Promise<TakingsTotal[]> {
  const facilityIds = spans.map(({ facilityId }) => facilityId);
  const starts = spans.map(({ from }) => from);
  const ends = spans.map(({ to }) => to);
  return run<TakingsTotal>(
    on,
    statement("sum-takings")`WITH posted AS (
      SELECT t.facility_id, coalesce(original.posted_by, t.posted_by) AS cashier_id, t.method, t.currency, t.type,
        t.amount_minor, t.balance_delta_minor
      FROM unnest(${facilityIds}::uuid[], ${starts}::timestamptz[], ${ends}::timestamptz[])
        AS span(facility_id, starts_at, ends_at)
      -- With OFFSET a span is looked up by the index alone: as a join it is guessed at a ninth of the ledger, and scanned.
      CROSS JOIN LATERAL (
        SELECT * FROM transactions WHERE facility_id = span.facility_id
          AND posted_at >= span.starts_at AND posted_at < span.ends_at
          AND method IS NOT NULL AND (source IS NULL OR source LIKE 'account:%')
        OFFSET 0
      ) t
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
    WHERE ${cashierId}::text IS NULL OR cashier_id = ${cashierId}
    GROUP BY facility_id, cashier_id, method, currency
    ORDER BY facility_id, cashier_id, method, currency`,
  );
}
