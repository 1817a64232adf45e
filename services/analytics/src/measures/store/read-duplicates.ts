import type { FacilityScope } from "@pms/contracts/auth/users";
import { type Kysely, sql } from "kysely";
import type { Slot } from "../../facts/slot.ts";
import { inFacilities } from "../../query/store/in-facilities.ts";
import type { DB } from "../../store/gen/tables.ts";
import type { Days } from "../report-context.ts";

type Asked = { slot: Slot; facilities: FacilityScope };

/** `records` is how many more than persons; `period` the index in the periods asked for. */
export type CreatedCell = { period: number; records: bigint; duplicates: bigint };

/**
 * Of persons with several records: those records that were registered in each period, less the
 * persons that registrations count there, and how many of them were not the person's first. Costs
 * what was merged.
 */
export async function readCreatedDuplicates(
  db: Kysely<DB>,
  { slot, facilities, timeZone, periods }: Asked & { timeZone: string; periods: readonly Days[] },
): Promise<CreatedCell[]> {
  const s = sql.lit(slot);
  const { rows } = await sql<CreatedCell>`
    WITH merged AS MATERIALIZED (
      SELECT DISTINCT person_id FROM patient_facts WHERE slot = ${s} AND person_id IS NOT NULL
    ), members AS (
      SELECT p.*, row_number() OVER (PARTITION BY coalesce(p.person_id, p.patient_id)
        ORDER BY p.own_registered_at, p.patient_id) AS nth
      FROM patient_facts p WHERE p.slot = ${s} AND p.own_registered_at IS NOT NULL
        AND (p.person_id IS NOT NULL OR p.patient_id IN (SELECT person_id FROM merged))
    ), moments AS (
      SELECT own_registered_at AS at, facility_id, 1 AS records, (nth > 1)::int AS duplicates FROM members
      UNION ALL
      SELECT registered_at, facility_id, -1, 0 FROM members WHERE registered_at IS NOT NULL
    )
    SELECT p.n::int - 1 AS period, sum(m.records)::bigint AS records, sum(m.duplicates)::bigint AS duplicates
    FROM unnest(${periods.map(({ from }) => from)}::date[], ${periods.map(({ to }) => to)}::date[])
      WITH ORDINALITY p(day_from, day_to, n)
    JOIN moments m ON m.at >= p.day_from::timestamp AT TIME ZONE ${timeZone}
      AND m.at < (p.day_to + 1)::timestamp AT TIME ZONE ${timeZone}
    WHERE ${inFacilities(facilities, "m.facility_id")}
    GROUP BY 1 ORDER BY 1`.execute(db);
  return rows;
}

/** Records that stand for somebody, and those of them in pairs to be decided. Costs what is open. */
export async function readUndecided(
  db: Kysely<DB>,
  { slot, facilities }: Asked,
): Promise<{ all: bigint; undecided: bigint; certain: bigint }> {
  const s = sql.lit(slot);
  const { rows } = await sql<{ all: bigint; undecided: bigint; certain: bigint }>`
    WITH undecided AS (
      SELECT id, bool_or(grade = 'certain') AS certain
      FROM duplicate_facts d CROSS JOIN LATERAL (VALUES (low_id), (high_id)) ids(id)
      WHERE d.slot = ${s} AND d.undecided GROUP BY id
    )
    SELECT (SELECT coalesce(sum(r.count), 0)::bigint FROM registrations r
        WHERE r.slot = ${s} AND r.grain = 5 AND ${inFacilities(facilities, "r.facility_id")}) AS "all",
      count(*) AS undecided, count(*) FILTER (WHERE u.certain) AS certain
    FROM undecided u JOIN patient_facts p ON p.slot = ${s} AND p.patient_id = u.id
    WHERE p.person_id IS NULL AND ${inFacilities(facilities, "p.facility_id")}`.execute(db);
  return rows[0] ?? { all: 0n, undecided: 0n, certain: 0n };
}
