/** Rules of what stands beside name and birth, which no schema can say. */
import type { Period } from "@pms/contracts/patients/known-as";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { firstDayOf, isPartialDate, lastDayOf } from "@pms/contracts/text/partial-dates";
import type { FieldError } from "@pms/kit/problem/problem";

/** `today` is the latest date that it is anywhere. */
export function findDetailFaults(record: PatientWrite, today: string): FieldError[] {
  return [
    ...findBirthFaults(record),
    ...findEmptyEntries(record),
    ...findPeriodFaults(record),
    ...findConsentFaults(record, today),
    ...findContradictions(record),
    ...findSubscriberFaults(record, today),
  ];
}

function findBirthFaults({ birthTime, birthOrder, multipleBirth, dateOfBirth }: PatientWrite): FieldError[] {
  const faults: FieldError[] = [];
  if (birthTime !== undefined && (dateOfBirth === undefined || isPartialDate(dateOfBirth)))
    faults.push({ pointer: "/birthTime", detail: "is of a day that is known: dateOfBirth must be YYYY-MM-DD" });
  if (birthOrder !== undefined && multipleBirth !== true)
    faults.push({ pointer: "/birthOrder", detail: "is of a multiple birth: multipleBirth must be true" });
  return faults;
}

function findEmptyEntries({ names = [], addresses = [] }: PatientWrite): FieldError[] {
  return [
    ...names.flatMap(({ firstName, middleName, lastName }, index) =>
      (firstName ?? middleName ?? lastName) === undefined
        ? [{ pointer: `/names/${index}`, detail: "must have a first, middle or last name" }]
        : [],
    ),
    ...addresses.flatMap(({ use, period, ...lines }, index) =>
      Object.keys(lines).length === 0
        ? [{ pointer: `/addresses/${index}`, detail: "must have a line of an address" }]
        : [],
    ),
  ];
}

const dated = ["names", "phones", "emails", "addresses", "contacts", "coverages", "identifiers"] as const;

function findPeriodFaults(record: PatientWrite): FieldError[] {
  return dated.flatMap((list) =>
    (record[list] ?? []).flatMap(({ period }, index) =>
      isOrdered(period)
        ? []
        : [{ pointer: `/${list}/${index}/period/end`, detail: "must not be before the period's start" }],
    ),
  );
}

function isOrdered({ start, end }: Period = {}): boolean {
  return start === undefined || end === undefined || firstDayOf(start) <= lastDayOf(end);
}

function findConsentFaults({ consents = [] }: PatientWrite, today: string): FieldError[] {
  return consents.flatMap(({ givenOn, withdrawnOn, withdrawnBy }, index) => {
    const faults: FieldError[] = [];
    const fault = (name: string, detail: string) => faults.push({ pointer: `/consents/${index}/${name}`, detail });
    if (givenOn > today) fault("givenOn", "must not be in the future");
    if (withdrawnOn !== undefined && withdrawnOn < givenOn) fault("withdrawnOn", "must not be before givenOn");
    if (withdrawnOn !== undefined && withdrawnOn > today) fault("withdrawnOn", "must not be in the future");
    if (withdrawnBy !== undefined && withdrawnOn === undefined) fault("withdrawnOn", "is required with withdrawnBy");
    return faults;
  });
}

function findContradictions({ races = [], contactBy = [], doNotContactBy = [] }: PatientWrite): FieldError[] {
  const faults: FieldError[] = [];
  if (races.length > 1 && (races.includes("declined") || races.includes("unknown")))
    faults.push({ pointer: "/races", detail: "must have nothing beside declined or unknown" });
  if (doNotContactBy.some((channel) => contactBy.includes(channel)))
    faults.push({ pointer: "/doNotContactBy", detail: "must not have what contactBy has" });
  return faults;
}

function findSubscriberFaults({ coverages = [] }: PatientWrite, today: string): FieldError[] {
  return coverages.flatMap(({ subscriber }, index) =>
    subscriber?.dateOfBirth !== undefined && subscriber.dateOfBirth > today
      ? [{ pointer: `/coverages/${index}/subscriber/dateOfBirth`, detail: "must not be in the future" }]
      : [],
  );
}
