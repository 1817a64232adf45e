import type { PatientFacts } from "@pms/contracts/gen/pms/events/v1/patient_events";
import type { SnapshotEvent, SnapshotPage } from "@pms/contracts/gen/pms/events/v1/snapshot";
import type { Caller } from "@pms/kit/audit/caller";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import { beforeAll, snapshotPageSize, streamSnapshot } from "@pms/kit/rpc/stream-snapshot";
import { isUuid } from "@pms/kit/validation/uuid";
import type { Deps } from "../deps.ts";
import { listToldPairs } from "../duplicates/store/pairs.ts";
import { pairChanged } from "../duplicates/store/tell-pairs.ts";
import { patientChanged, patientCreated, patientFacts, patientMerged } from "../record/patient-facts.ts";
import type { PatientRecord } from "../record/patient-record.ts";
import { listForSnapshot, type SnapshotRow } from "./store/list-for-snapshot.ts";

type SnapshotDeps = Pick<Deps, "database" | "audit">;

/**
 * Pages of what is known of all patients and of possible duplicates, as events. `after` is the
 * cursor of a page, or empty for the beginning.
 */
export async function* snapshotPatients(
  deps: SnapshotDeps,
  caller: Caller,
  { after, signal }: { after: string; signal: AbortSignal },
): AsyncGenerator<SnapshotPage> {
  deps.audit.record(caller.audit, { action: "patient.snapshot", resourceType: "patient" });
  yield* streamSnapshot(after, (cursor) => readPage(deps, cursor), signal);
}

/** Behind it are the pairs of possible duplicates, in the order of their own ids. */
const pairsFrom = "pairs:";

/** The empty one is before everything. */
export function isSnapshotCursor(after: string): boolean {
  return after === "" || isUuid(after.startsWith(pairsFrom) ? after.slice(pairsFrom.length) : after);
}

async function readPage({ database }: SnapshotDeps, after: string): Promise<SnapshotPage> {
  if (after.startsWith(pairsFrom)) return readPairs({ database }, after.slice(pairsFrom.length));
  const rows = await listForSnapshot(database.pool, after || beforeAll, snapshotPageSize);
  const isLast = rows.length < snapshotPageSize;
  const cursor = isLast ? `${pairsFrom}${beforeAll}` : (rows.at(-1)?.id ?? after);
  return { events: rows.flatMap(eventsOf), cursor, complete: false };
}

async function readPairs({ database }: Pick<SnapshotDeps, "database">, after: string): Promise<SnapshotPage> {
  const rows = await listToldPairs(database.pool, after, snapshotPageSize);
  return {
    events: rows.map((row) => toSnapshot(pairChanged(row), (row.decided_at ?? row.detected_at).toISOString())),
    cursor: `${pairsFrom}${rows.at(-1)?.id ?? after}`,
    complete: rows.length < snapshotPageSize,
  };
}

/**
 * What is known of a patient now, as events: registered, then the version that brought the status,
 * then the newest. All tell today's facts, since of each patient only the newest count.
 */
function eventsOf(row: SnapshotRow): SnapshotEvent[] {
  const record: PatientRecord & { updatedAt: string } = JSON.parse(row.document);
  const at = (version: number) => patientFacts(row.id, version, record);
  const { status_version: statusVersion, version } = row;
  const events = [toSnapshot(patientCreated(at(1), row.created_at, ""), row.created_at.toISOString())];
  if (statusVersion !== null) {
    events.push(toSnapshot(statusEvent(row, at(statusVersion)), record.updatedAt));
  }
  if (version > Math.max(1, statusVersion ?? 1))
    events.push(toSnapshot(patientChanged("PatientUpdated", at(version), ""), record.updatedAt));
  return events;
}

/** By which merge is nothing that counts. */
function statusEvent({ status, merged_into: survivorId }: SnapshotRow, facts: PatientFacts): OutboxEvent {
  if (survivorId !== null) return patientMerged("PatientMerged", facts, { survivorId, mergeId: "" }, "");
  return patientChanged(status === "active" ? "PatientRestored" : "PatientDeactivated", facts, "");
}

function toSnapshot({ type, key, payload }: OutboxEvent, time: string): SnapshotEvent {
  return { type, key, time, payload };
}
