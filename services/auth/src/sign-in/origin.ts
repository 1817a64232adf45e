import { type AuditContext, auditContextOf } from "@pms/kit/audit/audit";
import type { FastifyRequest } from "fastify";
import type { Origin } from "../sessions/open-session.ts";

/** Who has not signed in yet. */
export const anonymous = { id: "anonymous", sessionId: "" };

/** Where the request comes from; the gateway has seen the client's address. */
export function originOf(request: FastifyRequest, context: AuditContext): Origin {
  return { userAgent: request.headers["user-agent"] ?? "", address: context.sourceAddress };
}

export function anonymousContext(request: FastifyRequest): AuditContext {
  return auditContextOf(request, anonymous);
}
