/** Patients with the names of a census, written as fast as the database takes them. */
import { randomUUIDv7 } from "node:crypto";
import { mrnOf } from "@pms/contracts/patients/mrn";
import type { Patient } from "@pms/contracts/patients/patient";
import type pg from "pg";
import { patientFields } from "../services/patient/src/record/store/patient-rows.ts";
import { type Lists, pickWeighted, type Random, seeded } from "./search-names.ts";

export type Person = {
  id: string;
  firstName: string;
  middleName?: string | undefined;
  lastName: string;
  dateOfBirth: string;
};

const batchSize = 5_000;
const facilities = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
const columns =
  "id, mrn, billing_account_id, created_at, facility_id, date_of_birth, email, name_words, sort_name, phone_digits, keyed_by, document";

/**
 * Stores patients with the keys that the service derives, and nothing beside: no history, no
 * account, no event.
 */
export async function loadSearched(pool: pg.Pool, lists: Lists, count: number): Promise<Person[]> {
  const random = seeded(20_261_130);
  const people: Person[] = [];
  while (people.length < count) {
    const rows = Array.from({ length: Math.min(batchSize, count - people.length) }, (_, at) =>
      makePatient(lists, people.length + at, random),
    );
    await insertPatients(pool, rows);
    for (const { id, firstName = "", middleName, lastName = "", dateOfBirth = "" } of rows)
      people.push({ id, firstName, middleName, lastName, dateOfBirth });
  }
  await pool.query("ANALYZE patients");
  return people;
}

export async function insertPatients(pool: pg.Pool, patients: readonly MadePatient[]): Promise<void> {
  await pool.query(
    `INSERT INTO patients (${columns}) SELECT ${columns} FROM json_to_recordset($1::json) n(id uuid, mrn text,
       billing_account_id uuid, created_at timestamptz, facility_id uuid, date_of_birth date, email text,
       name_words text[], sort_name text, phone_digits text, keyed_by text, document json)`,
    [JSON.stringify(patients.map(rowOf))],
  );
}

type MadePatient = Patient & { facilityId: string };

function rowOf(patient: MadePatient): object {
  return {
    id: patient.id,
    mrn: patient.mrn,
    billing_account_id: patient.billing.accountId,
    created_at: patient.createdAt,
    ...patientFields(patient, "US"),
  };
}

export function makePatient({ first, last }: Lists, index: number, random: Random): MadePatient {
  const born = new Date(Date.UTC(1930, 0, 1) + Math.floor(random() * 34_000) * 86_400_000);
  const digits = String(Math.floor(random() * 1e7)).padStart(7, "0");
  const at = new Date().toISOString();
  return {
    id: randomUUIDv7(),
    mrn: mrnOf(20_000_000 + index),
    status: "active",
    version: 1,
    facilityId: facilities[index % 3] ?? "",
    firstName: pickWeighted(first, random),
    ...(random() < 0.3 && { middleName: pickWeighted(first, random) }),
    lastName: pickWeighted(last, random),
    dateOfBirth: born.toISOString().slice(0, 10),
    sex: index % 2 ? "female" : "male",
    address: {
      street: `${1 + Math.floor(random() * 9_999)} ${pickWeighted(last, random)} St`,
      city: "Springfield",
      state: "IL",
    },
    phoneNumber: `(${200 + Math.floor(random() * 799)}) ${digits.slice(0, 3)}-${digits.slice(3)}`,
    email: `patient${index}@example.com`,
    createdAt: at,
    updatedAt: at,
    billing: { accountId: randomUUIDv7(), status: "active" },
  };
}
