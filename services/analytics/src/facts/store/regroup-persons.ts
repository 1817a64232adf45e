import { constant, run, sql, statement } from "@pms/kit/db/statement";
import type { Transaction } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { Slot } from "../slot.ts";
import { intoRollups } from "./apply-patient-facts.ts";

/**
 * Makes records of one person count as one, in whatever order the events came: what these patients
 * belong with is worked out anew from the pointers. The caller holds the generation's lock.
 * @returns all whose facts may have changed by that
 */
export async function regroupPersons(
  tx: Transaction<DB>,
  slot: Slot,
  patientIds: readonly string[],
): Promise<readonly string[]> {
  const touched = await findTouched(tx, slot, patientIds);
  if (touched.length > 0) await regroup(tx, slot, touched);
  return touched;
}

/** These patients, and all that they belong with or did until now; none where all stand for themselves. */
async function findTouched(tx: Transaction<DB>, slot: Slot, patientIds: readonly string[]): Promise<readonly string[]> {
  if (patientIds.length === 0) return [];
  const s = constant(String(slot));
  const rows = await run<{ patient_id: string }>(
    tx,
    statement("touched-persons")`WITH RECURSIVE above AS (
      SELECT p.patient_id, p.merged_into, p.person_id FROM patient_facts p
      WHERE p.slot = ${s} AND p.patient_id = ANY (${patientIds}::uuid[])
        -- Where nobody was ever merged this is all that is asked.
        AND EXISTS (SELECT FROM patient_facts m WHERE m.slot = ${s} AND (m.merged_into IS NOT NULL OR m.person_id IS NOT NULL))
      UNION
      SELECT p.patient_id, p.merged_into, p.person_id FROM above
        JOIN patient_facts p ON p.slot = ${s} AND p.patient_id IN (above.merged_into, above.person_id)
    ), touched AS (
      SELECT patient_id FROM above
      UNION
      SELECT b.patient_id FROM touched CROSS JOIN LATERAL (
        SELECT p.patient_id FROM patient_facts p WHERE p.slot = ${s} AND p.merged_into = touched.patient_id
        UNION ALL
        SELECT p.patient_id FROM patient_facts p WHERE p.slot = ${s} AND p.person_id = touched.patient_id) b
    )
    SELECT patient_id FROM touched
    WHERE EXISTS (SELECT FROM touched JOIN patient_facts p USING (patient_id)
      WHERE p.slot = ${s} AND (p.merged_into IS NOT NULL OR p.person_id IS NOT NULL))`,
  );
  return rows.map((row) => row.patient_id);
}

/** A person is registered when the first of their records was; the one that stands for all is counted. */
async function regroup(tx: Transaction<DB>, slot: Slot, touched: readonly string[]): Promise<void> {
  const s = constant(String(slot));
  await run(
    tx,
    statement("regroup-persons")`WITH RECURSIVE before AS MATERIALIZED (
      SELECT p.* FROM patient_facts p WHERE p.slot = ${s} AND p.patient_id = ANY (${touched}::uuid[])
    ), climb AS (
      SELECT patient_id, patient_id AS at FROM before
      UNION
      SELECT c.patient_id, p.merged_into FROM climb c
        JOIN patient_facts p ON p.slot = ${s} AND p.patient_id = c.at AND p.merged_into IS NOT NULL
    ), persons AS (
      SELECT c.patient_id, c.at AS root_id FROM climb c
      WHERE NOT EXISTS (
        SELECT FROM patient_facts p WHERE p.slot = ${s} AND p.patient_id = c.at AND p.merged_into IS NOT NULL)
    ), firsts AS (
      SELECT root_id, min(own_registered_at) AS registered_at FROM persons JOIN before USING (patient_id) GROUP BY root_id
    ), found AS (
      SELECT b.patient_id, nullif(persons.root_id, b.patient_id) AS person_id,
        CASE WHEN b.merged_into IS NULL AND b.own_registered_at IS NOT NULL THEN firsts.registered_at END AS registered_at
      FROM before b LEFT JOIN persons USING (patient_id) LEFT JOIN firsts USING (root_id)
    ), after AS (
      UPDATE patient_facts p SET person_id = found.person_id, registered_at = found.registered_at
      FROM found WHERE p.slot = ${s} AND p.patient_id = found.patient_id
      RETURNING p.*
    ), moves AS MATERIALIZED (
      SELECT *, active AND NOT deceased AS counted, -1 AS n FROM before WHERE registered_at IS NOT NULL
      UNION ALL
      SELECT *, active AND NOT deceased, 1 FROM after WHERE registered_at IS NOT NULL
    ), settled AS (${settledAccounts(slot)}), ${intoRollups(slot)}`,
  );
}

/** A settled account of a record that was merged is no account of anybody. */
function settledAccounts(slot: Slot) {
  const s = constant(String(slot));
  return sql`INSERT INTO balances AS b (slot, facility_id, currency, size, accounts, amount_minor)
      SELECT ${s}, a.facility_id, a.currency, 0, sum(m.n), 0
      FROM (
        SELECT patient_id, -1 AS n FROM before WHERE person_id IS NULL
        UNION ALL
        SELECT patient_id, 1 FROM after WHERE person_id IS NULL
      ) m JOIN account_facts a ON a.slot = ${s} AND a.patient_id = m.patient_id AND a.balance_minor = 0
      GROUP BY a.facility_id, a.currency HAVING sum(m.n) <> 0
      ON CONFLICT (slot, facility_id, currency, size) DO UPDATE SET accounts = b.accounts + excluded.accounts`;
}
