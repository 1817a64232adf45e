import { sourceOf, topics } from "@pms/contracts/events/events";
import { AuditRecorded } from "@pms/contracts/gen/pms/events/v1/audit_events";
import type { ReceivedEvent } from "@pms/kit/event-log/event-log";
import { type Consumer, startConsumer } from "@pms/kit/events/consumer";
import { UnreadableEventError } from "@pms/kit/events/unreadable-event";
import type { Deps } from "../deps.ts";
import { insertAuditEvents, type NewAuditEvent } from "./store/audit-events.ts";

/** Keeps what every service audits, each event once. */
export function consumeAuditEvents({ database, log, logger, metrics }: Deps): Promise<Consumer> {
  return startConsumer({
    database: database.background,
    log,
    group: "auth",
    topics: [topics.audit],
    logger,
    metrics,
    types: ["AuditRecorded"],
    repeatable: true,
    handle: (tx, events) => insertAuditEvents(tx, events.flatMap(auditRowsOf)),
  });
}

/** Throws, and makes a dead letter of it, where a service speaks for another. */
function auditRowsOf(event: ReceivedEvent): NewAuditEvent[] {
  const { events } = AuditRecorded.decode(event.payload);
  if (events.some(({ service }) => sourceOf(service) !== event.source))
    throw new UnreadableEventError("an audit event names another service than the one that it comes from");
  return events.map((audit) => ({
    id: audit.id,
    at: new Date(audit.at),
    actor_id: audit.actorId,
    session_id: audit.sessionId,
    action: audit.action,
    resource_type: audit.resourceType,
    resource_id: audit.resourceId,
    patient_id: audit.patientId || null,
    facility_id: audit.facilityId || null,
    outcome: audit.outcome,
    request_id: audit.requestId,
    source_address: audit.sourceAddress,
    service: audit.service,
    details: audit.details,
    shown:
      audit.shown.length === 0
        ? null
        : Object.fromEntries(audit.shown.map(({ facilityId, patientIds }) => [facilityId, patientIds])),
    facilityIds: audit.facilityIds,
  }));
}
