import type { Page } from "@pms/contracts/http/common";
import type { HistoryEntry, VersionDiff } from "@pms/contracts/patients/history";
import type { Caller } from "@pms/kit/audit/caller";
import { decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { pageOf } from "@pms/kit/paging/page";
import { notFound } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { findVersion, listVersions, patientOf, recordOfVersion, type VersionRow } from "../record/store/versions.ts";
import { differencesOf } from "./version-differences.ts";

type HistoryDeps = Pick<Deps, "database" | "audit">;
type HistoryQuery = { limit?: number; cursor?: string; total?: boolean };

/** The versions of a patient, newest first. 404 when the patient is out of reach. */
export async function readHistory(
  deps: HistoryDeps,
  caller: Caller,
  { id, query }: { id: string; query: HistoryQuery },
): Promise<{ data: HistoryEntry[]; page: Page }> {
  const { limit = 50, total = false } = query;
  const binding = { actorId: caller.actor.id, query: { ...query, id } };
  const position = decodeCursor(query.cursor, binding);
  const before = position && versionOf(position);
  const found = await listVersions(deps.database.pool, caller.actor, id, { before, limit: limit + 1 });
  const [newest] = found;
  record(deps, caller, id, newest);
  if (!newest) throw notFound();
  // Versions count from 1 without a gap.
  const count = total ? newest.latest : undefined;
  const { rows, page } = pageOf(found, { limit, binding, positionOf: ({ version }) => [version], total: count });
  return { data: rows.map(entryOf), page };
}

/** One version. 404 also when there is no such version. */
export async function readVersion(
  deps: HistoryDeps,
  caller: Caller,
  { id, version }: { id: string; version: number },
): Promise<HistoryEntry> {
  const row = await findVersion(deps.database.pool, caller.actor, id, version);
  record(deps, caller, id, row);
  if (!row) throw notFound();
  return entryOf(row);
}

/** What version `to` says otherwise than `from`, in either order of the two. 404 when one of them is none. */
export async function compareVersions(
  deps: HistoryDeps,
  caller: Caller,
  { id, version: from, other: to }: { id: string; version: number; other: number },
): Promise<VersionDiff> {
  const [one, two] = await Promise.all(
    [from, to].map((version) => findVersion(deps.database.pool, caller.actor, id, version)),
  );
  record(deps, caller, id, one && two);
  if (!one || !two) throw notFound();
  const [before, after] = [one, two].map((row) => ({ ...recordOfVersion(row), status: row.status }));
  return { from, to, differences: before && after ? differencesOf(before, after) : [] };
}

function versionOf([version]: readonly (string | number | null)[]): number {
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1 || version > 2_147_483_647)
    throw foreignCursor();
  return version;
}

/** Who looked, also in vain (AUD-1). */
function record({ audit }: HistoryDeps, caller: Caller, id: string, row: VersionRow | undefined): void {
  audit.record(caller.audit, {
    action: "patient.history",
    resourceType: "patient",
    resourceId: id,
    patientId: id,
    ...(row ? { facilityId: row.facility_id } : { outcome: "refused" }),
  });
}

function entryOf(row: VersionRow): HistoryEntry {
  const { version, change, changed, reason, restored_from: restoredFrom } = row;
  return {
    ...{ version, at: row.at.toISOString(), by: row.actor_id, change, changed },
    ...(reason !== null && { reason }),
    ...(restoredFrom !== null && { restoredFrom }),
    patient: patientOf(row),
  };
}
