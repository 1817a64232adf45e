import type { FacilityScope } from "@pms/contracts/auth";
import { type Kysely, sql } from "kysely";
import type { DB } from "./gen/tables.ts";
import type { Slot } from "./generations.ts";
import { inFacilities } from "./scope.ts";

type Range = { from: string; to: string };
export type MoneyDimension = "none" | "kind" | "facility";
export type MoneyQuery = {
  slot: Slot;
  facilities: FacilityScope;
  measures: readonly string[];
  periods: readonly Range[];
  dimension: MoneyDimension;
};
/** `period` is the index in the periods asked for; `entries` counts postings and reversals alike. */
export type MoneyCell = {
  period: number;
  dimension: string;
  measure: string;
  currency: string;
  amountMinor: bigint;
  count: bigint;
  entries: bigint;
};

const dimensions = { none: sql`''`, kind: sql`m.dimension`, facility: sql`m.facility_id::text` };

/** Money per period by effective date. Reads as few buckets as cover each period. */
export async function readMoney(db: Kysely<DB>, query: MoneyQuery): Promise<MoneyCell[]> {
  const { rows } = await sql<MoneyCell>`
    SELECT p.n::int - 1 AS period, ${dimensions[query.dimension]} AS dimension, m.measure, m.currency,
      sum(m.amount_minor)::bigint AS "amountMinor", sum(m.count)::bigint AS count, sum(m.entries)::bigint AS entries
    FROM unnest(${query.periods.map(({ from }) => from)}::date[], ${query.periods.map(({ to }) => to)}::date[])
      WITH ORDINALITY p(day_from, day_to, n)
    CROSS JOIN LATERAL cover_range(p.day_from::timestamp, (p.day_to + 1)::timestamp) c
    JOIN money m ON m.slot = ${sql.lit(query.slot)} AND m.grain = c.grain
      AND m.bucket >= c.bucket_from::date AND m.bucket < c.bucket_to::date
    WHERE m.measure = ANY(${[...query.measures]}::text[]) AND ${inFacilities(query.facilities, "m.facility_id")}
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4, 3`.execute(db);
  return rows;
}
