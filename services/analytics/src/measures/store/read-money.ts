import type { FacilityScope } from "@pms/contracts/auth/users";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Slot } from "../../facts/slot.ts";
import { coverPeriods, type SumRange } from "../../query/cover-periods.ts";
import { inFacilities } from "../../query/store/in-facilities.ts";
import type { DB } from "../../store/gen/tables.ts";
import type { MoneyCell, MoneyDimension, MoneyQuery, MoneySource } from "../money-source.ts";
import type { Days } from "../report-context.ts";
import { groupOf } from "./group-of.ts";

/** Codes are grouped by their bytes: by a language's order it takes several times as long. */
const columns = { none: sql`''::text`, kind: sql`m.dimension COLLATE "C"`, facility: sql`m.facility_id::text` };

/** See the migration of the money totals: 1 and 2 are divided by kind, 3 and 4 are not. */
const grainOf = (unit: SumRange["unit"], dimension: MoneyDimension): number =>
  (unit === "day" ? 1 : 2) + (dimension === "kind" ? 0 : 2);

/** What is known now. */
export function currentMoney(db: Kysely<DB>, slot: Slot): MoneySource {
  return {
    async read(query) {
      const sums = sumsOf(slot, query);
      if (!sums) return [];
      const starts = query.periods.map(({ from }) => from);
      const { rows } = await sql<MoneyCell>`
        SELECT width_bucket(m.bucket, ${starts}::date[]) - 1 AS period,
          ${groupOf(columns[query.dimension], query.groups)} AS dimension, m.measure, m.currency,
          sum(m.amount_minor)::bigint AS "amountMinor", sum(m.count)::bigint AS count
        FROM ${sums} m
        GROUP BY 1, 2, 3, 4`.execute(db);
      return rows;
    },
    async rank(query, max) {
      const sums = sumsOf(slot, query);
      if (!sums) return [];
      const { rows } = await sql<{ dimension: string }>`
        SELECT ${columns[query.dimension]} AS dimension FROM ${sums} m
        GROUP BY 1 ORDER BY sum(m.amount_minor) DESC, 1 LIMIT ${max}`.execute(db);
      return rows.map((row) => row.dimension);
    },
  };
}

/**
 * A few ranges of the primary key, whatever PostgreSQL knows of the tables: slot and grain are
 * literals. Joined to a table of ranges it read all rows of a grain for each.
 */
function sumsOf(slot: Slot, { periods, measures, dimension, facilities }: MoneyQuery): RawBuilder<unknown> | undefined {
  const ranges = coverPeriods(periods).map(
    ({ unit, from, before }) => sql`
      SELECT * FROM money WHERE slot = ${sql.lit(slot)} AND grain = ${sql.lit(grainOf(unit, dimension))}
        AND measure = ANY(${[...measures]}::text[]) AND bucket >= ${from}::date AND bucket < ${before}::date
        AND ${inFacilities(facilities)}`,
  );
  return ranges.length === 0 ? undefined : sql`(${sql.join(ranges, sql` UNION ALL `)})`;
}

/** The first and the last day that there is money of; undefined where there is none. */
export async function findMoneyDays(
  db: Kysely<DB>,
  { slot, facilities, measures }: { slot: Slot; facilities: FacilityScope; measures: readonly string[] },
): Promise<Days | undefined> {
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
