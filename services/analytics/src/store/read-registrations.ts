import type { FacilityScope } from "@pms/contracts/auth";
import { type Kysely, sql } from "kysely";
import type { DB } from "./gen/tables.ts";
import type { Slot } from "./generations.ts";
import { inFacilities } from "./scope.ts";

type Range = { from: string; to: string };
/** `period` is the index in the periods asked for. */
export type RegistrationCell = { period: number; dimension: string; count: bigint };

const dimensions = { none: sql`''`, sex: sql`r.sex`, state: sql`r.state`, facility: sql`r.facility_id::text` };
export type RegistrationDimension = keyof typeof dimensions;

/** Registrations per period, the days being those of the time zone. Reads as few buckets as cover each period. */
export async function readRegistrations(
  db: Kysely<DB>,
  query: {
    slot: Slot;
    facilities: FacilityScope;
    timeZone: string;
    periods: readonly Range[];
    dimension: RegistrationDimension;
  },
): Promise<RegistrationCell[]> {
  const { slot, facilities, timeZone, periods, dimension } = query;
  const { rows } = await sql<RegistrationCell>`
    SELECT p.n::int - 1 AS period, ${dimensions[dimension]} AS dimension, sum(r.count)::bigint AS count
    FROM unnest(${periods.map(({ from }) => from)}::date[], ${periods.map(({ to }) => to)}::date[])
      WITH ORDINALITY p(day_from, day_to, n)
    CROSS JOIN LATERAL cover_range(
      p.day_from::timestamp AT TIME ZONE ${timeZone} AT TIME ZONE 'UTC',
      (p.day_to + 1)::timestamp AT TIME ZONE ${timeZone} AT TIME ZONE 'UTC') c
    JOIN registrations r ON r.slot = ${sql.lit(slot)} AND r.grain = c.grain
      AND r.bucket >= c.bucket_from AND r.bucket < c.bucket_to
    WHERE ${inFacilities(facilities, "r.facility_id")}
    GROUP BY 1, 2 HAVING sum(r.count) <> 0 ORDER BY 1, 2`.execute(db);
  return rows;
}
