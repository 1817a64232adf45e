import { ProblemError } from "@pms/kit/http/problem";

/** @param whenZero what 0 stands for: proto3 can't tell it from a field left out. */
export function pageSizeOf(asked: number, whenZero: number, max: number): number {
  if (asked < 0 || asked > max) throw new ProblemError("invalid", `page_size must be 1 to ${max}.`);
  return asked === 0 ? whenZero : asked;
}
