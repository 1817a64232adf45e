import type { FacilityScope } from "@pms/contracts/auth/users";
import { type Kysely, type RawBuilder, sql } from "kysely";
import { inFacilities } from "../../query/store/in-facilities.ts";
import type { DB } from "../../store/gen/tables.ts";

/**
 * What published cells can be divided by. `ageBand` is a number of five years, of which 17 is open;
 * -1 is not known.
 */
export type PublishedDimension = "facility" | "sex" | "state" | "kind" | "ageBand" | "size" | "position";
export type PublishedQuery = {
  /** Of a kind of minus, amounts are taken away. */
  kinds: readonly { kind: string; sign: 1 | -1 }[];
  facilities: FacilityScope;
  /** Months by their first day, both included; none: whatever the month. */
  periods: readonly { from: string; to: string }[];
  dimensions: readonly PublishedDimension[];
  /** The year on which ages are told. */
  year: number;
};
/** `people` is how many there are, as far as 32. `period` is the index in the periods asked for. */
export type PublishedCell = {
  publication: number;
  period: number;
  values: string[];
  currency: string;
  countMicro: bigint;
  amountMinor: bigint;
  grossMinor: bigint;
  people: number;
};

/** Reads published cells: nothing else answers a caller who may not read patients. */
export async function readPublished(db: Kysely<DB>, query: PublishedQuery): Promise<PublishedCell[]> {
  const { kinds, periods, dimensions } = query;
  const values = sql.join([...dimensions.map((name) => column(name, query)), sql`NULL`]);
  const { rows } = await sql<PublishedCell>`
    WITH chosen AS MATERIALIZED (
      SELECT c.*, p.n::int - 1 AS period, array_remove(ARRAY[${values}]::text[], NULL) AS "values", k.sign
      FROM unnest(${periods.map(({ from }) => from)}::date[], ${periods.map(({ to }) => to)}::date[])
        WITH ORDINALITY p(month_from, month_to, n)
      JOIN published_cells c ON c.month BETWEEN p.month_from AND p.month_to
      JOIN unnest(${kinds.map(({ kind }) => kind)}::text[], ${kinds.map(({ sign }) => sign)}::int[]) k(kind, sign)
        ON k.kind = c.kind
      WHERE ${inFacilities(query.facilities, "c.facility_id")}
    ), heads AS (
      SELECT period, "values", currency, count(DISTINCT person)::int AS people
      FROM chosen CROSS JOIN LATERAL unnest(people) person GROUP BY 1, 2, 3
    )
    SELECT a.publication, a.period, a."values", a.currency, sum(a.count_micro)::bigint AS "countMicro",
      sum(a.sign * a.amount_minor)::bigint AS "amountMinor", sum(a.gross_minor)::bigint AS "grossMinor",
      max(h.people) AS people
    FROM chosen a JOIN heads h USING (period, "values", currency)
    GROUP BY 1, 2, 3, 4 ORDER BY 2, 4, 3`.execute(db);
  return rows;
}

function column(dimension: PublishedDimension, { year }: PublishedQuery): RawBuilder<unknown> {
  switch (dimension) {
    case "facility":
      return sql`c.facility_id::text`;
    case "sex":
      return sql`CASE c.kind WHEN 'age' THEN c.b ELSE c.a END`;
    case "state":
      return sql`CASE c.kind WHEN 'registration' THEN c.b ELSE c.a END`;
    case "ageBand":
      return sql`(CASE c.a WHEN '0' THEN -1 ELSE least(greatest(${year}::int - c.a::int, 0) / 5, 17) END)::text`;
    case "position":
      return sql`sign(c.a::int)::int::text`;
    case "kind":
    case "size":
      return sql`c.a`;
  }
}
