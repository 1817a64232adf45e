/**
 * Keyset cursors: opaque, bound to the caller and the query they were made for. The checksum finds
 * mistakes, not forgeries: every page asks for the caller's permission and facilities anew.
 */
import { hash } from "node:crypto";
import { invalidField, type ProblemError } from "../problem/problem.ts";

export type CursorBinding = { actorId: string; query: Readonly<Record<string, unknown>> };

/** @param position the sort keys of the last row, JSON-safe */
export function encodeCursor(position: readonly (string | number | null)[], binding: CursorBinding): string {
  return Buffer.from(JSON.stringify([checksum(binding, position), ...position])).toString("base64url");
}

/**
 * The position, or undefined for the first page. 400 for a cursor of another caller or query. It
 * may be made up: what its keys are is for the caller to check, with `foreignCursor` as the answer.
 */
export function decodeCursor(
  cursor: string | undefined,
  binding: CursorBinding,
): (string | number | null)[] | undefined {
  if (cursor === undefined) return undefined;
  const parsed = parse(cursor);
  const position = parsed?.slice(1) ?? [];
  if (parsed?.[0] !== checksum(binding, position)) throw foreignCursor();
  return position;
}

export function foreignCursor(): ProblemError {
  return invalidField("/cursor", "This cursor does not belong to this query. Start from the first page.");
}

function parse(cursor: string): (string | number | null)[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(value) && value.every(isSortKey) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isSortKey = (value: unknown): value is string | number | null =>
  value === null || typeof value === "string" || typeof value === "number";

function checksum({ actorId, query }: CursorBinding, position: readonly (string | number | null)[]): string {
  const { cursor: _cursor, limit: _limit, total: _total, ...rest } = query;
  return hash("sha256", JSON.stringify([actorId, Object.entries(rest).sort(), position]), "base64url").slice(0, 16);
}
