import type { FastifyRequest } from "fastify";
import type { Actor } from "../trust/access.ts";
import { type AuditContext, type AuditFacts, auditContextOf } from "./audit.ts";
import type { ReadAudit } from "./read-audit.ts";

/**
 * A caller who is known and may not (AUD-1), under one name in every service, so that an auditor
 * finds them all.
 * @param of what was asked for, only once the ids in the path are known to be ids (PRV-1)
 */
export function recordRefusal(
  audit: Pick<ReadAudit, "record">,
  request: FastifyRequest,
  actor: Actor,
  of: Partial<Pick<AuditFacts, "resourceType" | "resourceId" | "patientId">> = {},
): void {
  audit.record(auditContextOf(request, actor), {
    action: "access.refused",
    resourceType: "route",
    outcome: "refused",
    details: { route: `${request.method} ${request.routeOptions.url ?? "unmatched"}` },
    ...of,
  });
}

/** The same at the gRPC door. @param rpc the method's full path */
export function recordRpcRefusal(audit: Pick<ReadAudit, "record">, context: AuditContext, rpc: string): void {
  audit.record(context, { action: "access.refused", resourceType: "rpc", outcome: "refused", details: { rpc } });
}
