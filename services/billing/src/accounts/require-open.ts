import { ProblemError } from "@pms/kit/problem/problem";
import type { AccountRow } from "../store/tables.ts";

/** 409 for a closed account; one that was merged names the account that it was merged into. */
export function requireOpen({ status, merged_into: mergedInto }: AccountRow): void {
  if (status !== "closed") return;
  if (mergedInto === null) throw new ProblemError("conflict", "The account is closed.");
  throw new ProblemError("conflict", `The account was merged. Post to the account ${mergedInto}.`);
}
