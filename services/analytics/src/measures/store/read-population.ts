import type { FacilityScope } from "@pms/contracts/auth/users";
import { type Kysely, sql } from "kysely";
import type { Slot } from "../../facts/slot.ts";
import { inFacilities } from "../../query/store/in-facilities.ts";
import type { DB } from "../../store/gen/tables.ts";

export type PopulationQuery = { slot: Slot; facilities: FacilityScope; to: string; timeZone: string };

/** Those registered since the end of the day, who are taken away from today's stock. */
const registeredSince = ({ slot, facilities, to, timeZone }: PopulationQuery) => sql`
  FROM patient_facts WHERE slot = ${sql.lit(slot)} AND active AND NOT deceased
    AND registered_at >= (${to}::date + 1)::timestamp AT TIME ZONE ${timeZone} AND ${inFacilities(facilities)}`;

export async function readByAge(db: Kysely<DB>, query: PopulationQuery) {
  const { rows } = await sql<{ birthYear: number; sex: string; count: bigint }>`
    SELECT birth_year AS "birthYear", sex, sum(n)::bigint AS count FROM (
      SELECT birth_year, sex, count AS n FROM population_by_age
      WHERE slot = ${sql.lit(query.slot)} AND ${inFacilities(query.facilities)}
      UNION ALL SELECT birth_year, sex, -1 ${registeredSince(query)}
    ) cells GROUP BY 1, 2 HAVING sum(n) <> 0`.execute(db);
  return rows;
}

export async function readByState(db: Kysely<DB>, query: PopulationQuery) {
  const { rows } = await sql<{ state: string; count: bigint }>`
    SELECT state, sum(n)::bigint AS count FROM (
      SELECT state, count AS n FROM population_by_state
      WHERE slot = ${sql.lit(query.slot)} AND ${inFacilities(query.facilities)}
      UNION ALL SELECT state, -1 ${registeredSince(query)}
    ) cells GROUP BY 1 HAVING sum(n) <> 0 ORDER BY 1`.execute(db);
  return rows;
}
