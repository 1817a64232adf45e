import type { FastifyReply, FastifyRequest } from "fastify";
import { type ProblemError, problemBody } from "../problem/problem.ts";

/** Answers with a problem; for handlers that cannot throw. */
export function sendProblem(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = JSON.stringify(problemBody(problem, request.routeOptions.url, request.id));
  return reply
    .code(problem.status)
    .headers({ ...problem.headers })
    .type("application/problem+json")
    .serializer(String)
    .send(body);
}
