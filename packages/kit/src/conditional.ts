/** ETag and If-Match (RFC 9110): no write without saying which version it replaces (REL-5). */
import type { FastifyReply, FastifyRequest } from "fastify";
import { ProblemError } from "./problem.ts";

export function etagOf(version: number): string {
  return `"v${version}"`;
}

/** The version that If-Match names. 428 when it is missing or `*`, which names none; 412 when it can match nothing. */
export function ifMatchVersion(request: FastifyRequest): number {
  const header = request.headers["if-match"];
  if (header === undefined || header.trim() === "*")
    throw new ProblemError("precondition-required", "Send If-Match with the ETag that you read.");
  const version = /^"v(\d{1,9})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw stale();
  return Number(version);
}

/** 412: someone else has written since. */
export function stale(): ProblemError {
  return new ProblemError("stale", "The record was changed since you read it. Read it again.");
}

/** Sets the ETag; true when If-None-Match says that the caller has this version already, so that 304 is the answer. */
export function notModified(request: FastifyRequest, reply: FastifyReply, version: number): boolean {
  const etag = etagOf(version);
  reply.header("etag", etag);
  const known = request.headers["if-none-match"];
  return known?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag) ?? false;
}
