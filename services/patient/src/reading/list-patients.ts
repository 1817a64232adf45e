import { type Page, PageQuery } from "@pms/contracts/http/common";
import { patientSorts } from "@pms/contracts/patients/search";
import { sortName } from "@pms/contracts/text/names";
import { firstDayOf } from "@pms/contracts/text/partial-dates";
import type { Caller } from "@pms/kit/audit/caller";
import { decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { pageOf } from "@pms/kit/paging/page";
import { type Static, Type } from "typebox";
import type { Deps } from "../deps.ts";
import { firstIdAt, instantOf } from "../record/patient-id.ts";
import { type PatientDocument, shownOf, toPatient } from "../record/store/patient-rows.ts";
import { findVersionAsSeen } from "../record/store/versions.ts";
import { countPatients, type ListedPatient, listPatients as listRows, type PageOfList } from "./store/list-patients.ts";

export const ListQuery = Type.Object({
  ...PageQuery,
  sort: Type.Optional(Type.Enum(patientSorts, { default: "name" })),
  status: Type.Optional(Type.Enum(["active", "inactive", "merged", "all"], { default: "active" })),
  unfinished: Type.Optional(
    Type.Literal(true, {
      description:
        "Only those of the last 30 days that have something left to finish: no phone number, no coverage, or an account that is still pending",
    }),
  ),
});
export type ListQuery = Static<typeof ListQuery>;

/** Longer ago, nobody comes back to finish it. */
const unfinishedMs = 30 * 86_400_000;

type ListDeps = Pick<Deps, "database" | "audit" | "now">;

/**
 * A page of the patients that the caller may see, and a trace of the look that names them (AUD-1,
 * AUD-2).
 */
export async function listPatients(
  deps: ListDeps,
  caller: Caller,
  query: ListQuery,
): Promise<{ rows: ListedPatient[]; page: Page }> {
  const { limit = 50, sort = "name", status = "active", total = false } = query;
  const unfinishedSince = query.unfinished && firstIdAt(deps.now().getTime() - unfinishedMs);
  const listed = { status, unfinishedSince };
  const { pool } = deps.database;
  const { actor } = caller;
  const binding = { actorId: actor.id, query };
  const after = await positionOf(deps, caller, sort, decodeCursor(query.cursor, binding));
  const [found, count] = await Promise.all([
    listRows(pool, actor, { ...listed, sort, limit, after }),
    total ? countPatients(pool, actor, listed) : undefined,
  ]);
  const { rows, page } = pageOf(found, { limit, binding, positionOf: idAndVersion, total: count });
  deps.audit.record(caller.audit, {
    action: "patient.list",
    resourceType: "patient",
    details: { count: String(rows.length), status, sort, ...(query.unfinished && { unfinished: "true" }) },
    shown: rows.map(shownOf),
  });
  return { rows, page };
}

function idAndVersion(row: PatientDocument): [string, number] {
  const { id, version } = toPatient(row);
  return [id, version];
}

/** A UUIDv7 of the next five hundred years. */
const uuid = /^0[0-9a-f]{7}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Where the page before ended: a patient and a version, nothing of a person, since a cursor stands
 * in a URL (PRV-1). A record renamed meanwhile keeps the place that it had in that version.
 */
async function positionOf(
  { database }: ListDeps,
  { actor }: Caller,
  sort: PageOfList["sort"],
  decoded: (string | number | null)[] | undefined,
): Promise<PageOfList["after"]> {
  if (!decoded) return undefined;
  const [id, version] = decoded;
  if (typeof id !== "string" || !uuid.test(id) || !isVersion(version)) throw foreignCursor();
  if (sort.endsWith("createdAt")) return { id, key: instantOf(id).toISOString() };
  const record = await findVersionAsSeen(database.pool, actor, id, version);
  if (!record) throw foreignCursor();
  return {
    id,
    key: sort.endsWith("name") ? sortName(record) : record.dateOfBirth ? firstDayOf(record.dateOfBirth) : "infinity",
  };
}

const isVersion = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 2_147_483_647;
