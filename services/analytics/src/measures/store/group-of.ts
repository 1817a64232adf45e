import { type RawBuilder, sql } from "kysely";

/** No charge code, method, state or facility can be called so. */
const otherGroups = "(other)";

/** The column, or `(other)` for what is not among the groups that are told apart. */
export function groupOf(column: RawBuilder<unknown>, groups: readonly string[] | undefined): RawBuilder<unknown> {
  if (!groups) return column;
  return sql`CASE WHEN ${column} = ANY(${[...groups]}::text[]) THEN ${column} ELSE ${otherGroups} END`;
}
