/**
 * One audit event per act on protected data (AUD-1): of writes in their own transaction, of reads
 * through a bounded buffer, so that no read waits for a commit.
 */
import { randomUUIDv7 } from "node:crypto";
import { topics } from "@pms/contracts/events/events";
import { AuditEvent, AuditRecorded } from "@pms/contracts/gen/pms/events/v1/audit_events";
import type { FastifyRequest } from "fastify";
import type { OutboxEvent } from "../events/outbox.ts";
import type { Actor } from "../trust/access.ts";

export type AuditFacts = {
  /** `patient.read`, `billing.post`, … */
  action: string;
  resourceType: string;
  resourceId?: string;
  patientId?: string;
  facilityId?: string;
  outcome?: "ok" | "refused";
  /** Counted facts and field names, never values. */
  details?: Record<string, string>;
  /** Of a list or a search: whose whole records were answered (AUD-2). */
  shown?: readonly { patientId: string; facilityId: string }[];
};

/** Who and from where, as far as a request or an rpc knows it. */
export type AuditContext = {
  actor: Pick<Actor, "id" | "sessionId"> & Partial<Pick<Actor, "facilities">>;
  requestId: string;
  sourceAddress: string;
  traceparent?: string;
};

export function auditContextOf(request: FastifyRequest, actor: AuditContext["actor"]): AuditContext {
  const forwarded = request.headers["x-forwarded-for"];
  const sourceAddress = (typeof forwarded === "string" && forwarded.split(",")[0]?.trim()) || request.ip;
  return { actor, requestId: request.id, sourceAddress, traceparent: request.traceparent };
}

/** The audit event of a write, for the outbox, in the transaction of what it records. */
export function auditMessage(service: string, context: AuditContext, facts: AuditFacts): OutboxEvent & { id: string } {
  return auditMessageOfMany(service, context, [facts]);
}

/**
 * The audit events of one write to many records as one message: what it costs to publish and
 * consume is paid once.
 */
export function auditMessageOfMany(
  service: string,
  context: AuditContext,
  facts: readonly AuditFacts[],
): OutboxEvent & { id: string } {
  const events = facts.map((each) => auditEvent(service, context, each));
  const { traceparent } = context;
  return {
    id: events.length === 1 && events[0] ? events[0].id : randomUUIDv7(),
    topic: topics.audit,
    key: context.actor.id,
    type: "AuditRecorded",
    payload: AuditRecorded.encode({ events }).finish(),
    ...(traceparent && { traceparent }),
  };
}

/**
 * One audit event as an `AuditRecorded`. Payloads joined end to end are one of all their events (a
 * repeated field of protobuf): many writes can make one message.
 */
export function auditPayload(service: string, context: AuditContext, facts: AuditFacts): Uint8Array {
  return AuditRecorded.encode({ events: [auditEvent(service, context, facts)] }).finish();
}

export function auditEvent(service: string, context: AuditContext, { shown = [], ...facts }: AuditFacts): AuditEvent {
  const byFacility = Map.groupBy(shown, ({ facilityId }) => facilityId);
  const { facilities: reach = [] } = context.actor;
  return AuditEvent.fromPartial({
    id: randomUUIDv7(),
    actorId: context.actor.id,
    sessionId: context.actor.sessionId,
    at: new Date().toISOString(),
    requestId: context.requestId,
    sourceAddress: context.sourceAddress,
    service,
    outcome: "ok",
    ...facts,
    shown: [...byFacility].map(([facilityId, members]) => ({
      facilityId,
      patientIds: members.map(({ patientId }) => patientId),
    })),
    // An event of one facility is found there; any other by those who answer for the actor, or for
    // whom the actor saw.
    facilityIds: facts.facilityId ? [] : [...new Set([...(reach === "all" ? [] : reach), ...byFacility.keys()])],
  });
}
