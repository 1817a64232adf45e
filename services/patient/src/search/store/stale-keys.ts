/**
 * Rows whose keys were derived by another rule than today's. Two instances that look at once never
 * share a row.
 */

import type { Identifier } from "@pms/contracts/patients/record";
import { identifierKeys } from "@pms/contracts/text/identifiers";
import type { PhoneCountry } from "@pms/contracts/text/phone-numbers";
import { type Queryable, run, statement } from "@pms/kit/db/statement";
import { keyedBy, type PatientDocument, patientKeys, toPatient } from "../../record/store/patient-rows.ts";

/** Whether any row is still found by the keys of another rule. */
export async function hasStaleKeys(on: Queryable, country: PhoneCountry): Promise<boolean> {
  const rule = keyedBy(country);
  const rows = await run(
    on,
    statement("has-stale-keys")`SELECT WHERE EXISTS (SELECT FROM patients WHERE keyed_by < ${rule})
       OR EXISTS (SELECT FROM patients WHERE keyed_by > ${rule})
       OR EXISTS (SELECT FROM patient_identifiers WHERE value_key IS NULL)`,
  );
  return rows.length > 0;
}

/** Derives the keys of some patients anew, in the caller's transaction. @returns how many */
export async function renewPatientKeys(tx: Queryable, country: PhoneCountry, countMax: number): Promise<number> {
  const rule = keyedBy(country);
  const stale = await run<PatientDocument & { id: string }>(
    tx,
    statement(
      "lock-stale-patients",
    )`SELECT id, document::text, FALSE AS billing_pending, NULL::uuid AS survivor_id FROM patients
     WHERE keyed_by < ${rule} OR keyed_by > ${rule} LIMIT ${countMax} FOR UPDATE SKIP LOCKED`,
  );
  if (stale.length === 0) return 0;
  const keys = stale.map((row) => ({ id: row.id, ...patientKeys(toPatient(row), country) }));
  await run(
    tx,
    statement(
      "renew-patient-keys",
    )`UPDATE patients p SET name_words = k.name_words, sort_name = k.sort_name, phone_digits = k.phone_digits,
       other_phones = k.other_phones, other_emails = k.other_emails, keyed_by = k.keyed_by
     FROM json_to_recordset(${JSON.stringify(keys)}::json) k(id uuid, name_words text[], sort_name text,
       phone_digits text, other_phones text[], other_emails text[], keyed_by text)
     WHERE p.id = k.id`,
  );
  return stale.length;
}

/**
 * The same for ids. Of those that turn out to be one the first stands; the others keep working
 * beside it, and `twins` counts them.
 */
export async function renewIdentifierKeys(tx: Queryable, countMax: number): Promise<{ count: number; twins: number }> {
  const stale = await run<Identifier>(
    tx,
    statement("lock-stale-identifiers")`SELECT system, value FROM patient_identifiers
     WHERE value_key IS NULL LIMIT ${countMax} FOR UPDATE SKIP LOCKED`,
  );
  if (stale.length === 0) return { count: 0, twins: 0 };
  const keys = stale.map((identifier) => ({ ...identifier, ...identifierKeys(identifier) }));
  const rows = await run<{ twin: number }>(
    tx,
    statement("renew-identifier-keys")`WITH k AS (
       SELECT * FROM json_to_recordset(${JSON.stringify(keys)}::json) k(system text, value text, system_key text, value_key text)
     ), numbered AS (
       SELECT k.*, row_number() OVER (PARTITION BY k.system_key, k.value_key ORDER BY k.value COLLATE "C", k.system COLLATE "C")
         + coalesce((SELECT max(i.twin) FROM patient_identifiers i
             WHERE i.system_key = k.system_key AND i.value_key = k.value_key), -1) AS twin
       FROM k
     )
     UPDATE patient_identifiers i SET system_key = n.system_key, value_key = n.value_key, twin = n.twin
     FROM numbered n WHERE i.system = n.system AND i.value = n.value AND i.value_key IS NULL
     RETURNING i.twin`,
  );
  return { count: stale.length, twins: rows.filter(({ twin }) => twin > 0).length };
}
