import type { TransactionBatchResult } from "@pms/contracts/billing/batches";
import { ProblemError, problemBody } from "@pms/kit/problem/problem";

/** What became of the row at this index of the batch. */
export type RowResult = TransactionBatchResult["results"][number];

export function refused(index: number, problem: ProblemError): RowResult {
  return { index, outcome: "refused", problem: problemBody(problem, undefined, undefined) };
}

/** The value, or the refusal of this row alone; what is nobody's refusal is thrown. */
export function valueOrProblem<Value>(work: () => Value): Value | ProblemError {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}
