/** What becomes of each row of a batch. */

import type { PatientBatchResult } from "@pms/contracts/patients/batches";
import { identifierKey } from "@pms/contracts/text/identifiers";
import { type ProblemError, problemBody } from "@pms/kit/problem/problem";
import type { IdentifierTypes } from "../record/identifier-types.ts";
import { identifierTaken } from "../record/known-identifiers.ts";
import type { PatientRecord } from "../record/patient-record.ts";
import type { IdentifierOwner } from "../record/store/find-identifier-owners.ts";
import type { CheckedRow, RefusedRow } from "./check-batch-rows.ts";
import { differingFields } from "./differing-fields.ts";
import type { NewPatient } from "./new-patient.ts";

export type Result = PatientBatchResult["results"][number];

/** Who has what is unique, by `identifierKey`; and what is not. */
export type Known = { known: Map<string, IdentifierOwner>; identifierTypes: IdentifierTypes };

/** The patient whom the row repeats, by its first identifier that is unique. */
export function firstOwner(
  { known, identifierTypes }: Readonly<Known>,
  { record }: CheckedRow,
): IdentifierOwner | undefined {
  const first = record.identifiers?.find((identifier) => !identifierTypes.isEvidence(identifier));
  return first && known.get(identifierKey(first));
}

/** `known` grows by the identifiers of those created, so that a row repeated below finds them. */
export function resultOf(
  row: CheckedRow | RefusedRow,
  { known, identifierTypes, records }: Known & { records: ReadonlyMap<string, PatientRecord> },
  create: (record: CheckedRow["record"]) => NewPatient,
): Result {
  const { index } = row;
  if ("refused" in row) return refusal(index, row.refused);
  const owner = firstOwner({ known, identifierTypes }, row);
  if (owner?.inScope) {
    const { id, mrn, billing } = owner;
    const record = records.get(id);
    const differs = record ? differingFields(record, row.record) : [];
    return { index, outcome: "existing", id, mrn, billing, ...(differs.length > 0 && { differs }) };
  }
  const identifiers = row.record.identifiers ?? [];
  const unique = identifiers.filter((identifier) => !identifierTypes.isEvidence(identifier));
  const taken = identifiers.findIndex((identifier) => known.has(identifierKey(identifier)));
  if (taken >= 0) return refusal(index, identifierTaken(taken));
  const { id, mrn, accountId } = create(row.record);
  const billing = { accountId, status: "pending" as const };
  for (const identifier of unique) known.set(identifierKey(identifier), { id, mrn, billing, inScope: true });
  return { index, outcome: "created", id, mrn, billing };
}

function refusal(index: number, problem: ProblemError): Result {
  return { index, outcome: "refused", problem: problemBody(problem, undefined, undefined) };
}

/** The audit event of the batch itself. */
export function summary(results: readonly Result[]) {
  const count = (outcome: Result["outcome"]) => String(results.filter((result) => result.outcome === outcome).length);
  const details = { created: count("created"), existing: count("existing"), refused: count("refused") };
  return { action: "patient.import", resourceType: "patient-batch", details };
}
