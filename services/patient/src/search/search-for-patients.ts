import type { Page } from "@pms/contracts/http/common";
import type { PatientHit, PatientSearch } from "@pms/contracts/patients/search";
import type { Caller } from "@pms/kit/audit/caller";
import { decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { pageOf } from "@pms/kit/paging/page";
import { isUuid } from "@pms/kit/validation/uuid";
import type { Deps } from "../deps.ts";
import { shownOf, toPatient } from "../record/store/patient-rows.ts";
import { matchedOn } from "./matched-on.ts";
import type { Meanings } from "./meanings.ts";
import { isOfDirectory, type RankedAfter, type RankedPatient, rankPatients } from "./rank-patients.ts";
import { parseSearch } from "./search-terms.ts";
import { type FoundRow, findFound } from "./store/find-found.ts";
import { type SearchTerms, searchPatients } from "./store/search-patients.ts";

type SearchDeps = Pick<Deps, "database" | "audit" | "phoneCountry" | "directory">;
export type Hit = Omit<PatientHit, "patient"> & { row: FoundRow };
type Found = { ranked: readonly RankedPatient[]; rows: readonly FoundRow[]; meanings?: Meanings | undefined };

/**
 * A page of hits within the caller's reach. The audit says which fields were searched and who was
 * shown (AUD-1, AUD-2).
 */
export async function searchForPatients(
  deps: SearchDeps,
  caller: Caller,
  search: PatientSearch,
): Promise<{ hits: Hit[]; page: Page }> {
  const { phoneCountry, audit } = deps;
  const { limit = 20, cursor } = search;
  const terms = parseSearch(search, phoneCountry);
  const binding = { actorId: caller.actor.id, query: search };
  const after = afterOf(decodeCursor(cursor, binding));
  const window = { limit: limit + 1, after, includeInactive: search.includeInactive ?? false };
  const found = terms ? await find(deps, caller, terms, window) : { ranked: [], rows: [] };
  const { rows: ranked, page } = pageOf(found.ranked, {
    limit,
    binding,
    positionOf: ({ points, sort_name, id }) => [points, sort_name, id],
  });
  const rows = new Map(found.rows.map((row) => [row.id, row]));
  const hits = ranked.flatMap(({ id, points }) => {
    const row = rows.get(id);
    // A merged record is there to be found where the one that stands for it is not.
    if (!row || (row.survivor_id !== null && rows.has(row.survivor_id))) return [];
    const reasons = terms ? matchedOn(toPatient(row), terms, phoneCountry, found.meanings) : [];
    return [{ row, score: points / 1_000, matchedOn: reasons }];
  });
  const fields = Object.keys(search).filter((name) => name !== "limit" && name !== "cursor");
  audit.record(caller.audit, {
    action: "patient.search",
    resourceType: "patient",
    details: { count: String(hits.length), fields: fields.join(" ") },
    shown: hits.map(({ row }) => shownOf(row)),
  });
  return { hits, page };
}

type Window = { limit: number; after: RankedAfter | undefined; includeInactive: boolean };

/** By the directory what it can say; by the database the rest, and all until the directory is read. */
async function find(
  { database: { pool }, directory }: SearchDeps,
  { actor }: Caller,
  terms: SearchTerms,
  window: Window,
): Promise<Found> {
  const { limit, after, includeInactive } = window;
  const everybody = isOfDirectory(terms, actor) ? await directory.current() : undefined;
  if (!everybody) {
    const position = after && [after.points, after.sortName, after.id];
    const found = await searchPatients(pool, actor, terms, { limit, after: position }, includeInactive);
    return { ranked: found, rows: found };
  }
  const { patients, meanings } = rankPatients(everybody, actor, terms, window);
  const ids = patients.slice(0, limit - 1).map(({ id }) => id);
  return { ranked: patients, rows: await findFound(pool, actor, ids, includeInactive), meanings };
}

/** A cursor can be forged: it names a place in the order, or nothing. */
function afterOf(position: readonly (string | number | null)[] | undefined): RankedAfter | undefined {
  if (!position) return undefined;
  const [points, sortName, id, ...more] = position;
  if (!Number.isInteger(points) || Math.abs(Number(points)) > 1_000 || more.length > 0) throw foreignCursor();
  if (typeof sortName !== "string" || sortName.includes("\0") || !isUuid(id)) throw foreignCursor();
  return { points: Number(points), sortName, id };
}
