/**
 * Errors that callers are meant to see: a closed list of kinds, mapped to HTTP and gRPC in one
 * place each.
 */
import type { Problem } from "@pms/contracts/http/common";
import { type ProblemKind, problemKinds, problemType } from "@pms/contracts/http/problems";

export type FieldError = { pointer: string; detail: string };
type Extras = {
  errors?: readonly FieldError[];
  /** What the caller may confirm, and send again. */
  confirm?: readonly string[];
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
};

/** Thrown to answer with a problem. `detail` is for the caller: it must hold no patient data. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly kind: ProblemKind;
  readonly errors: readonly FieldError[] | undefined;
  readonly confirm: readonly string[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ProblemKind, detail?: string, extras: Extras = {}) {
    super(detail ?? problemKinds[kind].title, { cause: extras.cause });
    this.kind = kind;
    this.errors = extras.errors;
    this.confirm = extras.confirm;
    this.headers = extras.headers ?? {};
  }

  get status(): number {
    return problemKinds[this.kind].status;
  }
}

/** A field of the body that is not acceptable: 400 with its JSON pointer. */
export function invalidField(pointer: string, detail: string): ProblemError {
  return new ProblemError("invalid", detail, { errors: [{ pointer, detail }] });
}

/** 404, in the same words whether a thing is missing or out of the caller's reach (AZ-3). */
export function notFound(): ProblemError {
  return new ProblemError("not-found");
}

/**
 * The RFC 9457 body. `instance` is the route's pattern, never the path: a path may name a patient.
 */
export function problemBody(error: ProblemError, instance: string | undefined, requestId: string | undefined): Problem {
  const { title, status } = problemKinds[error.kind];
  return {
    type: problemType(error.kind),
    title,
    status,
    ...(error.message !== title && { detail: error.message }),
    ...(instance !== undefined && { instance }),
    ...(requestId !== undefined && { requestId }),
    ...(error.errors && { errors: [...error.errors] }),
    ...(error.confirm && { confirm: [...error.confirm] }),
  };
}
