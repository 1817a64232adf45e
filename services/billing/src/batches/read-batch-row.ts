import { BatchTransaction } from "@pms/contracts/billing/batches";
import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import { bodyChecker } from "@pms/kit/validation/validator";
import type { PostingRequest } from "../postings/posting-of.ts";

export type BatchRow = PostingRequest & { externalId: string; patientId: string };

/** By type, so that a fault is reported of the one shape that the row means to have. */
const checkers = new Map(
  BatchTransaction.anyOf.map((schema) => [schema.properties.type.const as string, bodyChecker(schema)]),
);

/**
 * The row, checked alone: 400 with the fields that are wrong. Quotes none of them.
 * @param faultsMax how many of them are told at most; the first in any case
 */
export function readBatchRow(value: unknown, faultsMax: number): BatchRow {
  const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined;
  const check = typeof type === "string" ? checkers.get(type) : undefined;
  if (!check) throw invalidField("/type", `must be one of ${[...checkers.keys()].join(", ")}`);
  const errors = check(value, faultsMax);
  if (errors.length > 0) throw new ProblemError("invalid", "The row is not valid.", { errors });
  const row = value as BatchRow; // The checker has just found it to be of this shape.
  return { ...row, patientId: row.patientId.toLowerCase() };
}

/** Whether the row names the date that it is effective on. */
export function namesDate(row: BatchRow): boolean {
  if (row.type === "charge") return true;
  return (row.type === "payment" ? row.receivedOn : row.effectiveOn) !== undefined;
}
