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

/**
 * What sort of failure PostgreSQL or the way to it reports; undefined when the error is not about
 * the database.
 */
export function databaseErrorKind(error: unknown): DatabaseErrorKind | undefined {
  if (error instanceof pg.DatabaseError) return KINDS[error.code ?? ""] ?? (isOutage(error) ? "outage" : "other");
  return isOutage(error) ? "outage" : undefined;
}

/** A unique index refused the row; with `constraint`, that one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof pg.DatabaseError) || databaseErrorKind(error) !== "unique") return false;
  return constraint === undefined || error.constraint === constraint;
}
