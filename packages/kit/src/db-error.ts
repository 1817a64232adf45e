import pg from "pg";
import { isOutage } from "./outage.ts";

export type DatabaseErrorKind =
  | "unique"
  | "foreign-key"
  | "check"
  | "not-null"
  | "exclusion"
  | "serialization"
  | "deadlock"
  | "lock-timeout"
  | "query-canceled"
  | "permission"
  | "append-only"
  | "outage"
  | "other";

const KINDS: Record<string, DatabaseErrorKind> = {
  "23505": "unique",
  "23503": "foreign-key",
  "23514": "check",
  "23502": "not-null",
  "23P01": "exclusion",
  "40001": "serialization",
  "40P01": "deadlock",
  "55P03": "lock-timeout",
  "57014": "query-canceled",
  "42501": "permission",
  // Ours, from make_append_only.
  PMS01: "append-only",
};

/** What sort of failure PostgreSQL or the way to it reports; undefined when the error is not about the database. */
export function databaseErrorKind(error: unknown): DatabaseErrorKind | undefined {
  if (error instanceof pg.DatabaseError) return KINDS[error.code ?? ""] ?? (isOutage(error) ? "outage" : "other");
  return isOutage(error) ? "outage" : undefined;
}

/** A unique index refused the row; with `constraint`, that one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, "unique", constraint);
}

/** A foreign key refused the row; with `constraint`, that one. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, "foreign-key", constraint);
}

/** A check constraint, or a trigger that raises as one, refused the row; with `constraint`, that one. */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, "check", constraint);
}

function isViolation(error: unknown, kind: DatabaseErrorKind, constraint: string | undefined): boolean {
  if (!(error instanceof pg.DatabaseError) || databaseErrorKind(error) !== kind) return false;
  return constraint === undefined || error.constraint === constraint;
}

/** What may be logged about a database error. */
export interface SafeDatabaseError {
  kind: DatabaseErrorKind | undefined;
  code: string | undefined;
  constraint: string | undefined;
  table: string | undefined;
  routine: string | undefined;
}

/** Only names from the schema and codes: PostgreSQL's message and detail carry row values, so patient data (PRV-1). */
export function safeDatabaseError(error: unknown): SafeDatabaseError {
  const kind = databaseErrorKind(error);
  if (error instanceof pg.DatabaseError) {
    const { code, constraint, table, routine } = error;
    return { kind, code, constraint, table, routine };
  }
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { kind, code, constraint: undefined, table: undefined, routine: undefined };
}
