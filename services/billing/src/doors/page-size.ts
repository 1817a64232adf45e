import { ProblemError } from "@pms/kit/problem/problem";

/** @param whenZero what 0 stands for: proto3 can't tell it from a field left out. */
export function pageSizeOf(wanted: number, whenZero: number, max: number): number {
  if (wanted < 0 || wanted > max) throw new ProblemError("invalid", `page_size must be 1 to ${max}.`);
  return wanted === 0 ? whenZero : wanted;
}
