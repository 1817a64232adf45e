/**
 * The closed list of error kinds and what each is on the wire (RFC 9457, and gRPC's status codes).
 */

import { Status } from "nice-grpc-common";

export const problemKinds = {
  malformed: { status: 400, title: "The request is malformed", grpc: Status.INVALID_ARGUMENT },
  invalid: { status: 400, title: "The request is not valid", grpc: Status.INVALID_ARGUMENT },
  unauthenticated: { status: 401, title: "Sign in first", grpc: Status.UNAUTHENTICATED },
  forbidden: { status: 403, title: "You may not do this", grpc: Status.PERMISSION_DENIED },
  "not-found": { status: 404, title: "Not found, or outside your access", grpc: Status.NOT_FOUND },
  "method-not-allowed": { status: 405, title: "Method not allowed here", grpc: Status.UNIMPLEMENTED },
  "not-acceptable": { status: 406, title: "No such format", grpc: Status.INVALID_ARGUMENT },
  conflict: { status: 409, title: "Not possible in the present state", grpc: Status.FAILED_PRECONDITION },
  "already-exists": { status: 409, title: "Exists already", grpc: Status.ALREADY_EXISTS },
  "still-running": { status: 409, title: "The same request is still running", grpc: Status.ABORTED },
  stale: { status: 412, title: "Changed by someone else meanwhile", grpc: Status.ABORTED },
  "too-large": { status: 413, title: "Too large", grpc: Status.INVALID_ARGUMENT },
  "uri-too-long": { status: 414, title: "The address is too long", grpc: Status.INVALID_ARGUMENT },
  "unsupported-media-type": {
    status: 415,
    title: "Not a media type that is taken here",
    grpc: Status.INVALID_ARGUMENT,
  },
  misdirected: { status: 421, title: "Not an address of this system", grpc: Status.INVALID_ARGUMENT },
  "rule-violated": { status: 422, title: "Against a rule", grpc: Status.FAILED_PRECONDITION },
  "confirmation-required": { status: 422, title: "To be confirmed", grpc: Status.FAILED_PRECONDITION },
  "precondition-required": { status: 428, title: "If-Match is required", grpc: Status.FAILED_PRECONDITION },
  "too-many-requests": { status: 429, title: "Too many requests", grpc: Status.RESOURCE_EXHAUSTED },
  "headers-too-large": { status: 431, title: "Headers too large", grpc: Status.INVALID_ARGUMENT },
  internal: { status: 500, title: "Something failed on our side", grpc: Status.INTERNAL },
  "bad-gateway": { status: 502, title: "A service answered wrongly", grpc: Status.UNAVAILABLE },
  unavailable: { status: 503, title: "Not available just now", grpc: Status.UNAVAILABLE },
  "timed-out": { status: 504, title: "A service did not answer in time", grpc: Status.DEADLINE_EXCEEDED },
} as const;

export type ProblemKind = keyof typeof problemKinds;

/** `type` of a problem: stable, relative to the system's own documentation. */
export function problemType(kind: ProblemKind): string {
  return `/problems/${kind}`;
}
