/** Requests that most tests make, and what they left behind. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { eventCodecs } from "@pms/contracts/events/events";
import type { AuditEvent } from "@pms/contracts/gen/pms/events/v1/audit_events";
import type { Patient } from "@pms/contracts/patients/patient";
import type { EventMessage } from "@pms/kit/event-log/event-log";
import { until } from "@pms/kit/testing/until";
import type { PatientService } from "./patient-service.ts";
import { sampleBody } from "./patient-service.ts";

export type Headers = { authorization: string };

/** A facility of the test's own, and someone at its front desk. */
export async function ownFacility({ trust, auth }: PatientService): Promise<{ facility: string; headers: Headers }> {
  const facility = randomUUID();
  auth.facilities.push({ id: facility, name: "A clinic", active: true });
  return { facility, headers: await trust.as({ facilities: [facility], defaultFacilityId: facility }) };
}

export async function register({ app }: PatientService, headers: Headers, body: object = {}): Promise<Patient> {
  const payload = { ...sampleBody, ...body };
  const answer = await app.inject({ method: "POST", url: "/api/patients", headers: { ...headers }, payload });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
}

/**
 * What has been decoded: each look at all that is published would else cost more than the one
 * before.
 */
const decoded = new WeakMap<EventMessage, AuditEvent[]>();
function auditEventsIn(message: EventMessage): AuditEvent[] {
  const known = decoded.get(message) ?? eventCodecs.AuditRecorded.decode(message.payload).events;
  decoded.set(message, known);
  return known;
}

/** The audit events of one answer's request. */
export async function auditOf(
  { published }: PatientService,
  answer: { headers: Record<string, unknown> },
): Promise<AuditEvent[]> {
  return until("the audit of the answer is published", () => {
    const found = published
      .filter(({ type }) => type === "AuditRecorded")
      .flatMap(auditEventsIn)
      .filter(({ requestId }) => requestId === answer.headers["x-request-id"]);
    return found.length > 0 && found;
  });
}

/**
 * The types of a patient's events in the order in which they were published, once there are
 * `count`.
 */
export function eventsOf({ published }: PatientService, id: string, count: number) {
  return until("the events of the patient are published", () => {
    const found = published.filter(({ key, topic }) => key === id && topic === "patient.events");
    return found.length >= count && found;
  });
}
