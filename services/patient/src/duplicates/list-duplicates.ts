import type { Page } from "@pms/contracts/http/common";
import type { ComparedField, DuplicatePair, DuplicatesQuery, Grade } from "@pms/contracts/patients/matching";
import type { Caller } from "@pms/kit/audit/caller";
import { decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { pageOf } from "@pms/kit/paging/page";
import { isUuid } from "@pms/kit/validation/uuid";
import type { Deps } from "../deps.ts";
import { findPatients } from "../record/store/find-patient.ts";
import { type PatientRow, shownOf, toPatient } from "../record/store/patient-rows.ts";
import { findClusters } from "./find-clusters.ts";
import { countPairs, listPairs, type PairOrder, type PairRow, positionOf } from "./store/pairs.ts";

/** A page of pairs of which the caller may see both records; the audit names the patients (AUD-2). */
export async function listDuplicates(
  { database, audit }: Pick<Deps, "database" | "audit">,
  caller: Caller,
  query: DuplicatesQuery,
): Promise<{ data: DuplicatePair[]; page: Page }> {
  const { limit = 50, sort = "-probability", status = "open", total = false, grade, assignedTo, patientId } = query;
  const binding = { actorId: caller.actor.id, query };
  const after = decodeCursor(query.cursor, binding);
  if (after && !isPosition(after, sort)) throw foreignCursor();
  const asked = { status, grade, assignedTo, patientId };
  const { pool } = database;
  const [found, count] = await Promise.all([
    listPairs(pool, caller.actor, { ...asked, sort, limit, after }),
    total ? countPairs(pool, caller.actor, asked) : undefined,
  ]);
  const { rows, page } = pageOf(found, { limit, binding, positionOf: (row) => positionOf(row, sort), total: count });
  const { pairs, patients } = await withPatients({ database }, caller, rows);
  audit.record(caller.audit, {
    action: "patient.duplicates",
    resourceType: "patient",
    details: { count: String(rows.length), status },
    shown: patients.map(shownOf),
  });
  return { data: pairs, page };
}

/** The pairs with both records; one that has left the caller's reach meanwhile is left out. */
export async function withPatients(
  { database }: Pick<Deps, "database">,
  { actor }: Caller,
  rows: readonly PairRow[],
): Promise<{ pairs: DuplicatePair[]; patients: PatientRow[] }> {
  const ids = [...new Set(rows.flatMap(({ low_id: low, high_id: high }) => [low, high]))];
  const [patients, clusters] = await Promise.all([
    ids.length === 0 ? [] : findPatients(database.pool, actor, ids),
    findClusters(database.pool, actor, rows),
  ]);
  const byId = new Map(patients.map((row) => [row.id, toPatient(row)]));
  const pairs = rows.flatMap((row) => {
    const [low, high] = [byId.get(row.low_id), byId.get(row.high_id)];
    const cluster = row.status === "open" ? clusters.get(row.low_id) : undefined;
    const isWithin = cluster?.patientIds.includes(row.high_id);
    const pair = { ...asPair(row), ...(cluster && isWithin && { cluster }) };
    return low && high ? [{ ...pair, patients: [low, high] as [typeof low, typeof high] }] : [];
  });
  return { pairs, patients };
}

function asPair(row: PairRow): Omit<DuplicatePair, "patients"> {
  return {
    id: row.id,
    patientIds: [row.low_id, row.high_id],
    probability: row.probability,
    grade: row.grade as Grade,
    fields: row.fields as unknown as ComparedField[],
    status: row.status as DuplicatePair["status"],
    detectedAt: row.detected_at.toISOString(),
    ...(row.assigned_to && { assignedTo: row.assigned_to }),
    ...(row.decided_at && { decidedAt: row.decided_at.toISOString() }),
    ...(row.decided_by && { decidedBy: row.decided_by }),
    ...(row.reason && { reason: row.reason }),
    ...(row.note && { note: row.note }),
  };
}

/** A cursor can be forged: it names a place in the order, or nothing. */
function isPosition([key, id, ...more]: readonly (string | number | null)[], sort: PairOrder): boolean {
  if (!isUuid(id) || more.length > 0) return false;
  if (sort === "-probability") return typeof key === "number" && key >= 0 && key <= 1;
  return typeof key === "string" && !Number.isNaN(Date.parse(key)) && key.length <= 30;
}
