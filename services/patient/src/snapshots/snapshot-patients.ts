import type { SnapshotEvent, SnapshotPage } from "@pms/contracts/gen/pms/events/v1/snapshot";
import type { Queryable } from "@pms/kit/db/database";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import { beforeAll, snapshotPageSize } from "@pms/kit/rpc/stream-snapshot";
import { patientChanged, patientCreated, patientFacts } from "../record/patient-facts.ts";
import type { PatientRecord } from "../record/patient-record.ts";
import { listForSnapshot, type SnapshotRow } from "./store/snapshot-patients.ts";

/** The page of patients after this cursor, which is a patient's id. */
export async function readSnapshotPage(on: Queryable, after: string): Promise<SnapshotPage> {
  const rows = await listForSnapshot(on, after || beforeAll, snapshotPageSize);
  return {
    events: rows.flatMap(eventsOf),
    cursor: rows.at(-1)?.id ?? after,
    complete: rows.length < snapshotPageSize,
  };
}

/**
 * The events that tell what is known of a patient now: registered, then the version that brought the status, then the newest.
 * Facts are those of today throughout, since of each patient only the newest count.
 */
export function eventsOf(row: SnapshotRow): SnapshotEvent[] {
  const record: PatientRecord & { updatedAt: string } = JSON.parse(row.document);
  const at = (version: number) => patientFacts(row.id, version, record);
  const { status_version: statusVersion, version } = row;
  const events = [toSnapshot(patientCreated(at(1), row.created_at, ""), row.created_at.toISOString())];
  if (statusVersion !== null) {
    const type = row.status === "active" ? "PatientRestored" : "PatientDeactivated";
    events.push(toSnapshot(patientChanged(type, at(statusVersion), ""), record.updatedAt));
  }
  if (version > Math.max(1, statusVersion ?? 1))
    events.push(toSnapshot(patientChanged("PatientUpdated", at(version), ""), record.updatedAt));
  return events;
}

function toSnapshot({ type, key, payload }: OutboxEvent, time: string): SnapshotEvent {
  return { type, key, time, payload };
}
