import { constant, type Fragment, run, sql, statement } from "@pms/kit/db/statement";
import type { Transaction } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { Slot } from "../slot.ts";

/**
 * What a set of events says of a patient: the newest facts, the newest status, and when registered,
 * each if it was said.
 */
export type PatientChange = {
  patientId: string;
  facilityId: string;
  birthYear: number;
  sex: string;
  state: string;
  deceased: boolean;
  version: bigint;
  active: boolean;
  /** 0 when the events say nothing of the status. */
  statusVersion: bigint;
  registeredAt: string | null;
  /** The record that this one points to, as of `statusVersion`. */
  mergedInto: string | null;
};

/**
 * Keeps what has a newer version, one change per patient, and moves the patients between the cells
 * of the rollups. The caller holds the generation's lock: the states before and after are of one
 * moment.
 */
export async function applyPatientFacts(
  tx: Transaction<DB>,
  slot: Slot,
  changes: readonly PatientChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const s = constant(String(slot));
  await run(
    tx,
    statement("apply-patients")`
    WITH incoming AS MATERIALIZED (
      SELECT * FROM unnest(
        ${changes.map((c) => c.patientId)}::uuid[], ${changes.map((c) => c.facilityId)}::uuid[],
        ${changes.map((c) => c.birthYear)}::smallint[], ${changes.map((c) => c.sex)}::text[],
        ${changes.map((c) => c.state)}::text[], ${changes.map((c) => c.deceased)}::boolean[],
        ${changes.map((c) => c.version)}::bigint[], ${changes.map((c) => c.active)}::boolean[],
        ${changes.map((c) => c.statusVersion)}::bigint[], ${changes.map((c) => c.registeredAt)}::timestamptz[],
        ${changes.map((c) => c.mergedInto)}::uuid[]
      ) i(patient_id, facility_id, birth_year, sex, state, deceased, version, active, status_version, own_registered_at,
        merged_into)
    ), before AS MATERIALIZED (
      SELECT p.* FROM patient_facts p JOIN incoming USING (patient_id) WHERE p.slot = ${s}
    ), after AS (
      INSERT INTO patient_facts AS p
        (slot, patient_id, facility_id, birth_year, sex, state, deceased, version, active, status_version,
          own_registered_at, merged_into, registered_at)
      SELECT ${s}, i.*, i.own_registered_at FROM incoming i
      ON CONFLICT (slot, patient_id) DO UPDATE SET
        facility_id = CASE WHEN excluded.version > p.version THEN excluded.facility_id ELSE p.facility_id END,
        birth_year = CASE WHEN excluded.version > p.version THEN excluded.birth_year ELSE p.birth_year END,
        sex = CASE WHEN excluded.version > p.version THEN excluded.sex ELSE p.sex END,
        state = CASE WHEN excluded.version > p.version THEN excluded.state ELSE p.state END,
        deceased = CASE WHEN excluded.version > p.version THEN excluded.deceased ELSE p.deceased END,
        version = greatest(p.version, excluded.version),
        active = CASE WHEN excluded.status_version > p.status_version THEN excluded.active ELSE p.active END,
        status_version = greatest(p.status_version, excluded.status_version),
        merged_into = CASE WHEN excluded.status_version > p.status_version THEN excluded.merged_into ELSE p.merged_into END,
        own_registered_at = coalesce(p.own_registered_at, excluded.own_registered_at),
        -- Of a record that belongs with others, they tell: see regroup-persons.ts.
        registered_at = CASE WHEN p.own_registered_at IS NULL THEN excluded.own_registered_at ELSE p.registered_at END
      WHERE excluded.version > p.version OR excluded.status_version > p.status_version
        OR (p.own_registered_at IS NULL AND excluded.own_registered_at IS NOT NULL)
      RETURNING *
    ), moves AS MATERIALIZED (
      SELECT *, active AND NOT deceased AS counted, -1 AS n FROM before
      WHERE registered_at IS NOT NULL AND patient_id IN (SELECT patient_id FROM after)
      UNION ALL
      SELECT *, active AND NOT deceased, 1 FROM after WHERE registered_at IS NOT NULL
    ), ${intoRollups(slot)}`,
  );
}

/** Ends the statement that has the patients' states before and after as `moves`. */
export function intoRollups(slot: Slot): Fragment {
  const s = constant(String(slot));
  return sql`by_time AS (
      INSERT INTO registrations AS r (slot, grain, bucket, facility_id, sex, state, count)
      SELECT ${s}, g.grain + t.whatever, bucket, facility_id, t.sex, t.state, sum(n)
      FROM moves CROSS JOIN LATERAL (VALUES
        (0::smallint, date_bin('15 minutes', registered_at AT TIME ZONE 'UTC', timestamp '2000-01-01')),
        (1::smallint, date_trunc('day', registered_at AT TIME ZONE 'UTC')),
        (2::smallint, date_trunc('month', registered_at AT TIME ZONE 'UTC'))
      ) g(grain, bucket) CROSS JOIN LATERAL (VALUES (0::smallint, moves.sex, moves.state), (3::smallint, '', ''))
        t(whatever, sex, state)
      GROUP BY g.grain + t.whatever, bucket, facility_id, t.sex, t.state HAVING sum(n) <> 0
      ON CONFLICT (slot, grain, bucket, facility_id, sex, state) DO UPDATE SET count = r.count + excluded.count
    ), by_age AS (
      INSERT INTO population_by_age AS r (slot, facility_id, birth_year, sex, count)
      SELECT ${s}, facility_id, birth_year, sex, sum(n) FROM moves WHERE counted
      GROUP BY facility_id, birth_year, sex HAVING sum(n) <> 0
      ON CONFLICT (slot, facility_id, birth_year, sex) DO UPDATE SET count = r.count + excluded.count
    )
    INSERT INTO population_by_state AS r (slot, facility_id, state, count)
    SELECT ${s}, facility_id, state, sum(n) FROM moves WHERE counted
    GROUP BY facility_id, state HAVING sum(n) <> 0
    ON CONFLICT (slot, facility_id, state) DO UPDATE SET count = r.count + excluded.count`;
}
