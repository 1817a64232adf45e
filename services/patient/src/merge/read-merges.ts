import type { Page } from "@pms/contracts/http/common";
import type { MergesQuery, PatientMerge } from "@pms/contracts/patients/merging";
import type { Caller } from "@pms/kit/audit/caller";
import { idAfter, pageOf } from "@pms/kit/paging/page";
import { notFound } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { mergeJson } from "./merge-json.ts";
import { findMerge, listMerges } from "./store/merges.ts";

type ReadDeps = Pick<Deps, "database" | "audit">;

/** How far a merge is. 404 out of reach. */
export async function readMerge({ database }: ReadDeps, { actor }: Caller, id: string): Promise<PatientMerge> {
  const row = await findMerge(database.pool, actor, id);
  if (!row) throw notFound();
  return mergeJson(row);
}

/** Newest first; those of one patient, or of all whom the caller may see. */
export async function readMerges(
  { database, audit }: ReadDeps,
  caller: Caller,
  query: MergesQuery,
): Promise<{ data: PatientMerge[]; page: Page }> {
  const { limit = 50, patientId } = query;
  const binding = { actorId: caller.actor.id, query };
  const before = idAfter(query.cursor, binding);
  const found = await listMerges(database.pool, caller.actor, { patientId, before, limit: limit + 1 });
  const { rows, page } = pageOf(found, { limit, binding, positionOf: ({ id }) => [id] });
  audit.record(caller.audit, {
    action: "patient.read-merges",
    resourceType: "patient",
    ...(patientId && { resourceId: patientId, patientId }),
    details: { count: String(rows.length) },
  });
  return { data: rows.map(mergeJson), page };
}
