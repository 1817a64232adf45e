/** Rows in the audit store as services would have left them, at instants of the test's own. */
import { randomUUID } from "node:crypto";
import { insertAuditEvents, type NewAuditEvent } from "../src/audit/store/insert-audit-events.ts";
import type { Deps } from "../src/deps.ts";

export type Audited = {
  at: Date;
  actorId: string;
  action?: string;
  patientId?: string;
  facilityId?: string;
  /** Facility → patients. */
  shown?: Record<string, string[]>;
  outcome?: "ok" | "refused";
  sessionId?: string;
  service?: string;
};

/** @returns their ids, in the order given */
export async function leaveAudited(deps: Pick<Deps, "db">, ...events: Audited[]): Promise<string[]> {
  const rows = events.map(rowOf);
  await deps.db.transaction().execute((tx) => insertAuditEvents(tx, rows));
  return rows.map(({ id }) => id);
}

function rowOf({ action = "patient.read", outcome = "ok", service = "patient", ...event }: Audited): NewAuditEvent {
  return {
    id: randomUUID(),
    at: event.at,
    actor_id: event.actorId,
    session_id: event.sessionId ?? "",
    action,
    resource_type: "patient",
    resource_id: event.patientId ?? "",
    patient_id: event.patientId ?? null,
    facility_id: event.facilityId ?? null,
    outcome,
    request_id: "r",
    source_address: "",
    service,
    details: {},
    shown: event.shown ?? null,
    facilityIds: Object.keys(event.shown ?? {}),
  };
}
