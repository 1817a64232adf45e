import type { FastifyReply } from "fastify";

/**
 * Answers with JSON that is text already, as a store keeps it; that it fits the route's schema is
 * the caller's word.
 */
export function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.type("application/json; charset=utf-8").send(json);
}
