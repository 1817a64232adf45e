/** ETag and If-Match (RFC 9110): no write without saying which version it replaces (REL-5). */
import type { FastifyReply, FastifyRequest } from "fastify";
import { ProblemError } from "./problem.ts";

/** @param state what one version is told apart by where it has more than one representation */
export function etagOf(version: number, state?: string): string {
  return state === undefined ? `"v${version}"` : `"v${version}-${state}"`;
}

/**
 * The version that If-Match names, whichever state it was read in. 428 when it is missing or `*`, which names none; 412 when
 * it can match nothing. Where the route declares `ifMatch` as optional, whether it is there is for the caller to ask.
 */
export function ifMatchVersion(request: FastifyRequest): number {
  const { config, url } = request.routeOptions;
  if (!config.ifMatch) throw new Error(`${request.method} ${url} reads If-Match and does not declare ifMatch`);
  const header = request.headers["if-match"];
  if (header === undefined || header.trim() === "*")
    throw new ProblemError("precondition-required", "Send If-Match with the ETag that you read.");
  const version = /^"v(\d{1,9})(?:-[a-z]+)?"$/.exec(header.trim())?.[1];
  if (version === undefined) throw stale();
  return Number(version);
}

/** 412: someone else has written since. */
export function stale(): ProblemError {
  return new ProblemError("stale", "The record was changed since you read it. Read it again.");
}

/** Sets the ETag; true when If-None-Match says that the caller has this representation already, so that 304 is the answer. */
export function notModified(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header("etag", etag);
  const known = request.headers["if-none-match"];
  return known?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag) ?? false;
}
