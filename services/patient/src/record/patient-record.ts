/** The record of a patient: what people write, normalised, and the rules that no schema can say. */

import type { PatientWrite } from "@pms/contracts/patients/record";
import { identifierKey } from "@pms/contracts/text/identifiers";
import { type FieldError, ProblemError } from "@pms/kit/problem/problem";
import { latestToday } from "@pms/kit/validation/latest-today";

/** A checked record: every field that is there means something, and the facility is known. */
export type PatientRecord = PatientWrite & { facilityId: string };

const earliestBirth = "1870-01-01";

/**
 * The same without what says nothing: an empty address, an empty list, `unidentified: false`; ids
 * in lower case.
 */
export function normaliseRecord<Given extends PatientWrite>(given: Given): Given {
  const record = { ...given };
  if (record.address && Object.keys(record.address).length === 0) delete record.address;
  if (record.contacts?.length === 0) delete record.contacts;
  if (record.coverages?.length === 0) delete record.coverages;
  if (record.identifiers?.length === 0) delete record.identifiers;
  if (record.facilityId) record.facilityId = record.facilityId.toLowerCase();
  if (record.unidentified === false) delete record.unidentified;
  if (record.dateOfBirthEstimated === false) delete record.dateOfBirthEstimated;
  return record;
}

/** @returns the faults of a record that fits its schema; none when it may be stored */
export function findFaults(record: PatientWrite, now: Date): FieldError[] {
  const faults: FieldError[] = [];
  if (!record.unidentified) faults.push(...findMissing(record));
  const today = latestToday(now);
  const { dateOfBirth, deceasedDate } = record;
  if (dateOfBirth !== undefined && dateOfBirth > today)
    faults.push({ pointer: "/dateOfBirth", detail: "must not be in the future" });
  if (dateOfBirth !== undefined && dateOfBirth < earliestBirth)
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
  faults.push(...findRepeatedIdentifiers(record));
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

/** 400 with every fault of the record. */
export function checkRecord(record: PatientWrite, now: Date): void {
  const faults = findFaults(record, now);
  if (faults.length === 0) return;
  const detail = faults.map((fault) => `${fault.pointer} ${fault.detail}`).join("; ");
  throw new ProblemError("invalid", detail, { errors: faults });
}
