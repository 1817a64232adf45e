/** `/api/audit`. */
import { type Static, Type } from "typebox";
import { Id, Instant, listOf } from "../http/common.ts";

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
