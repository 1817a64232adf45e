import type { FacilityScope } from "@pms/contracts/auth/users";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Slot } from "../../facts/slot.ts";
import type { SumRange } from "../../query/cover-periods.ts";
import { inFacilities } from "../../query/store/in-facilities.ts";
import type { DB } from "../../store/gen/tables.ts";

type Range = { from: string; to: string };
export type MoneyDimension = "none" | "kind" | "facility";
export type MoneyQuery = {
  slot: Slot;
  facilities: FacilityScope;
  measures: readonly string[];
  dimension: MoneyDimension;
  /**
   * The groups that are told apart, where all together are too many: the rest is one group,
   * `otherGroups`.
   */
  groups?: readonly string[];
};
/**
 * `period` is the index in the periods asked for; `entries` counts postings and reversals alike.
 */
export type MoneyCell = {
  period: number;
  dimension: string;
  measure: string;
  currency: string;
  amountMinor: bigint;
  count: bigint;
  entries: bigint;
};

/** No charge code, method or facility can be called so. */
export const otherGroups = "(other)";

/** Codes are grouped by their bytes: by a language's order it takes several times as long. */
const columns = { none: sql`''::text`, kind: sql`m.dimension COLLATE "C"`, facility: sql`m.facility_id::text` };

function groupOf(dimension: MoneyDimension, groups: readonly string[] | undefined): RawBuilder<string> {
  const column = columns[dimension];
  if (dimension === "none" || !groups) return column as RawBuilder<string>;
  return sql`CASE WHEN ${column} = ANY(${[...groups]}::text[]) THEN ${column} ELSE ${otherGroups} END`;
}

/** See the migration of the money totals: 1 and 2 are divided by kind, 3 and 4 are not. */
const grainOf = (unit: SumRange["unit"], dimension: MoneyDimension): number =>
  (unit === "day" ? 1 : 2) + (dimension === "kind" ? 0 : 2);

/**
 * The sums of a few ranges, each a range of the primary key whatever PostgreSQL knows of the
 * tables: the slot and the grain are literals. Joined to a table of ranges it read all rows of a
 * grain for each.
 */
function sumsOf(query: MoneyQuery, sumRanges: readonly SumRange[]): RawBuilder<unknown> {
  const { slot, measures, dimension, facilities } = query;
  const ranges = sumRanges.map(
    ({ unit, from, before }) => sql`
      SELECT * FROM money WHERE slot = ${sql.lit(slot)} AND grain = ${sql.lit(grainOf(unit, dimension))}
        AND measure = ANY(${[...measures]}::text[]) AND bucket >= ${from}::date AND bucket < ${before}::date
        AND ${inFacilities(facilities)}`,
  );
  return sql`(${sql.join(ranges, sql` UNION ALL `)})`;
}

/**
 * Money per period by effective date, in one pass over the sums and in no order.
 * @param query `starts` are the first days of the periods, in order
 */
export async function readMoney(
  db: Kysely<DB>,
  query: MoneyQuery & { starts: readonly string[]; sumRanges: readonly SumRange[] },
): Promise<MoneyCell[]> {
  if (query.sumRanges.length === 0) return [];
  const { rows } = await sql<MoneyCell>`
    SELECT width_bucket(m.bucket, ${[...query.starts]}::date[]) - 1 AS period,
      ${groupOf(query.dimension, query.groups)} AS dimension, m.measure, m.currency,
      sum(m.amount_minor)::bigint AS "amountMinor", sum(m.count)::bigint AS count, sum(m.entries)::bigint AS entries
    FROM ${sumsOf(query, query.sumRanges)} m
    GROUP BY 1, 2, 3, 4`.execute(db);
  return rows;
}

/** The groups with the largest amounts, at most `max`. */
export async function rankMoneyGroups(
  db: Kysely<DB>,
  query: Omit<MoneyQuery, "groups"> & { sumRanges: readonly SumRange[] },
  max: number,
): Promise<string[]> {
  if (query.sumRanges.length === 0) return [];
  const { rows } = await sql<{ dimension: string }>`
    SELECT ${columns[query.dimension]} AS dimension FROM ${sumsOf(query, query.sumRanges)} m
    GROUP BY 1 ORDER BY sum(m.amount_minor) DESC, 1 LIMIT ${max}`.execute(db);
  return rows.map((row) => row.dimension);
}

/** The first and the last day that there is money of; undefined where there is none. */
export async function findMoneyDays(
  db: Kysely<DB>,
  { slot, facilities, measures }: Pick<MoneyQuery, "slot" | "facilities" | "measures">,
): Promise<Range | undefined> {
  const end = (order: RawBuilder<unknown>) => sql`
    (SELECT bucket FROM money WHERE slot = ${sql.lit(slot)} AND grain = 3 AND measure = one.measure
      AND ${inFacilities(facilities)} ORDER BY bucket ${order} LIMIT 1)`;
  const { rows } = await sql<{ from: string | null; to: string | null }>`
    SELECT min(ends.from) AS from, max(ends.to) AS to FROM (
      SELECT ${end(sql`ASC`)} AS from, ${end(sql`DESC`)} AS to
      FROM unnest(${[...measures]}::text[]) one(measure)
    ) ends`.execute(db);
  const [row] = rows;
  return row?.from && row.to ? { from: row.from, to: row.to } : undefined;
}
