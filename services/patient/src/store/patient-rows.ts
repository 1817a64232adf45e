/** Rows of `patients` and the record they hold, there and back. */
import type { Identifier, Patient, PatientWrite } from "@pms/contracts/patients";
import type { Selectable } from "kysely";
import { nameWords, sortName } from "../record/names.ts";
import type { PatientRecord } from "../record/patient-record.ts";
import { phoneDigits } from "../record/phone.ts";
import type { Patients } from "./gen/tables.ts";

type Derived = "name_words" | "sort_name" | "phone_digits";
export type PatientRow = Omit<Selectable<Patients>, Derived | "contacts" | "coverages"> & {
  contacts: PatientWrite["contacts"] | null;
  coverages: PatientWrite["coverages"] | null;
  identifiers: Identifier[] | null;
  billing_pending: boolean;
};

/** The columns that a record fills, in one order for all statements. */
export const recordColumns = [
  "facility_id",
  "first_name",
  "middle_name",
  "last_name",
  "date_of_birth",
  "date_of_birth_estimated",
  "sex",
  "street",
  "city",
  "state",
  "zip_code",
  "country",
  "phone_number",
  "email",
  "contacts",
  "coverages",
  "preferred_language",
  "deceased_date",
  "unidentified",
  "name_words",
  "sort_name",
  "phone_digits",
] as const;

/** What a statement selects from `patients p` to make PatientRows. */
export const patientColumns = `p.id, p.mrn, p.status, p.version, p.owner_user_id, p.billing_account_id, p.created_at,
  p.updated_at, ${recordColumns
    .slice(0, -3)
    .map((column) => `p.${column}`)
    .join(", ")},
  (SELECT json_agg(json_build_object('system', i.system, 'value', i.value) ORDER BY i.position)
   FROM patient_identifiers i WHERE i.patient_id = p.id) AS identifiers,
  EXISTS (SELECT FROM pending_billing_accounts b WHERE b.patient_id = p.id) AS billing_pending`;

/** The values of `recordColumns`. JSON columns are text, as the driver would take an array for a PostgreSQL array. */
export function recordValues(record: PatientRecord): unknown[] {
  const { address = {} } = record;
  return [
    record.facilityId,
    record.firstName,
    record.middleName,
    record.lastName,
    record.dateOfBirth,
    record.dateOfBirthEstimated,
    record.sex,
    address.street,
    address.city,
    address.state,
    address.zipCode,
    address.country,
    record.phoneNumber,
    record.email,
    record.contacts && JSON.stringify(record.contacts),
    record.coverages && JSON.stringify(record.coverages),
    record.preferredLanguage,
    record.deceasedDate,
    record.unidentified,
    nameWords(record.firstName, record.middleName, record.lastName),
    sortName(record),
    record.phoneNumber === undefined ? undefined : phoneDigits(record.phoneNumber),
  ];
}

export function recordOf(row: PatientRow): PatientRecord {
  const record: PatientRecord = { facilityId: row.facility_id };
  if (row.first_name !== null) record.firstName = row.first_name;
  if (row.middle_name !== null) record.middleName = row.middle_name;
  if (row.last_name !== null) record.lastName = row.last_name;
  if (row.date_of_birth !== null) record.dateOfBirth = row.date_of_birth;
  if (row.date_of_birth_estimated !== null) record.dateOfBirthEstimated = row.date_of_birth_estimated;
  if (isSex(row.sex)) record.sex = row.sex;
  const address = addressOf(row);
  if (address) record.address = address;
  if (row.phone_number !== null) record.phoneNumber = row.phone_number;
  if (row.email !== null) record.email = row.email;
  if (row.contacts) record.contacts = row.contacts;
  if (row.coverages) record.coverages = row.coverages;
  if (row.identifiers) record.identifiers = row.identifiers;
  if (row.preferred_language !== null) record.preferredLanguage = row.preferred_language;
  if (row.deceased_date !== null) record.deceasedDate = row.deceased_date;
  if (row.unidentified !== null) record.unidentified = row.unidentified;
  return record;
}

function addressOf(row: PatientRow): PatientRecord["address"] {
  const { street, city, state, zip_code: zipCode, country } = row;
  if (street === null && city === null && state === null && zipCode === null && country === null) return undefined;
  return {
    ...(street !== null && { street }),
    ...(city !== null && { city }),
    ...(state !== null && { state }),
    ...(zipCode !== null && { zipCode }),
    ...(country !== null && { country }),
  };
}

const isSex = (value: string | null): value is NonNullable<PatientWrite["sex"]> => value !== null;
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
  return { ...recordOf(row), ...metaOf(row) };
}
