/**
 * Rules that hold for what is new: a list that stays as it was is not looked at, so that a rule that
 * came later keeps nobody from correcting a phone number.
 */
import { isDeepStrictEqual } from "node:util";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { firstDayOf, lastDayOf } from "@pms/contracts/text/partial-dates";
import type { FieldError } from "@pms/kit/problem/problem";
import type { IdentifierTypes } from "./identifier-types.ts";

export function findChangedListFaults(
  record: PatientWrite,
  before: PatientWrite | undefined,
  identifierTypes: IdentifierTypes,
): FieldError[] {
  return [
    ...findUnfitIdentifiers(record, before, identifierTypes),
    ...(isDeepStrictEqual(record.coverages, before?.coverages) ? [] : findEqualRanks(record)),
  ];
}

function findUnfitIdentifiers(
  { identifiers = [] }: PatientWrite,
  before: PatientWrite | undefined,
  types: IdentifierTypes,
): FieldError[] {
  const isKnown = (system: string, value: string) =>
    before?.identifiers?.some((each) => each.system === system && each.value === value);
  return identifiers.flatMap((identifier, index) => {
    const detail = isKnown(identifier.system, identifier.value) ? undefined : types.faultOf(identifier);
    return detail === undefined ? [] : [{ pointer: `/identifiers/${index}/value`, detail }];
  });
}

type Coverage = NonNullable<PatientWrite["coverages"]>[number];

/** Who is asked first must be clear at any time; what ended before another began may share its rank. */
function findEqualRanks({ coverages = [] }: PatientWrite): FieldError[] {
  return coverages.flatMap((coverage, index) =>
    coverages.slice(0, index).some((other) => other.rank === coverage.rank && overlap(other, coverage))
      ? [{ pointer: `/coverages/${index}/rank`, detail: "is another coverage's of the same time" }]
      : [],
  );
}

function overlap(a: Coverage, b: Coverage): boolean {
  if (a.rank === undefined) return false;
  return startOf(a) <= endOf(b) && startOf(b) <= endOf(a);
}

const startOf = ({ period }: Coverage) => (period?.start === undefined ? "" : firstDayOf(period.start));
const endOf = ({ period }: Coverage) => (period?.end === undefined ? "9999" : lastDayOf(period.end));
