/** What a client is told of a service that fails. */
import { ProblemError } from "@pms/kit/problem/problem";
import type { Fault } from "./fault.ts";

export const absent = "The service is not running just now. Try again in a moment.";
export const silent = "The service does not answer just now. Try again in a moment.";
const uncertain = "Whether it did what was asked is not known: send the same again, with the same Idempotency-Key.";

export function unavailable(cause?: unknown, detail?: string): ProblemError {
  return new ProblemError("unavailable", detail, { headers: { "retry-after": "1" }, cause });
}

export function problemOf(fault: Fault, cause: Error, isRead: boolean): ProblemError {
  if (fault === "refused") return unavailable(cause, absent);
  if (fault === "silent") return unavailable(cause, isRead ? silent : `${silent} ${uncertain}`);
  if (fault === "late") return new ProblemError("timed-out", undefined, { cause });
  if (fault === "request") return new ProblemError("malformed", undefined, { cause });
  return new ProblemError("bad-gateway", undefined, { cause });
}
