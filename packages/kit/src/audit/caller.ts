import type { FastifyRequest } from "fastify";
import { type Actor, actorOf } from "../trust/access.ts";
import { type AuditContext, auditContextOf } from "./audit.ts";

/**
 * Who asks, and what the audit keeps of where they ask from: the second argument of every verb,
 * behind what it works with.
 */
export type Caller = { actor: Actor; audit: AuditContext };

/** Of a request with a verified token. */
export function callerOf(request: FastifyRequest): Caller {
  const actor = actorOf(request);
  return { actor, audit: auditContextOf(request, actor) };
}
