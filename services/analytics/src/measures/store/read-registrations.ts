import type { FacilityScope } from "@pms/contracts/auth/users";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Slot } from "../../facts/slot.ts";
import { inFacilities } from "../../query/store/in-facilities.ts";
import type { DB } from "../../store/gen/tables.ts";
import type { Days } from "../report-context.ts";
import { groupOf } from "./group-of.ts";

/** `period` is the index in the periods asked for. */
export type RegistrationCell = { period: number; dimension: string; count: bigint };

const columns = { none: sql`''::text`, sex: sql`r.sex`, state: sql`r.state`, facility: sql`r.facility_id::text` };
export type RegistrationDimension = keyof typeof columns;

export type RegistrationQuery = {
  slot: Slot;
  facilities: FacilityScope;
  timeZone: string;
  /** They follow each other. */
  periods: readonly Days[];
  dimension: RegistrationDimension;
  /** The groups that are told apart, where all are too many: the rest is one. */
  groups?: readonly string[];
};

/** With more periods one pass over all sums in the range costs less than a look-up for each. */
const lookedUpMax = 2_000;

/** Registrations per period, the days being those of the time zone. */
export async function readRegistrations(db: Kysely<DB>, query: RegistrationQuery): Promise<RegistrationCell[]> {
  const cells = query.periods.length > lookedUpMax ? inOnePass(query) : periodByPeriod(query);
  const { rows } = await sql<RegistrationCell>`
    SELECT period, dimension, sum(count)::bigint AS count FROM (${cells}) cells
    GROUP BY 1, 2 HAVING sum(count) <> 0 ORDER BY 1, 2`.execute(db);
  return rows;
}

/**
 * See the migration of the totals: grains from 3 on are the same steps whatever the sex and state.
 */
const grainOffset = (dimension: RegistrationDimension): number =>
  dimension === "none" || dimension === "facility" ? 3 : 0;

const groupIn = ({ dimension, groups }: RegistrationQuery) => groupOf(columns[dimension], groups);

/**
 * As few buckets as cover each period. The sum stands inside of the look-up, which is so done by
 * the primary key once for each range.
 */
function periodByPeriod(query: RegistrationQuery): RawBuilder<unknown> {
  const { slot, facilities, timeZone, periods } = query;
  const offset = grainOffset(query.dimension);
  return sql`
    SELECT p.n::int - 1 AS period, found.dimension, found.count
    FROM unnest(${periods.map(({ from }) => from)}::date[], ${periods.map(({ to }) => to)}::date[])
      WITH ORDINALITY p(day_from, day_to, n)
    CROSS JOIN LATERAL cover_range(
      p.day_from::timestamp AT TIME ZONE ${timeZone} AT TIME ZONE 'UTC',
      (p.day_to + 1)::timestamp AT TIME ZONE ${timeZone} AT TIME ZONE 'UTC') c
    CROSS JOIN LATERAL (
      SELECT ${groupIn(query)} AS dimension, sum(r.count) AS count FROM registrations r
      WHERE r.slot = ${sql.lit(slot)} AND r.grain = (c.grain + ${sql.lit(offset)})::smallint AND r.bucket >= c.bucket_from AND r.bucket < c.bucket_to
        AND ${inFacilities(facilities, "r.facility_id")}
      GROUP BY 1
    ) found`;
}

/** Days of UTC come from the sums of days, those of other zones from quarters of an hour. */
function inOnePass(query: RegistrationQuery): RawBuilder<unknown> {
  const { slot, facilities, timeZone, periods } = query;
  const starts = periods.map(({ from }) => from);
  const lastDay = periods.at(-1)?.to ?? "";
  const edge = (day: RawBuilder<unknown>) => sql`${day}::timestamp AT TIME ZONE ${timeZone} AT TIME ZONE 'UTC'`;
  return sql`
    SELECT width_bucket(r.bucket, (SELECT array_agg(${edge(sql`day`)} ORDER BY n)
        FROM unnest(${starts}::date[]) WITH ORDINALITY p(day, n))) - 1 AS period,
      ${groupIn(query)} AS dimension, r.count
    FROM registrations r
    WHERE r.slot = ${sql.lit(slot)} AND r.grain = ${sql.lit((timeZone === "UTC" ? 1 : 0) + grainOffset(query.dimension))}
      AND r.bucket >= ${edge(sql`${starts[0] ?? ""}::date`)} AND r.bucket < ${edge(sql`(${lastDay}::date + 1)`)}
      AND ${inFacilities(facilities, "r.facility_id")}`;
}

/** The groups with most registrations in the months of UTC that the periods touch. */
export async function rankRegistrationGroups(
  db: Kysely<DB>,
  { slot, facilities, periods, dimension }: Omit<RegistrationQuery, "groups" | "timeZone">,
  max: number,
): Promise<string[]> {
  const [from, to] = [periods.at(0)?.from ?? "", periods.at(-1)?.to ?? ""];
  const inPeriods = sql`r.bucket >= date_trunc('month', ${from}::date - interval '1 day')
    AND r.bucket < ${to}::date + interval '2 days' AND ${inFacilities(facilities, "r.facility_id")}`;
  const { rows } = await sql<{ dimension: string }>`
    SELECT ${columns[dimension]} AS dimension FROM registrations r
    WHERE r.slot = ${sql.lit(slot)} AND r.grain = 2 AND ${inPeriods}
    GROUP BY 1 HAVING sum(r.count) <> 0 ORDER BY sum(r.count) DESC, 1 LIMIT ${max}`.execute(db);
  return rows.map((row) => row.dimension);
}

/** The first and the last day of a registration in the time zone; undefined where there is none. */
export async function findRegistrationDays(
  db: Kysely<DB>,
  { slot, facilities, timeZone }: Pick<RegistrationQuery, "slot" | "facilities" | "timeZone">,
): Promise<Days | undefined> {
  const end = (order: RawBuilder<unknown>) => sql`
    (SELECT bucket AT TIME ZONE 'UTC' AT TIME ZONE ${timeZone} FROM registrations
      WHERE slot = ${sql.lit(slot)} AND grain = 0 AND count <> 0 AND ${inFacilities(facilities)}
      ORDER BY bucket ${order} LIMIT 1)::date`;
  const { rows } = await sql<{ from: string | null; to: string | null }>`
    SELECT ${end(sql`ASC`)} AS from, ${end(sql`DESC`)} AS to`.execute(db);
  const [row] = rows;
  return row?.from && row.to ? { from: row.from, to: row.to } : undefined;
}
