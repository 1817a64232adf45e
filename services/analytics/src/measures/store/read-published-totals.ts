import { type Kysely, sql } from "kysely";
import { inFacilities } from "../../query/store/in-facilities.ts";
import type { DB } from "../../store/gen/tables.ts";
import type { MoneyCell, MoneyQuery, MoneySource } from "../money-source.ts";
import { groupOf } from "./group-of.ts";

const columns = { none: sql`''::text`, kind: sql`t.method`, facility: sql`t.facility_id::text` };

/** The clinic's own sums as they were published last: exact, of whole months (ADR 38). */
export function publishedMoney(db: Kysely<DB>): MoneySource {
  return {
    async read(query) {
      const starts = query.periods.map(({ from }) => from);
      const { rows } = await sql<MoneyCell>`
        SELECT width_bucket(t.month, ${starts}::date[]) - 1 AS period,
          ${groupOf(columns[query.dimension], query.groups)} AS dimension, t.measure, t.currency,
          sum(t.amount_minor)::bigint AS "amountMinor", sum(t.count)::bigint AS count
        FROM published_totals t WHERE ${inQuery(query)}
        GROUP BY 1, 2, 3, 4`.execute(db);
      return rows;
    },
    async rank(query, max) {
      const { rows } = await sql<{ dimension: string }>`
        SELECT ${columns[query.dimension]} AS dimension FROM published_totals t WHERE ${inQuery(query)}
        GROUP BY 1 ORDER BY sum(t.amount_minor) DESC, 1 LIMIT ${max}`.execute(db);
      return rows.map((row) => row.dimension);
    },
  };
}

function inQuery({ measures, facilities, periods }: MoneyQuery) {
  const [from, to] = [periods.at(0)?.from ?? "infinity", periods.at(-1)?.to ?? "-infinity"];
  return sql`t.measure = ANY(${[...measures]}::text[]) AND t.month BETWEEN ${from}::date AND ${to}::date
    AND ${inFacilities(facilities, "t.facility_id")}`;
}
