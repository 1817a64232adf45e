import { PatientWrite } from "@pms/contracts/patients/record";
import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import { bodyChecker } from "@pms/kit/validation/validator";
import type { Deps } from "../deps.ts";
import { chooseFacility } from "../record/choose-facility.ts";
import { requireKnownPeople } from "../record/known-people.ts";
import { checkRecord, normaliseRecord, type PatientRecord, type Rules } from "../record/patient-record.ts";

export type CheckedRow = { index: number; record: PatientRecord };
export type RefusedRow = { index: number; refused: ProblemError };

const faultsOfBody = bodyChecker(PatientWrite);
/** Told of all rows together; beyond these each row is told its first fault (REL-8). */
const batchFaultsMax = 2_000;

/**
 * Each row under the rules of a single registration, with pointers within the row. Throws when
 * facilities can't be asked.
 */
export async function checkBatchRows(
  deps: Pick<Deps, "database" | "facilities" | "identifierTypes" | "now">,
  caller: Caller,
  rows: readonly unknown[],
): Promise<(CheckedRow | RefusedRow)[]> {
  const chosen = new Map<string | undefined, Promise<string>>();
  const facilityOf = (named: string | undefined): Promise<string> => {
    const known = chosen.get(named) ?? chooseFacility(deps, caller, named);
    chosen.set(named, known);
    return known;
  };
  const checked: (CheckedRow | RefusedRow)[] = [];
  let faultsLeft = batchFaultsMax;
  for (const [index, value] of rows.entries()) {
    try {
      const record = readRow(value, faultsLeft, { now: deps.now(), identifierTypes: deps.identifierTypes });
      await requireKnownPeople(deps, caller, { record });
      checked.push({ index, record: { ...record, facilityId: await facilityOf(record.facilityId) } });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.kind !== "invalid") throw error;
      faultsLeft -= error.errors?.length ?? 0;
      checked.push({ index, refused: error });
    }
  }
  return checked;
}

function readRow(value: unknown, faultsMax: number, rules: Rules): PatientWrite {
  const errors = faultsOfBody(value, faultsMax);
  if (errors.length > 0) throw new ProblemError("invalid", "The row is not valid.", { errors });
  // The checker has just found it to be of this shape.
  const record = normaliseRecord(value as PatientWrite);
  checkRecord(record, rules);
  return record;
}
