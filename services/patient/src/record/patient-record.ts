/** The record of a patient: what people write, normalised, and the rules that no schema can say. */

import type { PatientWrite } from "@pms/contracts/patients/record";
import { identifierKey } from "@pms/contracts/text/identifiers";
import { firstDayOf } from "@pms/contracts/text/partial-dates";
import { type FieldError, ProblemError } from "@pms/kit/problem/problem";
import { latestToday } from "@pms/kit/validation/latest-today";
import { findChangedListFaults } from "./changed-list-faults.ts";
import { findDetailFaults } from "./detail-faults.ts";
import type { IdentifierTypes } from "./identifier-types.ts";

/** A checked record: every field that is there means something, and the facility is known. */
export type PatientRecord = PatientWrite & { facilityId: string };

const earliestBirth = "1870-01-01";

const lists = [
  "names",
  "phones",
  "emails",
  "addresses",
  "contacts",
  "coverages",
  "identifiers",
  "races",
  "contactBy",
  "doNotContactBy",
  "consents",
] as const satisfies readonly (keyof PatientWrite)[];

/**
 * The same without what says nothing: an empty address, an empty list, `unidentified: false`; ids
 * in lower case.
 */
export function normaliseRecord<Given extends PatientWrite>(given: Given): Given {
  const record = { ...given };
  if (record.address && Object.keys(record.address).length === 0) delete record.address;
  for (const name of lists) if (record[name]?.length === 0) delete record[name];
  lowerIds(record);
  if (record.facilityId) record.facilityId = record.facilityId.toLowerCase();
  if (record.unidentified === false) delete record.unidentified;
  if (record.dateOfBirthEstimated === false) delete record.dateOfBirthEstimated;
  return record;
}

/** Of people who are patients too. */
function lowerIds(record: PatientWrite): void {
  const lowered = <Person extends { patientId?: string }>(person: Person): Person =>
    person.patientId === undefined ? person : { ...person, patientId: person.patientId.toLowerCase() };
  if (record.contacts) record.contacts = record.contacts.map(lowered);
  if (record.coverages)
    record.coverages = record.coverages.map((coverage) =>
      coverage.subscriber ? { ...coverage, subscriber: lowered(coverage.subscriber) } : coverage,
    );
}

/** @returns the faults of a record that fits its schema; none when it may be stored */
export function findFaults(record: PatientWrite, now: Date): FieldError[] {
  const faults: FieldError[] = [];
  if (!record.unidentified) faults.push(...findMissing(record));
  const today = latestToday(now);
  const { dateOfBirth, deceasedDate } = record;
  if (dateOfBirth !== undefined && dateOfBirth > today)
    faults.push({ pointer: "/dateOfBirth", detail: "must not be in the future" });
  // Dates are compared as texts: of one that is known in part the beginning counts.
  if (dateOfBirth !== undefined && firstDayOf(dateOfBirth) < earliestBirth)
    faults.push({ pointer: "/dateOfBirth", detail: `must not be before ${earliestBirth}` });
  if (deceasedDate !== undefined && deceasedDate > today)
    faults.push({ pointer: "/deceasedDate", detail: "must not be in the future" });
  if (deceasedDate !== undefined && dateOfBirth !== undefined && deceasedDate < dateOfBirth)
    faults.push({ pointer: "/deceasedDate", detail: "must not be before dateOfBirth" });
  const { registeredOn } = record;
  if (registeredOn !== undefined && registeredOn > today)
    faults.push({ pointer: "/registeredOn", detail: "must not be in the future" });
  if (registeredOn !== undefined && dateOfBirth !== undefined && registeredOn < dateOfBirth)
    faults.push({ pointer: "/registeredOn", detail: "must not be before dateOfBirth" });
  faults.push(...findRepeatedIdentifiers(record), ...findDetailFaults(record, today));
  return faults;
}

/** Many people have one name: either will do. */
function findMissing({ firstName, lastName, dateOfBirth }: PatientWrite): FieldError[] {
  const unless = "unless the patient is unidentified";
  const names = [firstName, lastName].every((name) => name === undefined) ? ["firstName", "lastName"] : [];
  return [
    ...names.map((name) => ({ pointer: `/${name}`, detail: `is required ${unless}: one of firstName and lastName` })),
    ...(dateOfBirth === undefined ? [{ pointer: "/dateOfBirth", detail: `is required ${unless}` }] : []),
  ];
}

function findRepeatedIdentifiers({ identifiers = [] }: PatientWrite): FieldError[] {
  const seen = new Set<string>();
  return identifiers.flatMap((identifier, index) => {
    const key = identifierKey(identifier);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ pointer: `/identifiers/${index}`, detail: "is given twice" }];
  });
}

/** What a record is checked against: the day, the clinic's ids, and what it was before a change. */
export type Rules = { now: Date; identifierTypes: IdentifierTypes; before?: PatientWrite };

/** 400 with every fault of the record. */
export function checkRecord(record: PatientWrite, { now, identifierTypes, before }: Rules): void {
  const faults = [...findFaults(record, now), ...findChangedListFaults(record, before, identifierTypes)];
  if (faults.length === 0) return;
  const detail = faults.map((fault) => `${fault.pointer} ${fault.detail}`).join("; ");
  throw new ProblemError("invalid", detail, { errors: faults });
}
