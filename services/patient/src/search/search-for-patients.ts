import type { PatientHitList, PatientSearch } from "@pms/contracts/patients/search";
import type { Caller } from "@pms/kit/audit/caller";
import { decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { pageOf } from "@pms/kit/paging/page";
import { isUuid } from "@pms/kit/validation/uuid";
import type { Static } from "typebox";
import type { Deps } from "../deps.ts";
import { shownOf, toPatient } from "../record/store/patient-rows.ts";
import { matchedOn } from "./matched-on.ts";
import { parseSearch } from "./search-terms.ts";
import { searchPatients } from "./store/search-patients.ts";

/**
 * A page of hits within the caller's reach. The audit says which fields were searched and who was
 * shown (AUD-1, AUD-2).
 */
export async function searchForPatients(
  { database, audit, phoneCountry }: Pick<Deps, "database" | "audit" | "phoneCountry">,
  caller: Caller,
  search: PatientSearch,
): Promise<Static<typeof PatientHitList>> {
  const { limit = 20, cursor, includeInactive = false } = search;
  const terms = parseSearch(search, phoneCountry);
  const binding = { actorId: caller.actor.id, query: search };
  const after = decodeCursor(cursor, binding);
  if (after && !isPosition(after)) throw foreignCursor();
  const window = { limit: limit + 1, after };
  const found = terms ? await searchPatients(database.pool, caller.actor, terms, window, includeInactive) : [];
  const { rows, page } = pageOf(found, {
    limit,
    binding,
    positionOf: ({ points, sort_name, id }) => [points, sort_name, id],
  });
  const fields = Object.keys(search).filter((name) => name !== "limit" && name !== "cursor");
  audit.record(caller.audit, {
    action: "patient.search",
    resourceType: "patient",
    details: { count: String(rows.length), fields: fields.join(" ") },
    shown: rows.map(shownOf),
  });
  return {
    // A merged record is there to be found where the one that stands for it is not.
    data: rows
      .filter((row) => !rows.some(({ id }) => id === row.survivor_id))
      .map((row) => {
        const patient = toPatient(row);
        return { patient, score: row.points / 1_000, matchedOn: terms ? matchedOn(patient, terms, phoneCountry) : [] };
      }),
    page,
  };
}

/** A cursor can be forged: it names a place in the order, or nothing. */
function isPosition([points, name, id, ...more]: readonly (string | number | null)[]): boolean {
  if (!Number.isInteger(points) || Math.abs(Number(points)) > 1_000 || more.length > 0) return false;
  return typeof name === "string" && !name.includes("\0") && isUuid(id);
}
