import type { PatientHitList, PatientSearch } from "@pms/contracts/patients";
import type { Actor } from "@pms/kit/access";
import type { AuditContext } from "@pms/kit/audit";
import { decodeCursor, encodeCursor, foreignCursor } from "@pms/kit/cursor";
import type { Static } from "typebox";
import type { Deps } from "../deps.ts";
import { toPatient } from "../store/patient-rows.ts";
import { searchPatients } from "../store/search-patients.ts";
import { matchedOn } from "./matched-on.ts";
import { parseSearch } from "./search-terms.ts";

type Asked = { actor: Actor; audit: AuditContext; search: PatientSearch };

/** A page of hits within the caller's reach. The audit says which fields were searched and how many were shown (AUD-1). */
export async function searchForPatients(
  { database, audit }: Pick<Deps, "database" | "audit">,
  { actor, audit: context, search }: Asked,
): Promise<Static<typeof PatientHitList>> {
  const { limit = 20, cursor, includeInactive = false } = search;
  const terms = parseSearch(search);
  const binding = { actorId: actor.id, query: search };
  const after = decodeCursor(cursor, binding);
  if (after && !isPosition(after)) throw foreignCursor();
  const page = { limit: limit + 1, after };
  const rows = terms ? await searchPatients(database.pool, actor, terms, page, includeInactive) : [];
  const shown = rows.slice(0, limit);
  const fields = Object.keys(search).filter((name) => name !== "limit" && name !== "cursor");
  audit.record(context, {
    action: "patient.search",
    resourceType: "patient",
    details: { count: String(shown.length), fields: fields.join(" ") },
  });
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    data: shown.map((row) => {
      const patient = toPatient(row);
      return { patient, score: row.points / 1_000, matchedOn: terms ? matchedOn(patient, terms) : [] };
    }),
    page: { nextCursor: last ? encodeCursor([last.points, last.sort_name, last.id], binding) : null, limit },
  };
}

/** A cursor can be forged: it names a place in the order, or nothing. */
function isPosition([points, name, id, ...more]: readonly (string | number | null)[]): boolean {
  if (!Number.isInteger(points) || Math.abs(Number(points)) > 1_000 || more.length > 0) return false;
  return (
    typeof name === "string" &&
    !name.includes("\0") &&
    typeof id === "string" &&
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
  );
}
