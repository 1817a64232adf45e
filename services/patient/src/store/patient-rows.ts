/** Rows of `patients` and the record they hold, there and back. */
import type { Patient } from "@pms/contracts/patients";
import type { Selectable } from "kysely";
import { nameWords, sortName } from "../record/names.ts";
import type { PatientRecord } from "../record/patient-record.ts";
import { phoneDigits } from "../record/phone.ts";
import type { Patients } from "./gen/tables.ts";

type Key = "date_of_birth" | "email" | "name_words" | "sort_name" | "phone_digits";
export type PatientRow = Omit<Selectable<Patients>, Key | "record"> & {
  /** JSON of a PatientRecord. */
  record: string;
  billing_pending: boolean;
};

/** What a statement selects from `patients p` to make PatientRows. */
export const patientColumns = `p.id, p.mrn, p.status, p.version, p.facility_id, p.owner_user_id, p.billing_account_id,
  p.created_at, p.updated_at, p.record::text,
  -- Not EXISTS, for which the planner would rather read the whole table once than look into its index for each row.
  coalesce((SELECT TRUE FROM pending_billing_accounts b WHERE b.patient_id = p.id), FALSE) AS billing_pending`;

/** The columns that a record fills: the document, and the keys by which it is found. */
export function recordFields(record: PatientRecord) {
  return {
    facility_id: record.facilityId,
    date_of_birth: record.dateOfBirth,
    email: record.email,
    name_words: nameWords(record.firstName, record.middleName, record.lastName),
    sort_name: sortName(record),
    phone_digits: record.phoneNumber === undefined ? undefined : phoneDigits(record.phoneNumber),
    record,
  };
}

export function recordOf(row: PatientRow): PatientRecord {
  return JSON.parse(row.record);
}

const isStatus = (value: string): value is Patient["status"] => value !== "";

/** What a patient is beside the record. */
export type PatientMeta = Pick<Patient, "id" | "mrn" | "status" | "version" | "createdAt" | "updatedAt" | "billing">;

export function metaOf(row: PatientRow): PatientMeta {
  return {
    id: row.id,
    mrn: row.mrn,
    status: isStatus(row.status) ? row.status : "inactive",
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    billing: { accountId: row.billing_account_id, status: row.billing_pending ? "pending" : "active" },
  };
}

export function toPatient(row: PatientRow): Patient {
  return { ...metaOf(row), ...recordOf(row) };
}

/** JSON of `toPatient`. The record goes out as it is stored, so that a page of patients is neither parsed nor written anew. */
export function toPatientJson(row: PatientRow): string {
  return `${JSON.stringify(metaOf(row)).slice(0, -1)},${row.record.slice(1)}`;
}
