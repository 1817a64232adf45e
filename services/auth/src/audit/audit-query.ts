/** What one may ask of the audit, at each of its doors. */
import { AuditAct } from "@pms/contracts/auth/audit";
import { Id, Instant, PageQuery } from "@pms/contracts/http/common";
import { decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { isUuid } from "@pms/kit/validation/uuid";
import { type Static, Type } from "typebox";
import type { AuditFilters } from "./store/audit-conditions.ts";

const { total: _total, ...pageOnly } = PageQuery;
export const SpanQuery = {
  ...pageOnly,
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
};
const filters = {
  patientId: Type.Optional(Id),
  actorId: Type.Optional(Type.String({ maxLength: 100 })),
  act: Type.Optional(AuditAct),
};
export const AuditQuery = Type.Object({ ...PageQuery, ...SpanQuery, ...filters });
export const SittingQuery = Type.Object({ ...SpanQuery, ...filters });
/** `export` where the answer is to be kept as a file: it is on record as that. */
export const SittingListQuery = Type.Object({
  ...SpanQuery,
  ...filters,
  purpose: Type.Optional(Type.Enum(["read", "export"], { default: "read" })),
});

export function filtersOf({ patientId, actorId, act, from, to }: Static<typeof SittingQuery>): AuditFilters {
  return {
    ...(patientId !== undefined && { patientId: patientId.toLowerCase() }),
    ...(actorId !== undefined && { actorId }),
    ...(act !== undefined && { act }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

type Binding = Parameters<typeof decodeCursor>[1];
export type Position = { at: string; id: string };

/** The row that the page before ended with. 400 for what names none. */
export function positionIn(cursor: string | undefined, binding: Binding): Position | undefined {
  const keys = decodeCursor(cursor, binding);
  if (!keys) return undefined;
  const [at, id] = keys;
  if (!isUuid(id)) throw foreignCursor();
  return { at: instantOf(at), id };
}

/** The same with the instant up to which the first page looked. */
export function sittingPositionIn(
  cursor: string | undefined,
  binding: Binding,
): { after: Position; until: string } | undefined {
  const after = positionIn(cursor, binding);
  return after && { after, until: instantOf(decodeCursor(cursor, binding)?.[2]) };
}

/** From here on ISO 8601 is written otherwise, and PostgreSQL does not read it. */
const yearTenThousandMs = Date.UTC(10_000, 0);

function instantOf(key: unknown): string {
  const atMs = typeof key === "string" ? Date.parse(key) : Number.NaN;
  if (!(atMs > 0 && atMs < yearTenThousandMs)) throw foreignCursor();
  return new Date(atMs).toISOString();
}
