/** `/api/audit`, and who looked at a record. */
import { type Static, Type } from "typebox";
import { Id, Instant, listOf } from "../http/common.ts";
import { auditActs } from "./audit-acts.ts";
import { PersonRole } from "./users.ts";

/**
 * Who acted: a person by name where the reader may know it, a service, or somebody who had not
 * signed in.
 */
export const AuditActor = Type.Object({
  id: Type.String(),
  kind: Type.Enum(["user", "service", "nobody"]),
  name: Type.Optional(Type.String()),
  roles: Type.Optional(Type.Array(PersonRole)),
});
export type AuditActor = Static<typeof AuditActor>;
export const AuditActorList = listOf(AuditActor);

export const AuditEvent = Type.Object({
  id: Id,
  at: Instant,
  actorId: Type.String(),
  sessionId: Type.String(),
  action: Type.String(),
  resourceType: Type.String(),
  resourceId: Type.String(),
  patientId: Type.Optional(Type.String()),
  /** Whom a list or a search showed, as far as they are within the reader's reach. */
  patientIds: Type.Optional(Type.Array(Type.String())),
  facilityId: Type.Optional(Type.String()),
  outcome: Type.String(),
  requestId: Type.String(),
  sourceAddress: Type.String(),
  service: Type.String(),
  /** Counted facts and names of fields, never values. */
  details: Type.Record(Type.String(), Type.String()),
});
export type AuditEvent = Static<typeof AuditEvent>;
export const AuditEventList = listOf(AuditEvent);

const sittingFields = {
  /** That of its last event. */
  id: Id,
  startedAt: Instant,
  endedAt: Instant,
  actor: AuditActor,
  /** What was done, how often, with what outcome. */
  acts: Type.Array(Type.Object({ action: Type.String(), outcome: Type.String(), count: Type.Integer() })),
  eventCount: Type.Integer(),
};

/** What one actor did about one patient, or about none, without a pause of fifteen minutes. */
export const AuditSitting = Type.Object({
  ...sittingFields,
  patientId: Type.Optional(Type.String()),
  /** How many different patients its lists and searches showed, within the reader's reach. */
  shownCount: Type.Integer(),
  /** It began before `from`, or went on from `to`: what lies beyond is not counted. */
  beganEarlier: Type.Boolean(),
  wentOn: Type.Boolean(),
});
export type AuditSitting = Static<typeof AuditSitting>;
export const AuditSittingList = listOf(AuditSitting);

/** The same of one patient, for whoever may read the record, and for the patient. */
export const AccessLogEntry = Type.Object(sittingFields);
export type AccessLogEntry = Static<typeof AccessLogEntry>;
export const AccessLog = listOf(AccessLogEntry);

export const AuditAct = Type.Enum(auditActs);
