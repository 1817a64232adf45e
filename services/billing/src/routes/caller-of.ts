import { actorOf } from "@pms/kit/access";
import { auditContextOf } from "@pms/kit/audit";
import type { FastifyRequest } from "fastify";
import type { Caller } from "../domain/caller.ts";

export function callerOf(request: FastifyRequest): Caller {
  const actor = actorOf(request);
  return { actor, audit: auditContextOf(request, actor) };
}
