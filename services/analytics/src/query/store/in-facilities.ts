import type { FacilityScope } from "@pms/contracts/auth/users";
import { type RawBuilder, type SqlBool, sql } from "kysely";

/**
 * The facilities whose figures the caller may see (AZ-3): in the `where` of every query that reads
 * for a caller.
 */
export function inFacilities(facilities: FacilityScope, column = "facility_id"): RawBuilder<SqlBool> {
  if (facilities === "all") return sql`true`;
  return sql`${sql.ref(column)} = ANY(${[...facilities]}::uuid[])`;
}
