/** Rows of `patients` and the documents they hold, there and back. */

import type { Patient } from "@pms/contracts/patients/patient";
import { allNameWords, sortName } from "@pms/contracts/text/names";
import { firstDayOf } from "@pms/contracts/text/partial-dates";
import { type PhoneCountry, phoneKey } from "@pms/contracts/text/phone-numbers";
import { sql } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type { Patients } from "../../store/gen/tables.ts";
import type { PatientRecord } from "../patient-record.ts";

/**
 * The patient as answered, but for the account: it counts as active, and whether it is pending
 * stands beside.
 */
export type PatientDocument = {
  document: string;
  billing_pending: boolean;
  /** Of a merged record: the one that stands for it now. */
  survivor_id: string | null;
};
type OwnColumn = "id" | "status" | "version" | "facility_id" | "owner_user_id" | "billing_account_id";
export type PatientRow = Pick<Selectable<Patients>, OwnColumn> & PatientDocument;

/** What a statement selects from `patients p` to make PatientDocuments. */
export const documentColumns = sql`p.document::text,
  -- Not EXISTS, for which the planner would rather read the whole table once than look into its index for each row.
  coalesce((SELECT TRUE FROM pending_billing_accounts b WHERE b.patient_id = p.id), FALSE) AS billing_pending,
  CASE WHEN p.merged_into IS NOT NULL THEN surviving_patient(p.merged_into) END AS survivor_id`;

/** The same for PatientRows. */
export const patientColumns = sql`p.id, p.status, p.version, p.facility_id, p.owner_user_id, p.billing_account_id,
  ${documentColumns}`;

/** The columns that a patient fills: the document, and the keys by which it is found. */
export function patientFields(patient: Patient & PatientRecord, country: PhoneCountry) {
  return {
    facility_id: patient.facilityId,
    date_of_birth: patient.dateOfBirth && firstDayOf(patient.dateOfBirth),
    email: patient.email,
    ...patientKeys(patient, country),
    document: { ...patient, billing: { ...patient.billing, status: "active" } },
  };
}

/** The keys that a rule derives, and which rule. */
export function patientKeys(patient: Patient & PatientRecord, country: PhoneCountry) {
  return {
    name_words: wordsOf(patient),
    sort_name: sortName(patient),
    phone_digits: patient.phoneNumber === undefined ? undefined : phoneKey(patient.phoneNumber, country),
    // Of all but the flat fields, which have columns of their own; undefined without any.
    other_phones: patient.phones?.flatMap(({ number }) => phoneKey(number, country) ?? []),
    other_emails: patient.emails?.map(({ address }) => address.toLowerCase()),
    keyed_by: keyedBy(country),
  };
}

/** Of all names that the patient has or had. */
function wordsOf(patient: PatientRecord): string[] {
  const words = allNameWords(patient);
  return patient.names ? [...new Set([...words, ...patient.names.flatMap(allNameWords)])] : words;
}

/**
 * The rule that derives the keys. A change of how names are folded or phone numbers are read needs
 * another number.
 */
export function keyedBy(country: PhoneCountry): string {
  return `2 ${country}`;
}

/** As the audit names who was shown. */
export function shownOf({ id, facility_id: facilityId }: Pick<PatientRow, "id" | "facility_id">) {
  return { patientId: id, facilityId };
}

export function toPatient(row: PatientDocument): Patient & PatientRecord {
  const patient = JSON.parse(row.document);
  if (row.billing_pending) patient.billing.status = "pending";
  if (row.survivor_id !== null) patient.mergedInto = row.survivor_id;
  return patient;
}

/**
 * JSON of `toPatient`: as it is stored, whenever that is true, so that a page of patients is
 * neither parsed nor written.
 */
export function toPatientJson(row: PatientDocument): string {
  return row.billing_pending || row.survivor_id !== null ? JSON.stringify(toPatient(row)) : row.document;
}

export function recordOf(row: PatientRow): PatientRecord {
  const { id, mrn, status, version, createdAt, updatedAt, billing, mergedInto, ...record } = toPatient(row);
  return record;
}
