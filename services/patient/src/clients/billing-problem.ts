/** Status codes of billing as problems. */
import { ProblemError } from "@pms/kit/problem/problem";
import { ClientError, Status } from "nice-grpc";

/** Whatever is no answer of billing's own (connection, deadline) counts as unavailable. */
export function toProblem(error: unknown): ProblemError {
  const code = error instanceof ClientError ? error.code : Status.DEADLINE_EXCEEDED;
  switch (code) {
    case Status.NOT_FOUND:
      return new ProblemError("not-found", undefined, { cause: error });
    case Status.FAILED_PRECONDITION:
      return new ProblemError("conflict", "The billing account has a balance.", { cause: error });
    case Status.UNAUTHENTICATED:
      return new ProblemError("unauthenticated", undefined, { cause: error });
    case Status.PERMISSION_DENIED:
      return new ProblemError("forbidden", undefined, { cause: error });
    case Status.ABORTED:
      return new ProblemError("still-running", "The billing account is being changed just now.", {
        headers: { "retry-after": "1" },
        cause: error,
      });
    case Status.INVALID_ARGUMENT:
    case Status.ALREADY_EXISTS:
      return new ProblemError("rule-violated", "Billing refused the account.", { cause: error });
    default:
      return new ProblemError("unavailable", "Billing does not answer just now.", {
        headers: { "retry-after": "1" },
        cause: error,
      });
  }
}
